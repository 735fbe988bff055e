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

/** A queue without bound and tasks, whose oldest item leaves first.

    put() never waits for room. Code of an item that the queue calls, for
    example its destructor, may call put().

    @tparam T A type that can be moved.
    @tparam Policy The policy bag; see default_policy.

    @see queue_base for the functions to get items
*/
template<queue_item T, queue_policy Policy = default_policy>
class SimpleQueue : public queue_base<T, Policy, detail::fifo>
{
public:
    /// Construct an empty queue.
    SimpleQueue() : queue_base<T, Policy, detail::fifo>(0) {}

    /** Add an item.

        `wait` and `until` have no effect. With them, code for a Queue compiles
        with a SimpleQueue.

        @throws ... The exception of a copy or move of the item, or
        `std::bad_alloc`.
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

    /// Call put(std::move(item)). The limit has no effect.
    void put(T&& item, limit const&)
    {
        put(std::move(item));
    }

    /// Call put(item). The limit has no effect.
    void put(T const& item, limit const&)
    {
        put(item);
    }

    /// Makes put() a compile-time error if the argument cannot be converted to
    /// T.
    template<class Other>
    requires(!std::convertible_to<Other, T>) void put(Other&&, auto&&...)
    {
        static_assert(concur::detail::right_use<Other>,
                      "put() of what is no item: another type, or not moved");
    }

    /// Add an item, as put() does.
    void put_nowait(T&& item)
    {
        put(std::move(item));
    }

    /// Add an item, as put() does.
    void put_nowait(T const& item)
    {
        put(item);
    }
};

} // namespace concur::queue

#endif
