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
    // Waiters that were notified, or run handlers of interrupts.
    exit_survivor<waiter_list> aside;
};

parking_lock::parking_lock() = default;

/** A thread that waits, and where it sleeps.

    From its first step to its last it is in one of the two lists of the lock,
    so that the destructor of the lock finds it. Whichever comes first decides:
    a thread that was let go never touches the lock again, and the destructor
    waits for one that is in the middle of a step.
*/
class parking_lock::lock_waiter final : public waiter, public interruption
{
public:
    explicit lock_waiter(parking_lock& l) noexcept : lock_(l) {}

    // The wake of whoever took this off the list is waited for.
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

    /// Take the lock, or stand in line for it.
    bool grab_or_enlist() noexcept
    {
        return step([&](wakeups&) {
            if (lock_.grab())
            {
                leave();
                return true;
            }
            // Whoever has been called in vain gets its place back.
            enlist(*lock_.lists_->waiters,
                   wakes_ == 0 ? place::last : place::first);
            return false;
        });
    }

    /// Take the lock, or give up.
    bool grab_or_leave() noexcept
    {
        return step([&](wakeups&) {
            leave();
            return lock_.grab();
        });
    }

    /// Give up. A wake that has come already is for somebody else.
    void give_up() noexcept
    {
        step([&](wakeups& woken) {
            leave();
            lock_.call_if_free(woken);
            return true;
        });
    }

    /// While it runs handlers of interrupts this thread is not called.
    void begin() noexcept override
    {
        step([&](wakeups& woken) {
            enlist(*lock_.lists_->aside, place::last);
            lock_.call_if_free(woken);
            return true;
        });
        here.await(wakes_);
    }

    /// Back to the front, where it has been the longest.
    void end() noexcept override
    {
        step([&](wakeups& woken) {
            enlist(*lock_.lists_->waiters, place::first);
            lock_.call_if_free(woken);
            return true;
        });
    }

    /// False if it is in the middle of a step. Under the lock's mutex.
    bool let_go() noexcept
    {
        return decide(gone);
    }

    /// To be woken; under the lock's mutex.
    void call(wakeups& woken) noexcept
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

    // Do something under the lock's mutex; false if the lock is gone.
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
    waiter_list* list_ = nullptr; // that it is in, or was in last
    unsigned wakes_ = 0;          // how often it was called
    std::atomic<state> state_{waiting};
};

parking_lock::~parking_lock()
{
    // Threads that a fork left behind will not come; nor will they unlock what
    // they have locked.
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
        list.pop_front(); // before it may go away
        if (first.let_go())
        {
            continue;
        }
        list.push_front(first);
        guard.unlock();
        nap();
        guard.lock();
    }
}

bool parking_lock::grab_soon() noexcept
{
    return spin_until([this] { return !locked() && try_lock(); });
}

// Those who have slept take the lock as contended: others may be in line.
// Guarded by the mutex.
bool parking_lock::grab() noexcept
{
    return word_.exchange(contended, std::memory_order_acquire) == free;
}

// Guarded by the mutex. Otherwise whoever holds the lock is told that somebody
// is in line.
void parking_lock::call_if_free(wakeups& woken) noexcept
{
    auto now = held;
    if (!word_.compare_exchange_strong(now, contended) && now == free)
    {
        call_first(woken);
    }
}

// Guarded by the mutex.
void parking_lock::call_first(wakeups& woken) noexcept
{
    if (!lists_->waiters->empty())
    {
        static_cast<lock_waiter&>(lists_->waiters->front()).call(woken);
    }
}

void parking_lock::lock_quietly() noexcept
{
    if (grab_soon())
    {
        return;
    }
    lock_waiter me(*this);
    while (!me.grab_or_enlist())
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
    if (grab_soon())
    {
        return true;
    }
    lock_waiter me(*this);
    me.here.around_interrupts(me);
    while (!me.grab_or_enlist())
    {
        try
        {
            if (!me.here.park(until))
            {
                // What was let go in the meantime is taken all the same.
                return me.grab_or_leave();
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

// Whoever locks it next may destroy it, and that waits for the mutex: so this
// thread must not touch the lock any more once it is free and the mutex is.
bool parking_lock::release_contended() noexcept
{
    wakeups woken;
    std::unique_lock<std::mutex> const guard(mutex_);
    auto const was = word_.exchange(free, std::memory_order_release);
    call_first(woken);
    return was != free;
}

} // namespace concur::detail
