// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_IMPL_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_IMPL_HPP

#include <concur/queue/detail/engine.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <type_traits>
#include <utility>

// The longer functions of the engine. This file is included at the end of
// engine.hpp.

namespace concur::queue::detail {

// --- put ---------------------------------------------------------------------

template<class Policy, class Order>
void engine<Policy, Order>::link(node* n, wakeups& woken)
{
    nodes_.link(n);
    if (getters_.empty())
    {
        return;
    }
    if (is_shutdown())
    {
        // The getters wait for puts that began before the shutdown. Each getter
        // checks whether this put was the last of them.
        getters_.notify_all(woken);
    }
    else
    {
        getters_.notify(size(), woken);
    }
    watch(getters_);
}

template<class Policy, class Order>
void engine<Policy, Order>::commit_put(node* n, wakeups& woken)
{
    if (terminated_) // items were dropped while the put was paused
    {
        tasks_.mark_dropped();
        getters_.notify_all(woken);
        nodes_.put_mutex().unlock();
        woken.flush();
        nodes_.type().destroy_item(n);
        nodes_.type().free(n);
        return;
    }
    try
    {
        link(n, woken);
    }
    catch (...)
    {
        pause_put();
        woken.flush();
        nodes_.type().destroy_item(n);
        cancel_put(n, woken);
        throw;
    }
    nodes_.put_mutex().unlock();
}

template<class Policy, class Order>
void engine<Policy, Order>::cancel_put(node* n, wakeups& woken) noexcept
{
    lock_both();
    nodes_.release_room();
    nodes_.give_back(n);
    notify(putters_, woken);
    if (is_finished(getters_))
    {
        getters_.notify_all(woken);
    }
    nodes_.unlock_both();
}

// --- get ---------------------------------------------------------------------

template<class Policy, class Order>
node* engine<Policy, Order>::try_get(bool fair)
{
    nodes_.check_reentry();
    nodes_.get_mutex().lock();
    try
    {
        if (auto* const n = get_more(fair))
        {
            return n;
        }
    }
    catch (...)
    {
        nodes_.get_mutex().unlock();
        throw;
    }
    nodes_.get_mutex().unlock();
    return nullptr;
}

template<class Policy, class Order>
node* engine<Policy, Order>::get_more(bool fair)
{
    if (getters_.reserved() == 0 || !fair)
    {
        return nodes_.unlink();
    }
    node* n = nullptr;
    nodes_.lock_other_end();
    if (getters_.may_take(nullptr, available(getters_)))
    {
        n = nodes_.unlink_under_both();
    }
    nodes_.unlock_other_end();
    return n;
}

template<class Policy, class Order>
void engine<Policy, Order>::commit_get(wakeups& woken) noexcept
{
    if (!putters_.empty())
    {
        // The put end is not locked, so a put that has begun may take the room.
        // Then the waiter is requeued.
        auto const there = static_cast<std::ptrdiff_t>(size());
        auto const room = std::max<std::ptrdiff_t>(maxsize() - there, 0);
        putters_.notify(static_cast<std::size_t>(room), woken);
        watch(putters_);
    }
    if (is_shutdown())
    {
        notify_if_finished(woken);
    }
    nodes_.shrink_and_unlock();
}

template<class Policy, class Order>
void engine<Policy, Order>::cancel_get(node_list& nodes,
                                       wakeups& woken) noexcept
{
    lock_both();
    if (terminated_)
    {
        tasks_.drop(nodes_.drop(nodes), nodes_.puts(), woken);
    }
    else
    {
        nodes_.restore(nodes);
    }
    notify(getters_, woken);
    nodes_.unlock_both();
    woken.flush();
    nodes_.type().destroy_all(nodes);
}

// Notify all getters if no item will come any more. Getters may have waited
// while all items were reserved for other waiters, which have now got them. The
// get end is locked.
template<class Policy, class Order>
void engine<Policy, Order>::notify_if_finished(wakeups& woken) noexcept
{
    nodes_.lock_other_end();
    if (is_finished(getters_))
    {
        getters_.notify_all(woken);
    }
    nodes_.unlock_other_end();
}

// --- tasks, bound and end ----------------------------------------------------

template<class Policy, class Order>
void engine<Policy, Order>::task_done()
{
    wakeups woken;
    nodes_.check_reentry();
    nodes_.get_mutex().lock();
    bool const good = tasks_.finish_one(nodes_.puts(), woken);
    nodes_.get_mutex().unlock();
    if (!good)
    {
        boost::throw_exception(ValueError("task_done() called too many times"));
    }
}

template<class Policy, class Order>
std::size_t engine<Policy, Order>::unfinished()
{
    nodes_.check_reentry();
    nodes_.get_mutex().lock();
    auto const number = tasks_.unfinished(nodes_.puts());
    nodes_.get_mutex().unlock();
    return number;
}

template<class Policy, class Order>
void engine<Policy, Order>::set_maxsize(std::ptrdiff_t bound)
{
    wakeups woken;
    lock_both();
    maxsize_.store(bound, std::memory_order_relaxed);
    notify(putters_, woken);
    nodes_.unlock_both();
}

template<class Policy, class Order>
void engine<Policy, Order>::shutdown(bool drop)
{
    wakeups woken;
    node_list dropped;
    lock_both();
    closed_.store(true, std::memory_order_relaxed);
    if (drop)
    {
        terminated_ = true;
        tasks_.drop(nodes_.drop_all(dropped), nodes_.puts(), woken);
    }
    getters_.notify_all(woken);
    putters_.notify_all(woken);
    nodes_.unlock_both();
    woken.flush();
    nodes_.type().destroy_all(dropped);
}

template<class Policy, class Order>
void engine<Policy, Order>::abandon() noexcept
{
    wakeups woken;
    node_list dropped;
    lock_both();
    abandoned_ = true;
    nodes_.drop_all(dropped);
    getters_.notify_operations(woken);
    putters_.notify_operations(woken);
    tasks_.notify_operations(woken);
    nodes_.unlock_both();
    woken.flush();
    nodes_.type().destroy_all(dropped);
}

template<class Policy, class Order>
void engine<Policy, Order>::comparison_threw(
    std::exception_ptr exception) noexcept
{
    attempt_lock const locked(*this);
    // The old exception is destroyed after the unlock.
    std::swap(thrown_, exception);
}

template<class Policy, class Order>
std::exception_ptr engine<Policy, Order>::comparison_error()
{
    nodes_.check_reentry();
    nodes_.put_mutex().lock();
    auto exception = thrown_;
    nodes_.put_mutex().unlock();
    return exception;
}

// --- operations that make no attempt -----------------------------------------

// Start the watch for stalled operations, if an operation in `q` may stall and
// the watch has not begun. If the system refuses memory or a thread, the next
// call of this function tries again.
template<class Policy, class Order>
void engine<Policy, Order>::watch(wait_queue const& q) noexcept
{
    // An empty mutex type locks nothing: the queue is used by one thread only.
    if constexpr (!std::is_empty_v<typename Policy::mutex>)
    {
        auto const here = concur::detail::forks() + 1;
        if (!q.may_stall() ||
            watched_in_.load(std::memory_order_relaxed) == here)
        {
            return;
        }
        if (watched_in_.exchange(here) != here &&
            !watch_for_stalls(this->weak_from_this()))
        {
            watched_in_ = 0;
        }
    }
}

// If another thread has locked the queue, do not wait: the thread may compare
// items for a long time, and other queues must be checked.
template<class Policy, class Order>
bool engine<Policy, Order>::check_progress() noexcept
{
    wakeups woken;
    if (!nodes_.try_lock_both())
    {
        return true;
    }
    bool const getting = check_progress(getters_, woken);
    bool const putting = check_progress(putters_, woken);
    // A queue that cannot stall now stays watched for a second: it may stall
    // again.
    idle_checks_ = getting || putting ? 0 : idle_checks_ + 1;
    bool const again = idle_checks_ != most_idle_checks;
    if (!again)
    {
        idle_checks_ = 0;
        watched_in_ = 0;
    }
    nodes_.unlock_both();
    return again;
}

// Check one wait queue. Return whether it may stall. Both ends are locked.
template<class Policy, class Order>
bool engine<Policy, Order>::check_progress(wait_queue& q,
                                           wakeups& woken) noexcept
{
    if (q.end_period() && available(q) != 0)
    {
        q.notify_replacements(woken);
    }
    return q.may_stall();
}

} // namespace concur::queue::detail

#endif
