// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/background_thread.hpp>

#include "../nap.hpp"
#include "semaphore.hpp"

#include <concur/detail/brief_lock.hpp>
#include <concur/detail/forks.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <mutex>
#include <thread>

#include <pthread.h>

namespace concur::detail {
namespace {

using namespace std::chrono_literals;

constexpr auto interval = 10ms;
constexpr auto idle_time = 5s;
constexpr auto fork_delay = 100ms;

constinit brief_lock mutex;        // guards running_in and called
constinit unsigned running_in = 0; // forks() + 1 of the thread's process
constinit bool called = false;     // whether there is work for the thread
sem_t sleeping;                    // the thread sleeps on this

// --- fork() ------------------------------------------------------------------

std::atomic<unsigned> forking{0};
std::atomic<bool> working{false};
thread_local bool works = false;

void before_fork() noexcept
{
    ++forking;
    auto const latest = std::chrono::steady_clock::now() + fork_delay;
    while (working && !works && std::chrono::steady_clock::now() < latest)
    {
        nap();
    }
}

void after_fork_in_parent() noexcept
{
    --forking;
}

void after_fork_in_child() noexcept
{
    forking = 0;
    working = false;
}

[[maybe_unused]] int const registered =
    ::pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);

// Delays a fork() while this object exists. The constructor waits for a fork()
// that is running.
class work_permit
{
public:
    work_permit() noexcept
    {
        works = true;
        for (;;)
        {
            working = true;
            if (forking == 0)
            {
                return;
            }
            working = false;
            nap();
        }
    }

    ~work_permit()
    {
        working = false;
        works = false;
    }

    work_permit(work_permit const&) = delete;
    work_permit& operator=(work_permit const&) = delete;
};

// --- the thread --------------------------------------------------------------

bool do_once(bool (*work)() noexcept) noexcept
{
    work_permit const permit;
    return work();
}

// Sleep until there is work. Return false if the thread must end.
bool sleep_until_called() noexcept
{
    auto const latest = std::chrono::steady_clock::now() + idle_time;
    for (;;)
    {
        auto const left = latest - std::chrono::steady_clock::now();
        {
            std::lock_guard const guard(mutex);
            if (called)
            {
                called = false;
                return true;
            }
            if (left <= left.zero())
            {
                running_in = 0;
                return false;
            }
        }
        wait_semaphore(sleeping, left);
    }
}

void* run(void* function)
{
    auto const work = reinterpret_cast<bool (*)() noexcept>(function);
    while (sleep_until_called())
    {
        do
        {
            std::this_thread::sleep_for(interval);
        } while (do_once(work));
    }
    return nullptr;
}

bool start(bool (*work)() noexcept) noexcept
{
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    if (::pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
    {
        return false;
    }
    pthread_t thread;
    auto const failed =
        ::pthread_create(&thread, nullptr, run, reinterpret_cast<void*>(work));
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (failed != 0)
    {
        return false;
    }
    ::pthread_detach(thread);
    return true;
}

} // namespace

bool run_in_background(bool (*work)() noexcept) noexcept
{
    auto const here = forks() + 1;
    {
        std::lock_guard const guard(mutex);
        called = true;
        if (running_in == here)
        {
            ::sem_post(&sleeping);
            return true;
        }
        running_in = here;
        ::sem_init(&sleeping, 0, 0);
    }
    if (start(work))
    {
        return true;
    }
    std::lock_guard const guard(mutex);
    running_in = 0;
    return false;
}

} // namespace concur::detail
