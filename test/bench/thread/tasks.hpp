// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_TASKS_HPP
#define CONCUR_TEST_BENCH_THREAD_TASKS_HPP

#include "../calibrated.hpp"
#include "../protocol.hpp"
#include "../team.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

// The tasks for locks, which have acquire() and release(), and for starts.
// Threads of a start have no work.

namespace bench::threads {

template<class Lock>
measurement uncontended()
{
    auto const lock = std::make_shared<Lock>();
    return repeated([=] {
        lock->acquire();
        lock->release();
    });
}

// Two threads that enter the critical section again and again, and stay there
// for some nanoseconds.
template<class Lock>
measurement contended()
{
    struct shared
    {
        Lock lock;
        std::uint64_t volatile value = 0;
    };
    std::size_t const threads = 2;
    std::uint64_t const work = 4;
    auto const state = std::make_shared<shared>();
    auto const both = std::make_shared<team>(
        std::vector<team::job>(threads, [=](std::size_t count) {
            for (; count != 0; --count)
            {
                state->lock.acquire();
                for (auto n = work; n != 0; --n)
                {
                    state->value = state->value + 1;
                }
                state->lock.release();
            }
        }));
    auto const run = [=](std::size_t count) {
        state->value = 0;
        auto const seconds = both->run(count);
        expect(state->value == threads * work * count, "it does not lock");
        return seconds;
    };
    return calibrated(run, threads);
}

// Each thread releases the lock that the other one waits for.
template<class Lock>
measurement handoff()
{
    auto const locks = std::make_shared<std::array<Lock, 2>>();
    for (auto& lock : *locks)
    {
        lock.acquire();
    }
    return taking_turns([=](std::size_t k) { (*locks)[k].release(); },
                        [=](std::size_t k) { (*locks)[k].acquire(); });
}

// Locks that only their owner may release.
template<class Lock>
measurement owned(request const& r)
{
    return r.task == "lock"             ? uncontended<Lock>()
           : r.task == "lock-contended" ? contended<Lock>()
                                        : no_such(r);
}

template<class Lock>
measurement unowned(request const& r)
{
    return r.task == "lock-handoff" ? handoff<Lock>() : owned<Lock>(r);
}

template<class Mutex>
struct lockable
{
    void acquire()
    {
        mutex.lock();
    }

    void release()
    {
        mutex.unlock();
    }

    Mutex mutex;
};

} // namespace bench::threads

#endif
