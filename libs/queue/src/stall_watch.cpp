// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/stall_watch.hpp>

#include <concur/detail/background_thread.hpp>
#include <concur/detail/brief_lock.hpp>

#include <chrono>
#include <memory>
#include <mutex>
#include <new>
#include <thread>
#include <utility>

namespace concur::queue::detail {
namespace {

constexpr std::chrono::milliseconds interval(10);

struct entry
{
    std::weak_ptr<stallable> what;
    entry* next = nullptr;
};

// Guards what follows. None of it is ever destroyed.
constinit concur::detail::brief_lock mutex;
constinit entry* watched = nullptr;
constinit long running_in = 0; // the process whose thread runs

entry* take_all() noexcept
{
    std::lock_guard const guard(mutex);
    return std::exchange(watched, nullptr);
}

void put_back(entry* e) noexcept
{
    std::lock_guard const guard(mutex);
    e->next = watched;
    watched = e;
}

bool nothing_left() noexcept
{
    std::lock_guard const guard(mutex);
    if (watched != nullptr)
    {
        return false;
    }
    running_in = 0;
    return true;
}

void run()
{
    do
    {
        std::this_thread::sleep_for(interval);
        for (auto* e = take_all(); e != nullptr;)
        {
            auto* const next = e->next;
            auto const what = e->what.lock();
            what && what->check_progress() ? put_back(e) : delete e;
            e = next;
        }
    } while (!nothing_left());
}

} // namespace

bool watch_for_stalls(std::weak_ptr<stallable> what) noexcept
{
    std::unique_ptr<entry> e(new (std::nothrow) entry{std::move(what)});
    if (!e)
    {
        return false;
    }
    auto const here = concur::detail::process_id();
    std::lock_guard const guard(mutex);
    if (running_in != here)
    {
        // In the child of a fork, what its parent watched may be locked for
        // ever; it is watched again when it is used.
        watched = nullptr;
        running_in = 0;
        if (!concur::detail::start_background_thread(run))
        {
            return false;
        }
        running_in = here;
    }
    e->next = watched;
    watched = e.release();
    return true;
}

} // namespace concur::queue::detail
