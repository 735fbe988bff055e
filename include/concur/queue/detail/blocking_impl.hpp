// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_BLOCKING_IMPL_HPP
#define CONCUR_QUEUE_DETAIL_BLOCKING_IMPL_HPP

#include <concur/queue/detail/blocking.hpp>

// The functions of class blocking. This file is included at the end of
// blocking.hpp.

namespace concur::queue::detail {

inline void check_not_negative(limit const& until)
{
    if (until.negative())
    {
        boost::throw_exception(
            ValueError("'timeout' must be a non-negative number"));
    }
}

template<class Engine>
node* blocking<Engine>::begin_put(Engine& e, bool may_wait, limit const& until,
                                  call_wakeups& woken)
{
    if (may_wait && e.maxsize() > 0 && !e.is_shutdown())
    {
        check_not_negative(until);
    }
    auto& nodes = e.nodes();
    nodes.check_reentry();
    nodes.put_mutex().lock();
    auto* n = nodes.take_free();
    if (n == nullptr)
    {
        nodes.put_mutex().unlock();
        n = nodes.type().make();
        nodes.put_mutex().lock();
    }
    if (e.is_shutdown() || !e.may_put())
    {
        nodes.put_mutex().unlock();
        try
        {
            wait_for_room(e, may_wait, until, woken);
        }
        catch (...)
        {
            nodes.put_mutex().lock();
            nodes.give_back(n);
            nodes.put_mutex().unlock();
            throw;
        }
    }
    try
    {
        nodes.reserve();
    }
    catch (...)
    {
        e.pause_put();
        e.cancel_put(n, woken);
        throw;
    }
    return n;
}

template<class Engine>
node* blocking<Engine>::begin_get(Engine& e, bool may_wait, limit const& until,
                                  call_wakeups& woken)
{
    if (may_wait && !(e.is_shutdown() && e.size() == 0))
    {
        check_not_negative(until);
    }
    auto* const n = e.try_get(may_wait);
    return n != nullptr ? n : wait_for_item(e, may_wait, until, woken);
}

template<class Engine>
bool blocking<Engine>::join(Engine& e, limit const& until)
{
    check_not_negative(until);
    auto const alive = e.shared_from_this();
    waiter_type me;
    if (!enter_join(e, me))
    {
        return !e.tasks().any_dropped();
    }
    try
    {
        if (!me.park(until))
        {
            if (leave_join(e, me))
            {
                return false;
            }
            me.await(1);
        }
    }
    catch (...)
    {
        if (!leave_join(e, me))
        {
            me.await(1);
        }
        throw;
    }
    return !e.tasks().any_dropped();
}

/// While a waiting thread runs interrupt handlers, it is in no wait queue.
/// Afterwards it is requeued at its old place.
template<class Engine>
class blocking<Engine>::interrupted_wait final
    : public concur::detail::interruption
{
public:
    interrupted_wait(Engine& e, wait_queue& q, waiter_type& me) noexcept
        : engine_(e), queue_(q), me_(me)
    {
    }

    void begin() noexcept override
    {
        wakeups woken;
        engine_.nodes().lock_both();
        queue_.begin_attempt(me_);
        queue_.release(me_);
        engine_.notify(queue_, woken);
        engine_.nodes().unlock_both();
        woken.flush();
        me_.await(me_.times_notified());
    }

    void end() noexcept override
    {
        wakeups woken;
        engine_.nodes().lock_both();
        queue_.add(me_);
        engine_.notify(queue_, woken);
        if (engine_.is_finished(queue_))
        {
            queue_.notify_all(woken);
        }
        engine_.nodes().unlock_both();
    }

private:
    Engine& engine_;
    wait_queue& queue_;
    waiter_type& me_;
};

// Make attempts until an attempt is successful. Then return true, with both
// ends locked. Return false if the limit was reached, or after one attempt if
// `may_wait` is false. The last attempt may take a reserved unit.
template<class Engine>
template<class Take>
bool blocking<Engine>::wait(Engine& e, wait_queue& q, bool may_wait,
                            limit const& until, call_wakeups& woken, Take take)
{
    std::optional<waiter_type> me;
    std::optional<interrupted_wait> handlers;
    bool again = may_wait && !until.passed();

    auto const end = [&] {
        if (me)
        {
            q.release(*me);
        }
        e.notify(q, woken);
    };
    // Leave the wait queue. If this thread was notified, wait for the unpark()
    // that follows.
    auto const leave_queue = [&] {
        e.nodes().lock_both();
        q.begin_attempt(*me);
        e.nodes().unlock_both();
        me->await(me->times_notified());
        e.nodes().lock_both();
    };

    e.nodes().check_reentry();
    e.nodes().lock_both();
    for (;;)
    {
        bool done = false;
        try
        {
            // If the queue was destroyed during the wait, the thread goes on
            // waiting, unless the queue was shut down before.
            if (!me || !e.is_abandoned() || e.is_shutdown())
            {
                done = take(me ? &*me : nullptr, !again);
            }
        }
        catch (...)
        {
            end();
            e.nodes().unlock_both();
            throw;
        }
        if (done || !again)
        {
            end();
            if (!done)
            {
                e.nodes().unlock_both();
            }
            return done;
        }
        if (!me)
        {
            e.nodes().unlock_both();
            // The queue may be destroyed while this thread waits.
            woken.engine = e.shared_from_this();
            me.emplace();
            handlers.emplace(e, q, *me);
            me->around_interrupts(*handlers);
            e.nodes().lock_both();
            continue;
        }

        // The units here are for other waiters. If this thread took their
        // notification, they have not been notified yet.
        e.notify(q, woken);
        q.add(*me);
        e.watch(q);
        e.nodes().unlock_both();
        woken.flush();
        try
        {
            again = me->park(until);
        }
        catch (...)
        {
            leave_queue();
            end();
            e.nodes().unlock_both();
            throw;
        }
        if (again)
        {
            e.nodes().lock_both();
            q.begin_attempt(*me);
        }
        else
        {
            leave_queue();
        }
    }
}

// Wait for room. The put end is locked on return.
template<class Engine>
void blocking<Engine>::wait_for_room(Engine& e, bool may_wait,
                                     limit const& until, call_wakeups& woken)
{
    auto& nodes = e.nodes();
    if (may_wait && concur::detail::spin_until([&] { return !e.full(); },
                                               Engine::policy::spins()))
    {
        nodes.put_mutex().lock();
        if (!e.is_shutdown() && e.may_put())
        {
            return;
        }
        nodes.put_mutex().unlock();
    }
    auto& q = e.putters();
    auto const take = [&](queued_waiter const* me, bool last) {
        if (e.is_shutdown())
        {
            boost::throw_exception(ShutDown());
        }
        if (last ? e.room() == 0 : !q.may_take(me, e.room()))
        {
            return false;
        }
        nodes.claim_room(); // before other putters are notified
        return true;
    };
    if (!wait(e, q, may_wait, until, woken, take))
    {
        boost::throw_exception(Full());
    }
    nodes.release_room();
    if constexpr (Engine::store_type::two_ended)
    {
        nodes.get_mutex().unlock();
    }
}

// Wait for an item, and unlink its node. The get end is locked on return.
template<class Engine>
node* blocking<Engine>::wait_for_item(Engine& e, bool may_wait,
                                      limit const& until, call_wakeups& woken)
{
    if (may_wait && concur::detail::spin_until([&] { return e.size() != 0; },
                                               Engine::policy::spins()))
    {
        if (auto* const n = e.try_get(true))
        {
            return n;
        }
    }
    node* n = nullptr;
    auto& q = e.getters();
    auto const take = [&](queued_waiter const* me, bool last) {
        auto const there = e.available(q);
        if (last ? there != 0 : q.may_take(me, there))
        {
            n = e.nodes().unlink_under_both();
            return true;
        }
        if (e.is_finished(q))
        {
            boost::throw_exception(ShutDown());
        }
        return false;
    };
    if (!wait(e, q, may_wait, until, woken, take))
    {
        boost::throw_exception(Empty());
    }
    e.nodes().unlock_other_end();
    return n;
}

} // namespace concur::queue::detail

#endif
