// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/waiter_group.hpp>

namespace concur::queue::detail {

void waiter_group::member::wake() noexcept
{
    group_.wake(*this);
}

void waiter_group::wake(member& m) noexcept
{
    bool resume = false;
    bool destroy = false;
    {
        std::lock_guard const locked(lock_);
        ++wakes_;
        if (ended_)
        {
            destroy = wakes_ == last_wake_;
        }
        else
        {
            woken_ += !std::exchange(m.woken_, true);
            resume = !std::exchange(active_, true);
        }
    }
    // Another thread may destroy the group now, unless this thread must act.
    if (destroy)
    {
        delete this;
    }
    else if (resume)
    {
        operation_.wake();
    }
}

bool waiter_group::take_wake(member& m) noexcept
{
    std::lock_guard const locked(lock_);
    bool const woken = std::exchange(m.woken_, false);
    woken_ -= woken;
    return woken;
}

bool waiter_group::rest() noexcept
{
    std::lock_guard const locked(lock_);
    active_ = woken_ != 0;
    return !active_;
}

bool waiter_group::activate() noexcept
{
    std::lock_guard const locked(lock_);
    return !std::exchange(active_, true);
}

void waiter_group::destroy_after_wakes(unsigned times) noexcept
{
    bool destroy = false;
    {
        std::lock_guard const locked(lock_);
        ended_ = true;
        last_wake_ = times;
        destroy = wakes_ == times;
    }
    if (destroy)
    {
        delete this;
    }
}

} // namespace concur::queue::detail
