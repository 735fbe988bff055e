// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/stall_watch.hpp>

#include <concur/detail/background_thread.hpp>
#include <concur/detail/brief_lock.hpp>
#include <concur/detail/forks.hpp>

#include <memory>
#include <mutex>
#include <new>
#include <utility>

namespace concur::queue::detail {
namespace {

struct entry
{
    std::weak_ptr<stallable> what;
    entry* next = nullptr;
};

// Guards `watched` and `watched_in`. These variables are never destroyed.
constinit concur::detail::brief_lock mutex;
constinit entry* watched = nullptr;
constinit unsigned watched_in = 0; // the forks() of the process that watches

void add(entry* e) noexcept
{
    std::lock_guard const guard(mutex);
    // In a child process, objects that the parent watched may stay locked. So
    // the child forgets them, and watches an object again when it is used.
    auto const here = concur::detail::forks();
    auto* const others =
        std::exchange(watched_in, here) == here ? watched : nullptr;
    e->next = others;
    watched = e;
}

entry* take_all() noexcept
{
    std::lock_guard const guard(mutex);
    return std::exchange(watched, nullptr);
}

// Remove and delete an entry. Return false if another thread has taken it out
// of the list.
bool remove(entry* e) noexcept
{
    std::lock_guard const guard(mutex);
    for (auto** at = &watched; *at != nullptr; at = &(*at)->next)
    {
        if (*at == e)
        {
            *at = e->next;
            delete e;
            return true;
        }
    }
    return false;
}

bool is_empty() noexcept
{
    std::lock_guard const guard(mutex);
    return watched == nullptr;
}

bool check_all() noexcept
{
    for (auto* e = take_all(); e != nullptr;)
    {
        auto* const next = e->next;
        auto const what = e->what.lock();
        what && what->check_progress() ? add(e) : delete e;
        e = next;
    }
    return !is_empty();
}

} // namespace

bool watch_for_stalls(std::weak_ptr<stallable> what) noexcept
{
    auto* const e = new (std::nothrow) entry{std::move(what)};
    if (e == nullptr)
    {
        return false;
    }
    add(e);
    return concur::detail::run_in_background(check_all) || !remove(e);
}

} // namespace concur::queue::detail
