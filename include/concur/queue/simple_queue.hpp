// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_SIMPLE_QUEUE_HPP
#define CONCUR_QUEUE_SIMPLE_QUEUE_HPP

#include <concepts>
#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/orders.hpp>
#include <concur/queue/policy.hpp>
#include <concur/queue/queue_base.hpp>

#include <utility>

namespace concur::queue {

/** An unbounded queue without tasks, whose items leave in the order in which
    they came.

    put() never waits for room, nor for anybody who gets, and may be called by
    whatever code the queue itself calls: the destructor of an item, for
    example.

    @tparam T A type that can be moved.
    @tparam Policy How it locks and waits; see default_policy.

    @see queue_base for the functions to get items
*/
template<queue_item T, queue_policy Policy = default_policy>
class SimpleQueue : public queue_base<T, Policy, detail::fifo>
{
public:
    /// Construct an empty queue.
    SimpleQueue() : queue_base<T, Policy, detail::fifo>(0) {}

    /** Add an item.

        `wait` and `until` are there so that the queue can stand in for a
        Queue; they have no effect.

        @throws ... What a move of the item throws, or `std::bad_alloc`.
    */
    void put(T&& item, bool wait = true, limit const& until = {})
    {
        static_cast<void>(wait);
        static_cast<void>(until);
        this->queue_.put(std::move(item), false, {});
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, bool wait = true, limit const& until = {})
    {
        put(T(item), wait, until);
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T&& item, limit const&)
    {
        put(std::move(item));
    }

    /// @copydoc put(T&&, bool, limit const&)
    void put(T const& item, limit const&)
    {
        put(item);
    }

    /// No items of other types.
    template<class Other>
    requires(!std::convertible_to<Other, T>) void put(Other&&, auto&&...)
    {
        static_assert(concur::detail::right_use<Other>,
                      "put() of what is no item: another type, or not moved");
    }

    /// The same as put().
    void put_nowait(T&& item)
    {
        put(std::move(item));
    }

    /// The same as put().
    void put_nowait(T const& item)
    {
        put(item);
    }
};

} // namespace concur::queue

#endif
