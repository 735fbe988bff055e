// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_TASKS_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_TASKS_HPP

#include <concur/detail/parker.hpp>
#include <concur/errors.hpp>
#include <concur/queue/detail/engine.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cstddef>
#include <exception>

// The engine's tasks, its bound and its end. At the end of engine.hpp.

namespace concur::queue::detail {

template<class Policy, class Order>
void engine<Policy, Order>::set_maxsize(std::ptrdiff_t maxsize)
{
    wakeups woken;
    lock_both();
    maxsize_.store(maxsize, std::memory_order_relaxed);
    call(putters_, woken);
    unlock_both();
}

template<class Policy, class Order>
void engine<Policy, Order>::task_done()
{
    wakeups woken;
    check_reentry();
    get_end().lock();
    auto const puts = puts_.load(std::memory_order_acquire);
    if (done_ == puts)
    {
        get_end().unlock();
        boost::throw_exception(ValueError("task_done() called too many times"));
    }
    if (++done_ == puts)
    {
        woken.take_all(joiners_);
    }
    get_end().unlock();
}

template<class Policy, class Order>
std::size_t engine<Policy, Order>::unfinished()
{
    check_reentry();
    get_end().lock();
    auto const number = puts_.load(std::memory_order_acquire) - done_;
    get_end().unlock();
    return number;
}

template<class Policy, class Order>
bool engine<Policy, Order>::enter_join(concur::detail::waiter& w)
{
    check_reentry();
    get_end().lock();
    auto const nothing_to_do = puts_.load(std::memory_order_acquire) == done_ ||
                               (abandoned_ && w.is_operation());
    if (!nothing_to_do)
    {
        joiners_.push_back(w);
    }
    get_end().unlock();
    return nothing_to_do;
}

template<class Policy, class Order>
bool engine<Policy, Order>::leave_join(concur::detail::waiter& w) noexcept
{
    operation_lock const locked(*this);
    auto const waiting = w.is_linked();
    if (waiting)
    {
        joiners_.erase(joiners_.iterator_to(w));
    }
    return waiting;
}

template<class Policy, class Order>
void engine<Policy, Order>::join_again(concur::detail::waiter& w) noexcept
{
    operation_lock const locked(*this);
    joiners_.push_back(w);
}

template<class Policy, class Order>
bool engine<Policy, Order>::join(limit const& until)
{
    check_not_negative(until);
    auto const alive = this->shared_from_this();
    typename Policy::parker at;
    concur::detail::parked_thread me(at);
    if (enter_join(me))
    {
        return complete();
    }
    try
    {
        if (!at.park(until))
        {
            if (leave_join(me))
            {
                return false;
            }
            at.await(1);
        }
    }
    catch (...)
    {
        if (!leave_join(me))
        {
            at.await(1);
        }
        throw;
    }
    return complete();
}

template<class Policy, class Order>
bool engine<Policy, Order>::complete() noexcept
{
    operation_lock const locked(*this);
    return !dropped_;
}

// Guarded by both. Items that nobody will get are done with.
template<class Policy, class Order>
void engine<Policy, Order>::count_dropped(std::size_t number,
                                          wakeups& woken) noexcept
{
    auto const puts = puts_.load(std::memory_order_relaxed);
    gets_.store(gets_.load(std::memory_order_relaxed) + number,
                std::memory_order_release);
    done_ = std::min(done_ + number, puts);
    dropped_ = dropped_ || number != 0;
    if (done_ == puts)
    {
        woken.take_all(joiners_);
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::shutdown(bool immediate)
{
    wakeups woken;
    cell_list dropped;
    lock_both();
    closed_.store(true, std::memory_order_relaxed);
    if (immediate)
    {
        terminated_ = true;
        auto const number = items();
        order_.take_all(dropped);
        count_dropped(number, woken);
    }
    getters_.call_all(woken);
    putters_.call_all(woken);
    unlock_both();
    woken.flush();
    destroy_all(dropped);
}

template<class Policy, class Order>
void engine<Policy, Order>::abandon() noexcept
{
    wakeups woken;
    cell_list dropped;
    lock_both();
    abandoned_ = true;
    gets_.store(gets_.load(std::memory_order_relaxed) + items(),
                std::memory_order_release);
    order_.take_all(dropped);
    getters_.call_operations(woken);
    putters_.call_operations(woken);
    woken.take_operations(joiners_);
    unlock_both();
    woken.flush();
    destroy_all(dropped);
}

template<class Policy, class Order>
void engine<Policy, Order>::comparison_threw(
    std::exception_ptr exception) noexcept
{
    operation_lock const locked(*this);
    thrown_.swap(exception); // the old one ends when no lock is held
}

template<class Policy, class Order>
std::exception_ptr engine<Policy, Order>::comparison_error()
{
    check_reentry();
    put_end_.lock();
    auto exception = thrown_;
    put_end_.unlock();
    return exception;
}

template<class Policy, class Order>
bool engine<Policy, Order>::abandoned() noexcept
{
    operation_lock const locked(*this);
    return abandoned_;
}

} // namespace concur::queue::detail

#endif
