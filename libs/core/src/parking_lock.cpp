// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/parking_lock.hpp>

#include <concur/detail/parker.hpp>
#include <concur/detail/spin.hpp>

namespace concur::detail {

parking_lock::~parking_lock()
{
    boost::unique_lock<boost::mutex> const guard(mutex_);
}

bool parking_lock::grab_soon() noexcept
{
    return spin_until([this] { return !locked() && try_lock(); });
}

// Those who have slept take the lock as contended: others may be in the list.
bool parking_lock::grab_or_enlist(waiter& w) noexcept
{
    boost::unique_lock<boost::mutex> const guard(mutex_);
    if (word_.exchange(contended, std::memory_order_acquire) == free)
    {
        return true;
    }
    waiters_.push_back(w);
    return false;
}

void parking_lock::lock_quietly() noexcept
{
    if (grab_soon())
    {
        return;
    }
    parker here;
    parked_thread me(here);
    while (!grab_or_enlist(me))
    {
        here.park_quietly();
    }
}

bool parking_lock::wait(limit const& until)
{
    if (until.passed())
    {
        return false;
    }
    if (grab_soon())
    {
        return true;
    }
    parker here;
    parked_thread me(here);
    unsigned woken = 0;

    // Gives up. If it has been woken already, the wake is for somebody else.
    auto const leave = [&]() noexcept {
        boost::unique_lock<boost::mutex> guard(mutex_);
        if (me.is_linked())
        {
            waiters_.erase(waiters_.iterator_to(me));
            return;
        }
        guard.unlock();
        here.await(woken + 1);
        wake_one();
    };

    while (!grab_or_enlist(me))
    {
        bool in_time;
        try
        {
            in_time = here.park(until);
        }
        catch (...)
        {
            leave();
            throw;
        }
        if (!in_time)
        {
            leave();
            // What was let go in the meantime is taken all the same.
            return try_lock();
        }
        ++woken;
    }
    return true;
}

// Let go under the mutex, where the destructor of who comes next waits for it.
bool parking_lock::release_contended() noexcept
{
    wakeups woken;
    boost::unique_lock<boost::mutex> const guard(mutex_);
    auto const was = word_.exchange(free, std::memory_order_release);
    if (!waiters_.empty())
    {
        woken.take_front(waiters_);
    }
    return was != free;
}

void parking_lock::wake_one() noexcept
{
    wakeups woken;
    boost::unique_lock<boost::mutex> const guard(mutex_);
    if (!waiters_.empty())
    {
        woken.take_front(waiters_);
    }
}

} // namespace concur::detail
