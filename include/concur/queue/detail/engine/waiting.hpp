// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_WAITING_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_WAITING_HPP

#include <concur/detail/spin.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/engine.hpp>

#include <boost/throw_exception.hpp>

#include <memory>
#include <optional>

// How a thread waits in one of the engine's lines. At the end of engine.hpp.

namespace concur::queue::detail {

/// A thread in a line.
template<class Parker>
class thread_in_line final : public in_line
{
public:
    thread_in_line() : in_line(false) {}

    void wake() noexcept override
    {
        at_.unpark();
    }

    bool park(limit const& until)
    {
        return at_.park(until);
    }

    void around_interrupts(concur::detail::interruption& i) noexcept
    {
        if constexpr (requires { at_.around_interrupts(i); })
        {
            at_.around_interrupts(i);
        }
    }

    void await_calls() noexcept
    {
        at_.await(times_called());
    }

private:
    Parker at_;
};

// Guarded by both. True if nothing is there, and nothing will ever come.
template<class Policy, class Order>
bool engine<Policy, Order>::finished() const noexcept
{
    return is_shutdown() && items() == 0 && building_ == 0;
}

// Guarded by the get end. Who waits though there were items, since they were
// for others, has nothing to wait for when these are gone.
template<class Policy, class Order>
void engine<Policy, Order>::call_if_finished(wakeups& woken) noexcept
{
    lock_other_end();
    if (finished())
    {
        getters_.call_all(woken);
    }
    unlock_other_end();
}

// Guarded by both.
template<class Policy, class Order>
void engine<Policy, Order>::call(line& l, wakeups& woken) noexcept
{
    if (!l.empty())
    {
        l.call(&l == &getters_ ? items() : room(), woken);
        watch(l);
    }
}

// A thread that waits stands in no line while it runs handlers of interrupts,
// and comes back to its place.
template<class Policy, class Order>
class engine<Policy, Order>::away final : public concur::detail::interruption
{
public:
    using thread = thread_in_line<typename Policy::parker>;

    away(engine& e, line& l, thread& me) noexcept
        : engine_(e), line_(l), me_(me)
    {
    }

    void begin() noexcept override
    {
        wakeups woken;
        engine_.lock_both();
        line_.step_out(me_);
        line_.quit(me_);
        engine_.call(line_, woken);
        engine_.unlock_both();
        woken.flush();
        me_.await_calls();
    }

    void end() noexcept override
    {
        wakeups woken;
        engine_.lock_both();
        line_.join(me_);
        engine_.call(line_, woken);
        bool const getting = &line_ == &engine_.getters_;
        if (getting ? engine_.finished() : engine_.is_shutdown())
        {
            line_.call_all(woken);
        }
        engine_.unlock_both();
    }

private:
    engine& engine_;
    line& line_;
    thread& me_;
};

// Try, under both locks, until that was successful: then they are still held.
// False when the limit came first, and when `block` is; the last try takes what
// is there, whoever keeps a turn for it.
template<class Policy, class Order>
template<class Attempt>
bool engine<Policy, Order>::wait(line& l, bool block, limit const& until,
                                 call_wakeups& woken, Attempt attempt)
{
    std::optional<thread_in_line<typename Policy::parker>> me;
    std::optional<away> handlers;
    bool again = block && !until.passed();

    auto const settle = [&](bool keep_locks) {
        if (me)
        {
            l.quit(*me);
        }
        call(l, woken);
        keep_locks ? void() : unlock_both();
    };

    lock_both();
    for (;;)
    {
        bool taken = false;
        try
        {
            // Who waited for a queue that is gone waits on, unless it was shut
            // down before.
            if (!me || !abandoned_ || is_shutdown())
            {
                taken = attempt(me ? &*me : nullptr, !again);
            }
        }
        catch (...)
        {
            settle(false);
            throw;
        }
        if (taken || !again)
        {
            settle(taken);
            return taken;
        }
        if (!me)
        {
            unlock_both();
            // The queue may be destroyed while this thread waits.
            woken.engine = this->shared_from_this();
            me.emplace();
            handlers.emplace(*this, l, *me);
            me->around_interrupts(*handlers);
            lock_both();
            continue;
        }

        // What is there is for somebody else, who may have been passed over
        // while this thread was expected.
        call(l, woken);
        l.join(*me);
        watch(l);
        unlock_both();
        woken.flush();
        // Who was called already has to wait for the wake, which is on its way.
        auto const step_out = [&] {
            lock_both();
            l.step_out(*me);
            unlock_both();
            me->await_calls();
            lock_both();
        };
        try
        {
            again = me->park(until);
        }
        catch (...)
        {
            step_out();
            settle(false);
            throw;
        }
        if (again)
        {
            lock_both();
            l.step_out(*me);
        }
        else
        {
            step_out();
        }
    }
}

// The put end is locked when it is called, and when it returns.
template<class Policy, class Order>
void engine<Policy, Order>::wait_for_room(bool block, limit const& until,
                                          call_wakeups& woken)
{
    put_end_.unlock();
    if (block &&
        concur::detail::spin_until([this] { return !full(); }, Policy::spins()))
    {
        put_end_.lock();
        if (!is_shutdown() && putters_.kept() == 0 && room() != 0)
        {
            return;
        }
        put_end_.unlock();
    }
    auto const attempt = [this](in_line const* me, bool last) {
        if (is_shutdown())
        {
            boost::throw_exception(ShutDown());
        }
        if (last ? room() == 0 : !putters_.may_take(me, room()))
        {
            return false;
        }
        ++building_;
        return true;
    };
    if (!wait(putters_, block, until, woken, attempt))
    {
        boost::throw_exception(Full());
    }
    --building_;
    if constexpr (two_ended)
    {
        get_end_.unlock();
    }
}

// The get end is not locked when it is called.
template<class Policy, class Order>
cell* engine<Policy, Order>::wait_for_item(bool block, limit const& until,
                                           call_wakeups& woken)
{
    if (block && concur::detail::spin_until([this] { return size() != 0; },
                                            Policy::spins()))
    {
        if (auto* const c = try_get(true))
        {
            return c;
        }
    }
    cell* c = nullptr;
    auto const attempt = [&](in_line const* me, bool last) {
        if (last ? items() != 0 : getters_.may_take(me, items()))
        {
            refill();
            c = unlink();
            return true;
        }
        if (finished())
        {
            boost::throw_exception(ShutDown());
        }
        return false;
    };
    if (!wait(getters_, block, until, woken, attempt))
    {
        boost::throw_exception(Empty());
    }
    unlock_other_end();
    return c;
}

} // namespace concur::queue::detail

#endif
