// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_ENDS_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_ENDS_HPP

#include <concur/errors.hpp>
#include <concur/queue/detail/engine.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>

// The engine's two ends: putting and getting. At the end of engine.hpp.

namespace concur::queue::detail {

// --- putting -----------------------------------------------------------------

inline void check_not_negative(limit const& until)
{
    if (until.negative())
    {
        boost::throw_exception(
            ValueError("'timeout' must be a non-negative number"));
    }
}

template<class Policy, class Order>
cell* engine<Policy, Order>::begin_put(bool block, limit const& until,
                                       call_wakeups& woken)
{
    if (block && maxsize() > 0 && !is_shutdown())
    {
        check_not_negative(until);
    }
    check_reentry();
    put_end_.lock();
    auto* c = spare();
    if (c == nullptr)
    {
        put_end_.unlock();
        c = type_.make();
        put_end_.lock();
    }
    if (is_shutdown() || putters_.kept() != 0 || room() == 0)
    {
        try
        {
            wait_for_room(block, until, woken);
        }
        catch (...)
        {
            put_end_.lock();
            spares_.push(c);
            put_end_.unlock();
            throw;
        }
    }
    try
    {
        reserve_place();
    }
    catch (...)
    {
        pause_put();
        cancel_put(c, woken);
        throw;
    }
    return c;
}

template<class Policy, class Order>
void engine<Policy, Order>::pause_put() noexcept
{
    ++building_;
    put_end_.unlock();
}

template<class Policy, class Order>
void engine<Policy, Order>::resume_put() noexcept
{
    put_end_.lock();
    --building_;
}

template<class Policy, class Order>
void engine<Policy, Order>::end_put(cell* c, wakeups& woken)
{
    if (terminated_) // while it was paused
    {
        dropped_ = true;
        getters_.call_all(woken);
        put_end_.unlock();
        woken.flush();
        type_.destroy_item(c);
        type_.free(c);
        return;
    }
    try
    {
        link(c, woken);
    }
    catch (...)
    {
        pause_put();
        woken.flush();
        type_.destroy_item(c);
        cancel_put(c, woken);
        throw;
    }
    put_end_.unlock();
}

template<class Policy, class Order>
void engine<Policy, Order>::cancel_put(cell* c, wakeups& woken) noexcept
{
    lock_both();
    --building_;
    spares_.push(c);
    call(putters_, woken);
    if (finished())
    {
        getters_.call_all(woken);
    }
    unlock_both();
}

// --- getting -----------------------------------------------------------------

// Locks the get end, and keeps it if there is a cell.
template<class Policy, class Order>
cell* engine<Policy, Order>::try_get(bool fair)
{
    check_reentry();
    get_end().lock();
    try
    {
        if (auto* const c = get_more(fair))
        {
            return c;
        }
    }
    catch (...)
    {
        get_end().unlock();
        throw;
    }
    get_end().unlock();
    return nullptr;
}

template<class Policy, class Order>
cell* engine<Policy, Order>::begin_get(bool block, limit const& until,
                                       call_wakeups& woken)
{
    if (block && !(is_shutdown() && size() == 0))
    {
        check_not_negative(until);
    }
    auto* const c = try_get(block);
    return c != nullptr ? c : wait_for_item(block, until, woken);
}

template<class Policy, class Order>
cell* engine<Policy, Order>::get_more(bool fair)
{
    if (getters_.kept() == 0 || !fair)
    {
        return unlink();
    }
    // Only what is left over from those who keep a turn.
    cell* c = nullptr;
    lock_other_end();
    if (getters_.may_take(nullptr, items()))
    {
        refill();
        c = unlink();
    }
    unlock_other_end();
    return c;
}

template<class Policy, class Order>
void engine<Policy, Order>::pause_get() noexcept
{
    get_end().unlock();
}

template<class Policy, class Order>
void engine<Policy, Order>::resume_get() noexcept
{
    get_end().lock();
}

template<class Policy, class Order>
void engine<Policy, Order>::count_get(cell* c) noexcept
{
    used_.number() < quota_.number() || quota_.grow() ? used_.push(c)
                                                      : surplus_.push_front(c);
    --leaving_;
    gets_.store(gets_.load(std::memory_order_relaxed) + 1,
                std::memory_order_release);
}

template<class Policy, class Order>
void engine<Policy, Order>::end_get(wakeups& woken) noexcept
{
    if (!putters_.empty())
    {
        auto const there = static_cast<std::ptrdiff_t>(size());
        auto const room = std::max<std::ptrdiff_t>(maxsize() - there, 0);
        putters_.call(static_cast<std::size_t>(room), woken);
        watch(putters_);
    }
    if (is_shutdown())
    {
        call_if_finished(woken);
    }
    if constexpr (!two_ended)
    {
        order_.shrink(building_ + leaving_);
    }
    cell_list surplus;
    surplus.take_before(surplus_);
    get_end().unlock();
    free_all(surplus);
}

template<class Policy, class Order>
void engine<Policy, Order>::cancel_get(cell_list& cells,
                                       wakeups& woken) noexcept
{
    cell_list dropped;
    std::size_t number = 0;
    lock_both();
    while (auto* const c = cells.pop_front())
    {
        ++number;
        terminated_ ? dropped.push_front(c) : order_.restore(c);
    }
    leaving_ -= number;
    if (terminated_)
    {
        count_dropped(number, woken);
    }
    call(getters_, woken);
    unlock_both();
    woken.flush();
    destroy_all(dropped);
}

} // namespace concur::queue::detail

#endif
