// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/parking_lock.hpp>

#include "nap.hpp"

#include <concur/detail/exit_survivor.hpp>
#include <concur/detail/parker.hpp>
#include <concur/detail/spin.hpp>
#include <concur/detail/waiter.hpp>

namespace concur::detail {

struct parking_lock::waiter_lists
{
    exit_survivor<waiter_list> waiters;
    // Waiters that were notified, and waiters that run interrupt handlers.
    exit_survivor<waiter_list> aside;
};

parking_lock::parking_lock() = default;

/** A waiting thread with its parker.

    From its first step to its last step the waiter is in one of the two lists
    of the lock, so that the destructor of the lock finds it. The atomic state_
    makes the thread and the destructor exclude each other. A thread that the
    destructor has released never uses the lock again. The destructor waits
    while a thread is in a step.
*/
class parking_lock::lock_waiter final : public waiter, public interruption
{
public:
    explicit lock_waiter(parking_lock& l) noexcept : lock_(l) {}

    // Wait for the unpark() of each notification.
    ~lock_waiter()
    {
        here.await(wakes_);
    }

    lock_waiter(lock_waiter const&) = delete;
    lock_waiter& operator=(lock_waiter const&) = delete;

    void wake() noexcept override
    {
        here.unpark();
    }

    /// Lock, or enter the list of waiters. Return true if locked.
    bool lock_or_enlist() noexcept
    {
        return step([&](woken_waiters&) {
            if (lock_.lock_contended())
            {
                leave();
                return true;
            }
            // A waiter that was notified but could not lock returns to the
            // front.
            enlist(*lock_.lists_->waiters,
                   wakes_ == 0 ? place::last : place::first);
            return false;
        });
    }

    /// Leave the list. Lock if possible. Return true if locked.
    bool lock_or_leave() noexcept
    {
        return step([&](woken_waiters&) {
            leave();
            return lock_.lock_contended();
        });
    }

    /// Leave the list. If the lock is free, notify another waiter.
    void give_up() noexcept
    {
        step([&](woken_waiters& woken) {
            leave();
            lock_.notify_if_free(woken);
            return true;
        });
    }

    /// Move to the list `aside`, so that this thread is not notified while it
    /// runs interrupt handlers. If the lock is free, notify another waiter.
    void begin() noexcept override
    {
        step([&](woken_waiters& woken) {
            enlist(*lock_.lists_->aside, place::last);
            lock_.notify_if_free(woken);
            return true;
        });
        here.await(wakes_);
    }

    /// Return to the list of waiters, at the front. Other waiters may have
    /// waited longer.
    void end() noexcept override
    {
        step([&](woken_waiters& woken) {
            enlist(*lock_.lists_->waiters, place::first);
            lock_.notify_if_free(woken);
            return true;
        });
    }

    /// Release the thread from a lock that is destroyed. Return false if the
    /// thread is in a step. Called under the lock's mutex.
    bool release() noexcept
    {
        return decide(gone);
    }

    /// Notify this waiter. Called under the lock's mutex.
    void notify(woken_waiters& woken) noexcept
    {
        ++wakes_;
        woken.take(*lock_.lists_->waiters, *this);
        enlist(*lock_.lists_->aside, place::last);
    }

    parker here;

private:
    enum state
    {
        waiting,
        stepping,
        gone
    };

    // The result of `body` under the mutex; false if the lock is destroyed.
    template<class Body>
    bool step(Body body) noexcept
    {
        if (!decide(stepping))
        {
            return false;
        }
        wakeups woken;
        std::unique_lock<std::mutex> const guard(lock_.mutex_);
        bool const answer = body(woken);
        state_.store(waiting);
        return answer;
    }

    bool decide(state to) noexcept
    {
        auto from = waiting;
        return state_.compare_exchange_strong(from, to);
    }

    enum class place
    {
        first,
        last
    };

    void enlist(waiter_list& list, place at) noexcept
    {
        leave();
        list.insert(at == place::first ? list.begin() : list.end(), *this);
        list_ = &list;
    }

    void leave() noexcept
    {
        if (is_linked())
        {
            list_->erase(list_->iterator_to(*this));
        }
    }

    parking_lock& lock_;
    waiter_list* list_ = nullptr; // the list it is in, or was in last
    unsigned wakes_ = 0;          // the number of notifications
    std::atomic<state> state_{waiting};
};

parking_lock::~parking_lock()
{
    // At exit, waiting threads may go on using the lists. After a fork(), the
    // threads of the parent do not exist in this process: they would never
    // leave the lists nor unlock the mutex.
    if (is_exiting() || made_in_ != forks())
    {
        return;
    }
    std::unique_lock<std::mutex> guard(mutex_);
    for (;;)
    {
        auto& list =
            lists_->waiters->empty() ? *lists_->aside : *lists_->waiters;
        if (list.empty())
        {
            return;
        }
        auto& first = static_cast<lock_waiter&>(list.front());
        list.pop_front(); // a released thread may destroy its waiter at once
        if (first.release())
        {
            continue;
        }
        list.push_front(first);
        guard.unlock();
        nap();
        guard.lock();
    }
}

bool parking_lock::spin_to_lock() noexcept
{
    return spin_until([this] { return !locked() && try_lock(); });
}

// Lock if possible, and mark the lock as contended, since there may be other
// waiters. Called under the mutex.
bool parking_lock::lock_contended() noexcept
{
    return word_.exchange(contended, std::memory_order_acquire) == free;
}

// If the lock is free, notify the first waiter. If it is held, mark it as
// contended, so that the thread that unlocks it notifies a waiter. Called under
// the mutex.
void parking_lock::notify_if_free(woken_waiters& woken) noexcept
{
    auto now = held;
    if (!word_.compare_exchange_strong(now, contended) && now == free)
    {
        notify_first(woken);
    }
}

// Notify the first waiter, if there is a waiter. Called under the mutex.
void parking_lock::notify_first(woken_waiters& woken) noexcept
{
    if (!lists_->waiters->empty())
    {
        static_cast<lock_waiter&>(lists_->waiters->front()).notify(woken);
    }
}

void parking_lock::lock_quietly() noexcept
{
    if (spin_to_lock())
    {
        return;
    }
    lock_waiter me(*this);
    while (!me.lock_or_enlist())
    {
        me.here.park_quietly();
    }
}

bool parking_lock::wait(limit const& until)
{
    if (until.passed())
    {
        return false;
    }
    if (spin_to_lock())
    {
        return true;
    }
    lock_waiter me(*this);
    me.here.around_interrupts(me);
    while (!me.lock_or_enlist())
    {
        try
        {
            if (!me.here.park(until))
            {
                // The limit was reached, but the lock may have become free in
                // the meantime.
                return me.lock_or_leave();
            }
        }
        catch (...)
        {
            me.give_up();
            throw;
        }
    }
    return true;
}

// The next thread that locks the lock may destroy it. Its destructor waits for
// the mutex. So this thread must not use the lock after it has unlocked the
// mutex.
bool parking_lock::release_contended() noexcept
{
    wakeups woken;
    std::unique_lock<std::mutex> const guard(mutex_);
    auto const was = word_.exchange(free, std::memory_order_release);
    notify_first(woken);
    return was != free;
}

} // namespace concur::detail
