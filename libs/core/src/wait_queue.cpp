// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/wait_queue.hpp>

#include <utility>

namespace concur::detail {
namespace {

queued_waiter& queued(waiter& w) noexcept
{
    return static_cast<queued_waiter&>(w);
}

} // namespace

void wait_queue::add(queued_waiter& w) noexcept
{
    if (w.was_notified_ || w.is_operation())
    {
        reserve(w);
    }
    auto at = waiters_.end();
    if (w.arrival_ == 0)
    {
        w.arrival_ = ++arrivals_;
    }
    else
    {
        at = waiters_.begin();
        while (at != waiters_.end() && queued(*at).arrival_ < w.arrival_)
        {
            ++at;
        }
    }
    waiters_.insert(at, w);
}

void wait_queue::add_notified(queued_waiter& w) noexcept
{
    if (w.arrival_ == 0)
    {
        w.arrival_ = ++arrivals_;
    }
    reserve(w);
    begin_notification(w);
}

void wait_queue::begin_attempt(queued_waiter& w) noexcept
{
    if (w.is_linked())
    {
        waiters_.erase(waiters_.iterator_to(w));
    }
    if (w.notified_)
    {
        end_notification(w);
    }
}

void wait_queue::release(queued_waiter& w) noexcept
{
    if (w.reserves_)
    {
        w.reserves_ = false;
        --reserved_;
    }
}

void wait_queue::notify(std::size_t available, wakeups& woken) noexcept
{
    while (!waiters_.empty() &&
           available > reserved_notified_ + threads_notified_)
    {
        if (!queued(waiters_.front()).reserves_ && threads_notified_ != 0)
        {
            break;
        }
        notify_front(woken);
    }
}

void wait_queue::notify_all(wakeups& woken) noexcept
{
    while (!waiters_.empty())
    {
        notify_front(woken);
    }
}

void wait_queue::notify_operations(wakeups& woken) noexcept
{
    for (auto at = waiters_.begin(); at != waiters_.end();)
    {
        auto& w = queued(*at);
        ++at;
        if (w.is_operation())
        {
            notify(w, woken);
        }
    }
}

bool wait_queue::end_period() noexcept
{
    auto const late =
        std::exchange(notified_before_, std::exchange(notified_now_, {}));
    ++period_;
    reserved_ -= late.reservations;
    reserved_notified_ -= late.reservations;
    return late.operations != 0;
}

void wait_queue::notify_replacements(wakeups& woken) noexcept
{
    for (auto n = replacements_; n != 0 && !waiters_.empty(); --n)
    {
        auto& first = queued(waiters_.front());
        if (first.is_operation())
        {
            release(first);
        }
        notify_front(woken);
    }
    replacements_ = waiters_.empty() ? 1 : 2 * replacements_;
}

void wait_queue::reserve(queued_waiter& w) noexcept
{
    if (!w.reserves_)
    {
        w.reserves_ = true;
        ++reserved_;
    }
}

void wait_queue::notify_front(wakeups& woken) noexcept
{
    notify(queued(waiters_.front()), woken);
}

void wait_queue::notify(queued_waiter& w, wakeups& woken) noexcept
{
    ++w.times_notified_;
    begin_notification(w);
    woken.take(waiters_, w);
}

void wait_queue::begin_notification(queued_waiter& w) noexcept
{
    w.notified_ = true;
    w.notified_in_ = period_;
    reserved_notified_ += w.reserves_;
    if (w.is_operation())
    {
        ++notified_now_.operations;
        notified_now_.reservations += w.reserves_;
    }
    else if (!w.reserves_)
    {
        ++threads_notified_;
    }
}

void wait_queue::end_notification(queued_waiter& w) noexcept
{
    w.notified_ = false;
    w.was_notified_ = true;
    if (w.is_operation())
    {
        if (period_ - w.notified_in_ > 1)
        {
            w.reserves_ = false; // end_period() has taken it
            return;
        }
        auto& pending =
            w.notified_in_ == period_ ? notified_now_ : notified_before_;
        --pending.operations;
        pending.reservations -= w.reserves_;
    }
    else if (!w.reserves_)
    {
        --threads_notified_;
    }
    reserved_notified_ -= w.reserves_;
    replacements_ = 1;
}

} // namespace concur::detail
