// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/parking_lock.hpp>

#include <concur/detail/parker.hpp>
#include <concur/detail/spin.hpp>

#include <thread>

namespace concur::detail {

/** A thread that waits for the lock with a limit.

    It leaves by itself, when the limit comes, or is let go by the destructor of
    the lock. Whichever comes first decides: a thread that was let go never
    touches the lock again, and the destructor waits for one that leaves.
*/
class parking_lock::lock_waiter final : public waiter
{
public:
    explicit lock_waiter(parker& at) noexcept : at_(at) {}

    void wake() noexcept override
    {
        at_.unpark();
    }

    /// False if the lock is gone.
    bool begin_leaving() noexcept
    {
        return decide(leaving);
    }

    /// False if it leaves by itself.
    bool let_go() noexcept
    {
        return decide(gone);
    }

    void stay() noexcept
    {
        state_.store(waiting);
    }

    /// How often it was taken off the list; under the lock's mutex.
    unsigned wakes = 0;

private:
    enum state
    {
        waiting,
        leaving,
        gone
    };

    bool decide(state to) noexcept
    {
        auto from = waiting;
        return state_.compare_exchange_strong(from, to);
    }

    parker& at_;
    std::atomic<state> state_{waiting};
};

parking_lock::~parking_lock()
{
    if (is_exiting())
    {
        return;
    }
    std::unique_lock<std::mutex> guard(mutex_);
    while (!waiters_->empty())
    {
        auto& w = static_cast<lock_waiter&>(waiters_->front());
        waiters_->pop_front();
        if (!w.let_go())
        {
            waiters_->push_back(w);
            guard.unlock();
            std::this_thread::yield();
            guard.lock();
        }
    }
}

bool parking_lock::grab_soon() noexcept
{
    return spin_until([this] { return !locked() && try_lock(); });
}

// Those who have slept take the lock as contended: others may be in the list.
bool parking_lock::grab_or_enlist(lock_waiter& w) noexcept
{
    std::unique_lock<std::mutex> const guard(mutex_);
    if (word_.exchange(contended, std::memory_order_acquire) == free)
    {
        return true;
    }
    waiters_->push_back(w);
    return false;
}

void parking_lock::lock_quietly() noexcept
{
    if (grab_soon())
    {
        return;
    }
    parker here;
    lock_waiter me(here);
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
    lock_waiter me(here);

    // While it runs handlers of interrupts this thread is not in the list.
    class away final : public interruption
    {
    public:
        away(parking_lock& l, lock_waiter& w, parker& p) noexcept
            : lock_(l), me_(w), at_(p)
        {
        }

        void begin() noexcept override
        {
            left = lock_.leave(me_);
            if (left)
            {
                at_.await(me_.wakes);
            }
        }

        void end() noexcept override
        {
            if (left)
            {
                lock_.enlist_again(me_);
            }
            left = false;
        }

        bool left = false;

    private:
        parking_lock& lock_;
        lock_waiter& me_;
        parker& at_;
    } handlers(*this, me, here);
    here.around_interrupts(handlers);

    auto const give_up = [&]() noexcept {
        bool const there = !handlers.left && leave(me);
        if (there)
        {
            here.await(me.wakes);
        }
        return there;
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
            give_up();
            throw;
        }
        if (!in_time)
        {
            // What was let go in the meantime is taken all the same.
            return give_up() && try_lock();
        }
    }
    return true;
}

// Off the list; a wake that has come already is for somebody else. False if
// the lock is gone.
bool parking_lock::leave(lock_waiter& me) noexcept
{
    if (!me.begin_leaving())
    {
        return false;
    }
    wakeups woken;
    std::unique_lock<std::mutex> const guard(mutex_);
    if (me.is_linked())
    {
        waiters_->erase(waiters_->iterator_to(me));
    }
    else
    {
        take_first(woken);
    }
    me.stay();
    return true;
}

// At the front, where it has been the longest; woken if the lock is free.
void parking_lock::enlist_again(lock_waiter& me) noexcept
{
    wakeups woken;
    std::unique_lock<std::mutex> const guard(mutex_);
    waiters_->push_front(me);
    auto now = held;
    if (!word_.compare_exchange_strong(now, contended) && now == free)
    {
        take_first(woken);
    }
}

// Guarded by the mutex.
void parking_lock::take_first(wakeups& woken) noexcept
{
    if (!waiters_->empty())
    {
        ++static_cast<lock_waiter&>(waiters_->front()).wakes;
        woken.take_front(*waiters_);
    }
}

// Let go under the mutex, where the destructor of who comes next waits for it.
bool parking_lock::release_contended() noexcept
{
    wakeups woken;
    std::unique_lock<std::mutex> const guard(mutex_);
    auto const was = word_.exchange(free, std::memory_order_release);
    take_first(woken);
    return was != free;
}

} // namespace concur::detail
