// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ATTEMPTS_HPP
#define CONCUR_QUEUE_DETAIL_ATTEMPTS_HPP

#include <concur/detail/waiter.hpp>
#include <concur/queue/detail/engine.hpp>
#include <concur/queue/detail/node.hpp>

#include <new>

// The waits of operations and of select(): a waiter is queued and notified, and
// then makes an attempt. These functions do not block. Those that use
// attempt_lock may be called while the calling thread compares items of the
// queue.

namespace concur::queue::detail {

/// The result of the attempt of a waiter.
enum class attempt_result
{
    done,
    wait, ///< there was no unit for the waiter; it was requeued
    shut_down,
    aborted,
    comparison_failed,
    no_memory
};

/// Queue a waiter.
/// @return True if the waiter can make its attempt at once. Then it is not
/// queued, but counts as notified.
template<class Engine>
bool enter(Engine& e, wait_queue& q, queued_waiter& w)
{
    e.nodes().check_reentry();
    attempt_lock const locked(e);
    bool const at_once =
        q.may_take(nullptr, e.available(q)) || e.is_finished(q) || e.aborts(w);
    if (at_once)
    {
        q.add_notified(w);
    }
    else
    {
        q.add(w);
    }
    e.watch(q);
    return at_once;
}

/// Requeue a waiter whose attempt could not be begun.
template<class Engine>
void requeue(Engine& e, wait_queue& q, queued_waiter& w) noexcept
{
    attempt_lock const locked(e);
    q.begin_attempt(w);
    q.add(w);
    e.watch(q);
}

/// End the wait of a waiter.
/// @return False if the waiter was notified and must make an attempt.
template<class Engine>
bool leave(Engine& e, wait_queue& q, queued_waiter& w, wakeups& woken)
{
    attempt_lock const locked(e);
    bool const waiting = !w.notified();
    if (waiting)
    {
        q.begin_attempt(w);
        q.release(w);
        e.notify(q, woken);
    }
    return waiting;
}

/// Make an attempt, and requeue the waiter if it must wait.
/// @param give_up Whether to give up, without taking a unit.
/// @param take A function that makes the attempt. It is called under both
/// locks.
/// @throws ... The exception of `take`, or a RuntimeError if a comparison of
/// items makes the attempt. Then the waiter does not wait any more.
template<class Engine, class Take>
attempt_result attempt(Engine& e, wait_queue& q, queued_waiter& w, bool give_up,
                       wakeups& woken, Take take)
{
    attempt_lock const locked(e);
    q.begin_attempt(w);
    auto result = attempt_result::aborted;
    try
    {
        if (!give_up && !e.aborts(w))
        {
            e.nodes().check_reentry();
            result = take();
        }
    }
    catch (...)
    {
        q.release(w);
        e.notify(q, woken);
        throw;
    }
    if (result != attempt_result::wait)
    {
        q.release(w);
    }
    e.notify(q, woken);
    if (result == attempt_result::wait)
    {
        q.add(w);
        e.watch(q);
    }
    return result;
}

/// Make an attempt to unlink a node.
template<class Engine>
attempt_result attempt_get(Engine& e, queued_waiter& w, node*& n, bool give_up,
                           wakeups& woken)
{
    auto& q = e.getters();
    return attempt(e, q, w, give_up, woken, [&] {
        if (q.may_take(&w, e.available(q)))
        {
            n = e.nodes().unlink_under_both();
            return attempt_result::done;
        }
        return e.is_finished(q) ? attempt_result::shut_down
                                : attempt_result::wait;
    });
}

/// Make an attempt to use a free place.
/// @param use A function that links a node or claims the room. It is called
/// under both locks.
/// @throws ... As attempt().
template<class Engine, class Use>
attempt_result attempt_put(Engine& e, queued_waiter& w, bool give_up,
                           wakeups& woken, Use use)
{
    auto& q = e.putters();
    return attempt(e, q, w, give_up, woken, [&] {
        if (e.is_shutdown())
        {
            return attempt_result::shut_down;
        }
        if (!q.may_take(&w, e.available(q)))
        {
            return attempt_result::wait;
        }
        try
        {
            e.nodes().reserve();
        }
        catch (std::bad_alloc const&)
        {
            return attempt_result::no_memory;
        }
        use();
        return attempt_result::done;
    });
}

/// Link the node of an operation that has claimed room. The claim stays if the
/// result is not `done`.
/// @throws ... The exception of a comparison. Then nothing has changed.
template<class Engine>
attempt_result link_claimed(Engine& e, queued_waiter const& w, node* n,
                            wakeups& woken)
{
    attempt_lock const locked(e);
    if (e.is_shutdown())
    {
        return attempt_result::shut_down;
    }
    if (e.aborts(w))
    {
        return attempt_result::aborted;
    }
    e.link(n, woken);
    e.nodes().release_room();
    return attempt_result::done;
}

/// Count a task as done although its item was not worked on.
template<class Engine>
void drop_task(Engine& e) noexcept
{
    wakeups woken;
    attempt_lock const locked(e);
    e.tasks().drop(1, e.nodes().puts(), woken);
}

/// Queue a waiter until all tasks are done.
/// @return False if all tasks are done already, or if the waiter must give up.
template<class Engine>
bool enter_join(Engine& e, concur::detail::waiter& w)
{
    e.nodes().check_reentry();
    attempt_lock const locked(e);
    bool const waits =
        e.tasks().unfinished(e.nodes().puts()) != 0 && !e.aborts(w);
    if (waits)
    {
        e.tasks().add(w);
    }
    return waits;
}

/// Requeue a waiter of join() whose attempt could not be begun.
template<class Engine>
void requeue_join(Engine& e, concur::detail::waiter& w) noexcept
{
    attempt_lock const locked(e);
    e.tasks().add(w);
}

/// End the wait of a waiter of join().
/// @return False if the waiter was notified.
template<class Engine>
bool leave_join(Engine& e, concur::detail::waiter& w) noexcept
{
    attempt_lock const locked(e);
    return e.tasks().remove(w);
}

/// Make the attempt of a waiter of join(): the result is `done` or `aborted`.
template<class Engine>
attempt_result attempt_join(Engine& e, concur::detail::waiter const& w,
                            bool give_up) noexcept
{
    attempt_lock const locked(e);
    return give_up || e.aborts(w) ? attempt_result::aborted
                                  : attempt_result::done;
}

} // namespace concur::queue::detail

#endif
