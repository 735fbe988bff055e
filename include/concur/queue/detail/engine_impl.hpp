// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_IMPL_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_IMPL_HPP

#include <concur/detail/parker.hpp>
#include <concur/queue/detail/engine.hpp>

#include <algorithm>
#include <optional>

namespace concur::queue::detail {

template<class Policy, class Order>
template<class... Args>
engine<Policy, Order>::engine(std::ptrdiff_t maxsize, cell_type const& type,
                              Args&&... args)
    : type_(type), maxsize_(maxsize), order_(std::forward<Args>(args)...)
{
}

template<class Policy, class Order>
engine<Policy, Order>::~engine()
{
    // Their destructors may put more.
    for (cell_list cells; order_.take_all(cells), !cells.empty();)
    {
        destroy_all(cells);
    }
    free_all(spares_);
    free_all(used_);
}

// --- locks and counts --------------------------------------------------------

template<class Policy, class Order>
auto engine<Policy, Order>::get_end() noexcept -> mutex&
{
    if constexpr (two_ended)
    {
        return get_end_;
    }
    else
    {
        return put_end_;
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::lock_both()
{
    order_.check_reentry();
    get_end_.lock();
    put_end_.lock();
}

template<class Policy, class Order>
void engine<Policy, Order>::unlock_both() noexcept
{
    put_end_.unlock();
    get_end_.unlock();
}

// Exact under both locks; too large, for a moment, under one of them.
template<class Policy, class Order>
std::size_t engine<Policy, Order>::items() const noexcept
{
    return size() - leaving_;
}

template<class Policy, class Order>
std::size_t engine<Policy, Order>::size() const noexcept
{
    // In this order, so that it is never less than none.
    auto const gets = gets_.load(std::memory_order_acquire);
    return puts_.load(std::memory_order_acquire) - gets;
}

// Guarded by the put end.
template<class Policy, class Order>
std::size_t engine<Policy, Order>::room() noexcept
{
    auto const max = maxsize();
    if (max <= 0)
    {
        return std::numeric_limits<std::size_t>::max();
    }
    auto const entered = puts_.load(std::memory_order_relaxed) + building_;
    auto const limit = static_cast<std::size_t>(max);
    if (entered - seen_gets_ >= limit)
    {
        seen_gets_ = gets_.load(std::memory_order_acquire);
    }
    auto const there = entered - seen_gets_;
    return there < limit ? limit - there : 0;
}

// --- cells -------------------------------------------------------------------

// Guarded by the put end.
template<class Policy, class Order>
cell* engine<Policy, Order>::spare()
{
    if constexpr (!two_ended)
    {
        if (spares_.empty())
        {
            spares_.take_before(used_);
            used_number_ = 0;
        }
    }
    auto* const c = spares_.pop_front();
    return c != nullptr ? c : type_.make();
}

// Guarded by both.
template<class Policy, class Order>
void engine<Policy, Order>::refill() noexcept
{
    if constexpr (two_ended)
    {
        order_.refill();
        spares_.take_before(used_);
        used_number_ = 0;
    }
}

// Guarded by the get end.
template<class Policy, class Order>
cell* engine<Policy, Order>::unlink()
{
    auto* c = order_.unlink();
    if constexpr (two_ended)
    {
        if (c == nullptr && items() != 0)
        {
            put_end_.lock();
            refill();
            put_end_.unlock();
            c = order_.unlink();
        }
    }
    if (c != nullptr)
    {
        ++leaving_;
    }
    return c;
}

// Guarded by the put end.
template<class Policy, class Order>
void engine<Policy, Order>::link(cell* c, wakeups& woken)
{
    order_.link(c);
    puts_.store(puts_.load(std::memory_order_relaxed) + 1,
                std::memory_order_release);
    if (!getters_.empty())
    {
        // Those who were told that nothing more comes have to look again.
        is_shutdown() ? getters_.call_all(woken) : getters_.call(size(), woken);
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::free_all(cell_list& cells) noexcept
{
    while (auto* const c = cells.pop_front())
    {
        type_.free(c);
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::destroy_all(cell_list& cells) noexcept
{
    while (auto* const c = cells.pop_front())
    {
        type_.destroy_item(c);
        type_.free(c);
    }
}

// --- waiting -----------------------------------------------------------------

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
    if constexpr (two_ended)
    {
        put_end_.lock();
    }
    if (finished())
    {
        getters_.call_all(woken);
    }
    if constexpr (two_ended)
    {
        put_end_.unlock();
    }
}

// Guarded by both.
template<class Policy, class Order>
void engine<Policy, Order>::call(line& l, wakeups& woken) noexcept
{
    if (!l.empty())
    {
        l.call(&l == &getters_ ? items() : room(), woken);
    }
}

// Try, under both locks, until that was successful: then they are still held.
// False when the limit came first, and when `block` is.
template<class Policy, class Order>
template<class Attempt>
bool engine<Policy, Order>::wait(line& l, bool block, limit const& until,
                                 wakeups& woken, Attempt attempt)
{
    std::optional<thread_in_line<typename Policy::parker>> me;
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
            taken = attempt(me ? &*me : nullptr);
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
            me.emplace();
            lock_both();
            continue;
        }

        // What is there is for somebody else, who may have been passed over
        // while this thread was expected.
        call(l, woken);
        l.join(*me);
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
                                          wakeups& woken)
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
    auto const attempt = [this](in_line const* me) {
        if (is_shutdown())
        {
            boost::throw_exception(ShutDown());
        }
        if (!putters_.may_take(me, room()))
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
    get_end_.unlock();
}

// The get end is not locked when it is called.
template<class Policy, class Order>
cell* engine<Policy, Order>::wait_for_item(bool block, limit const& until,
                                           wakeups& woken)
{
    if (block && concur::detail::spin_until([this] { return size() != 0; },
                                            Policy::spins()))
    {
        if (auto* const c = try_get())
        {
            return c;
        }
    }
    cell* c = nullptr;
    auto const attempt = [&](in_line const* me) {
        if (getters_.may_take(me, items()))
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
    if constexpr (two_ended)
    {
        put_end_.unlock();
    }
    return c;
}

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
                                       wakeups& woken)
{
    if (block && maxsize() > 0 && !is_shutdown())
    {
        check_not_negative(until);
    }
    order_.check_reentry();
    put_end_.lock();
    cell* c;
    try
    {
        c = spare();
    }
    catch (...)
    {
        put_end_.unlock();
        throw;
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
            spares_.push_front(c);
            put_end_.unlock();
            throw;
        }
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
    spares_.push_front(c);
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
cell* engine<Policy, Order>::try_get()
{
    order_.check_reentry();
    get_end().lock();
    try
    {
        if (auto* const c = getters_.kept() == 0 ? unlink() : nullptr)
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
                                       wakeups& woken)
{
    if (block)
    {
        check_not_negative(until);
    }
    auto* const c = try_get();
    return c != nullptr ? c : wait_for_item(block, until, woken);
}

template<class Policy, class Order>
cell* engine<Policy, Order>::get_more()
{
    return getters_.kept() == 0 ? unlink() : nullptr;
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
    if (used_number_ == most_spares)
    {
        surplus_.push_front(c);
    }
    else
    {
        ++used_number_;
        used_.push_front(c);
    }
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
    }
    if (is_shutdown())
    {
        call_if_finished(woken);
    }
    cell_list surplus;
    surplus.take_before(surplus_);
    get_end().unlock();
    free_all(surplus);
}

template<class Policy, class Order>
void engine<Policy, Order>::cancel_get(cell* c, wakeups& woken) noexcept
{
    lock_both();
    order_.restore(c);
    --leaving_;
    call(getters_, woken);
    unlock_both();
}

// --- by turns ----------------------------------------------------------------

template<class Policy, class Order>
bool engine<Policy, Order>::enter(line& l, in_line& w)
{
    lock_both();
    auto const at_once =
        l.may_take(nullptr, &l == &getters_ ? items() : room()) ||
        (&l == &getters_ ? finished() : is_shutdown()) || abandoned_;
    at_once ? l.join_as_called(w) : l.join(w);
    unlock_both();
    return at_once;
}

template<class Policy, class Order>
bool engine<Policy, Order>::leave(line& l, in_line& w, wakeups& woken)
{
    lock_both();
    auto const waiting = !w.called();
    if (waiting)
    {
        l.step_out(w);
        l.quit(w);
        call(l, woken);
    }
    unlock_both();
    return waiting;
}

template<class Policy, class Order>
void engine<Policy, Order>::stand_again(line& l, in_line& w) noexcept
{
    lock_both();
    l.step_out(w);
    l.join(w);
    unlock_both();
}

template<class Policy, class Order>
template<class Attempt>
turn engine<Policy, Order>::step(line& l, in_line& w, bool give_up,
                                 wakeups& woken, Attempt attempt)
{
    lock_both();
    l.step_out(w);
    auto outcome = turn::aborted;
    try
    {
        if (!give_up && !abandoned_)
        {
            outcome = attempt();
        }
    }
    catch (...)
    {
        l.quit(w);
        call(l, woken);
        unlock_both();
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
    }
    unlock_both();
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
            link(c, woken);
            return turn::taken;
        }
        return turn::wait;
    });
}

// --- tasks, size, end --------------------------------------------------------

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
    order_.check_reentry();
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
    order_.check_reentry();
    get_end().lock();
    auto const number = puts_.load(std::memory_order_acquire) - done_;
    get_end().unlock();
    return number;
}

template<class Policy, class Order>
bool engine<Policy, Order>::enter_join(concur::detail::waiter& w)
{
    order_.check_reentry();
    get_end().lock();
    auto const nothing_to_do =
        puts_.load(std::memory_order_acquire) == done_ || abandoned_;
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
    get_end().lock();
    auto const waiting = w.is_linked();
    if (waiting)
    {
        joiners_.erase(joiners_.iterator_to(w));
    }
    get_end().unlock();
    return waiting;
}

template<class Policy, class Order>
void engine<Policy, Order>::join_again(concur::detail::waiter& w) noexcept
{
    get_end().lock();
    joiners_.push_back(w);
    get_end().unlock();
}

template<class Policy, class Order>
bool engine<Policy, Order>::join(limit const& until)
{
    check_not_negative(until);
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
    put_end_.lock();
    auto const all = !dropped_;
    put_end_.unlock();
    return all;
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
        auto const puts = puts_.load(std::memory_order_relaxed);
        order_.take_all(dropped);
        gets_.store(gets_.load(std::memory_order_relaxed) + number,
                    std::memory_order_release);
        done_ = std::min(done_ + number, puts);
        dropped_ = dropped_ || number != 0;
        if (done_ == puts)
        {
            woken.take_all(joiners_);
        }
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
    cell_list items;
    lock_both();
    abandoned_ = true;
    order_.take_all(items);
    getters_.call_all(woken);
    putters_.call_all(woken);
    woken.take_all(joiners_);
    unlock_both();
    woken.flush();
    destroy_all(items);
}

template<class Policy, class Order>
bool engine<Policy, Order>::abandoned() noexcept
{
    put_end_.lock();
    auto const gone = abandoned_;
    put_end_.unlock();
    return gone;
}

// Compiled in the library.
extern template class CONCUR_QUEUE_DECL engine<default_policy, fifo>;
extern template class CONCUR_QUEUE_DECL engine<default_policy, lifo>;

} // namespace concur::queue::detail

#endif
