// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_TURNS_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_TURNS_HPP

#include <concur/queue/detail/engine.hpp>

#include <new>

// How operations and select() take their turns. At the end of engine.hpp.

namespace concur::queue::detail {

// Guarded by both. Operations end with their queue, threads wait on.
template<class Policy, class Order>
bool engine<Policy, Order>::aborts(in_line const& w) const noexcept
{
    return abandoned_ && w.is_operation();
}

template<class Policy, class Order>
bool engine<Policy, Order>::enter(line& l, in_line& w)
{
    lock_both();
    auto const at_once =
        l.may_take(nullptr, &l == &getters_ ? items() : room()) ||
        (&l == &getters_ ? finished() : is_shutdown()) || aborts(w);
    at_once ? l.join_as_called(w) : l.join(w);
    watch(l);
    unlock_both();
    return at_once;
}

template<class Policy, class Order>
bool engine<Policy, Order>::leave(line& l, in_line& w, wakeups& woken)
{
    operation_lock const locked(*this);
    auto const waiting = !w.called();
    if (waiting)
    {
        l.step_out(w);
        l.quit(w);
        call(l, woken);
    }
    return waiting;
}

template<class Policy, class Order>
void engine<Policy, Order>::stand_again(line& l, in_line& w) noexcept
{
    operation_lock const locked(*this);
    l.step_out(w);
    l.join(w);
    watch(l);
}

template<class Policy, class Order>
template<class Attempt>
turn engine<Policy, Order>::step(line& l, in_line& w, bool give_up,
                                 wakeups& woken, Attempt attempt)
{
    operation_lock const locked(*this);
    l.step_out(w);
    auto outcome = turn::aborted;
    try
    {
        if (!give_up && !aborts(w))
        {
            check_reentry();
            outcome = attempt();
        }
    }
    catch (...)
    {
        l.quit(w);
        call(l, woken);
        throw;
    }
    if (outcome != turn::wait)
    {
        l.quit(w);
    }
    call(l, woken);
    if (outcome == turn::wait)
    {
        l.join(w);
        watch(l);
    }
    return outcome;
}

template<class Policy, class Order>
turn engine<Policy, Order>::step_get(in_line& w, cell*& c, bool give_up,
                                     wakeups& woken)
{
    return step(getters_, w, give_up, woken, [&] {
        if (getters_.may_take(&w, items()))
        {
            refill();
            c = unlink();
            return turn::taken;
        }
        return finished() ? turn::shut_down : turn::wait;
    });
}

template<class Policy, class Order>
turn engine<Policy, Order>::step_put(in_line& w, cell* c, bool give_up,
                                     wakeups& woken)
{
    return step(putters_, w, give_up, woken, [&] {
        if (is_shutdown())
        {
            return turn::shut_down;
        }
        if (putters_.may_take(&w, room()))
        {
            try
            {
                reserve_place();
            }
            catch (std::bad_alloc const&)
            {
                return turn::no_memory;
            }
            link(c, woken);
            return turn::taken;
        }
        return turn::wait;
    });
}

} // namespace concur::queue::detail

#endif
