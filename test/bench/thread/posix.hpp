// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_POSIX_HPP
#define CONCUR_TEST_BENCH_THREAD_POSIX_HPP

#include "tasks.hpp"

#include <atomic>

#include <cerrno>

#include <linux/futex.h>
#include <pthread.h>
#include <semaphore.h>
#include <sys/syscall.h>
#include <unistd.h>

// The floors: a lock of one futex, and a thread that is joined. Variant:
// "sem_t".

namespace bench::threads {

class futex_lock
{
public:
    void acquire()
    {
        int seen = free;
        if (!state_.compare_exchange_strong(seen, held,
                                            std::memory_order_acquire))
        {
            wait();
        }
    }

    void release()
    {
        if (state_.exchange(free, std::memory_order_release) == awaited)
        {
            futex(FUTEX_WAKE_PRIVATE, 1);
        }
    }

private:
    enum : int
    {
        free,
        held,
        awaited
    };

    void wait()
    {
        while (state_.exchange(awaited, std::memory_order_acquire) != free)
        {
            futex(FUTEX_WAIT_PRIVATE, awaited);
        }
    }

    void futex(int operation, int value)
    {
        ::syscall(SYS_futex, &state_, operation, value, nullptr);
    }

    std::atomic<int> state_ = free;
};

class semaphore
{
public:
    explicit semaphore(unsigned count = 1)
    {
        checked(::sem_init(&semaphore_, 0, count), "sem_init");
    }

    semaphore(semaphore const&) = delete;

    ~semaphore()
    {
        ::sem_destroy(&semaphore_);
    }

    void acquire()
    {
        while (::sem_wait(&semaphore_) != 0 && errno == EINTR)
        {
        }
    }

    void release()
    {
        ::sem_post(&semaphore_);
    }

private:
    sem_t semaphore_;
};

inline void start_and_join()
{
    pthread_t thread;
    expect(::pthread_create(
               &thread, nullptr, [](void* nothing) { return nothing; },
               nullptr) == 0,
           "pthread_create");
    ::pthread_join(thread, nullptr);
}

inline measurement make_posix(request const& r)
{
    return r.task == "start"      ? repeated(start_and_join)
           : r.variant == "sem_t" ? unowned<semaphore>(r)
                                  : unowned<futex_lock>(r);
}

inline enlist const posix_here("posix", make_posix);

} // namespace bench::threads

#endif
