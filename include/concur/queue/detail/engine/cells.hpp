// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_CELLS_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_CELLS_HPP

#include <concur/queue/detail/engine.hpp>

#include <cstddef>
#include <limits>
#include <utility>

// The engine's locks, counts and cells. At the end of engine.hpp.

namespace concur::queue::detail {

template<class Policy, class Order>
template<class... Args>
engine<Policy, Order>::engine(std::ptrdiff_t maxsize, cell_type const& type,
                              Args&&... args)
    : type_(type), maxsize_(maxsize), order_(std::forward<Args>(args)...),
      quota_(type.size)
{
}

template<class Policy, class Order>
engine<Policy, Order>::~engine()
{
    // Their destructors may put more.
    for (cell_list cells;
         static_cast<void>(order_.take_all(cells)), !cells.empty();)
    {
        destroy_all(cells);
    }
    spares_.take(used_);
    while (auto* const c = spares_.pop())
    {
        type_.free(c);
    }
}

// --- locks and counts --------------------------------------------------------

// Called before an end is locked.
template<class Policy, class Order>
void engine<Policy, Order>::check_reentry() const
{
    if (order_.in_comparison())
    {
        boost::throw_exception(
            RuntimeError("a comparison uses the queue that compares"));
    }
}

// The put end too, by who has locked the get end.
template<class Policy, class Order>
void engine<Policy, Order>::lock_other_end()
{
    if constexpr (two_ended)
    {
        put_end_.lock();
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::unlock_other_end() noexcept
{
    if constexpr (two_ended)
    {
        put_end_.unlock();
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::lock_both()
{
    check_reentry();
    get_end().lock();
    lock_other_end();
}

// Waits where a policy's mutex cannot be tried.
template<class Policy, class Order>
bool engine<Policy, Order>::try_lock_both() noexcept
{
    if constexpr (requires(mutex & m) { m.try_lock(); })
    {
        if (!get_end().try_lock())
        {
            return false;
        }
        if (!two_ended || put_end_.try_lock())
        {
            return true;
        }
        get_end().unlock();
        return false;
    }
    else
    {
        get_end().lock();
        lock_other_end();
        return true;
    }
}

template<class Policy, class Order>
void engine<Policy, Order>::unlock_both() noexcept
{
    unlock_other_end();
    get_end().unlock();
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
    // In this order, so that it is never less than none; and again, until it
    // was true at some moment.
    for (auto gets = gets_.load(std::memory_order_acquire);;)
    {
        auto const puts = puts_.load(std::memory_order_acquire);
        auto const still = gets_.load(std::memory_order_acquire);
        if (still == gets)
        {
            return puts - gets;
        }
        gets = still;
    }
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
    // To one who must leave room for others a part of it may be none.
    if (entered - seen_gets_ >= limit || putters_.kept() != 0)
    {
        seen_gets_ = gets_.load(std::memory_order_acquire);
    }
    auto const there = entered - seen_gets_;
    return there < limit ? limit - there : 0;
}

// Locks both ends for an operation. A comparison may run an executor, and so an
// operation of the queue that compares: then this thread has locked them.
template<class Policy, class Order>
class engine<Policy, Order>::operation_lock
{
public:
    explicit operation_lock(engine& e) noexcept
        : engine_(e), in_comparison_(e.order_.in_comparison())
    {
        if (!in_comparison_)
        {
            engine_.get_end().lock();
            engine_.lock_other_end();
        }
    }

    ~operation_lock()
    {
        if (!in_comparison_)
        {
            engine_.unlock_both();
        }
    }

    operation_lock(operation_lock const&) = delete;
    operation_lock& operator=(operation_lock const&) = delete;

private:
    engine& engine_;
    bool const in_comparison_;
};

// --- cells -------------------------------------------------------------------

// Guarded by the put end.
template<class Policy, class Order>
cell* engine<Policy, Order>::spare() noexcept
{
    if constexpr (!two_ended)
    {
        if (spares_.empty())
        {
            spares_.take(used_);
        }
    }
    return spares_.pop();
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
            lock_other_end();
            refill();
            unlock_other_end();
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
        watch(getters_);
    }
}

// Guarded by the put end. Linking, in whatever order, then needs no memory; nor
// does it to put back what is leaving.
template<class Policy, class Order>
void engine<Policy, Order>::reserve_place()
{
    if constexpr (!two_ended)
    {
        order_.reserve(building_ + leaving_ + 1);
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

} // namespace concur::queue::detail

#endif
