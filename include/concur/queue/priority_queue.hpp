// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_PRIORITY_QUEUE_HPP
#define CONCUR_QUEUE_PRIORITY_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/queue/basic_queue.hpp>
#include <concur/queue/detail/heap.hpp>
#include <concur/queue/policy.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <functional>
#include <type_traits>
#include <utility>

namespace concur::queue {

/// An item type with an operator<.
template<class T>
concept has_operator_less = requires(T const& a, T const& b)
{
    {
        a < b
        } -> std::convertible_to<bool>;
};

namespace detail {

/// True unless it is the items' operator that compares, and they have none.
template<class Compare, class T>
inline constexpr bool can_compare =
    !std::same_as<Compare, std::less<T>> || has_operator_less<T>;

/// For items that cannot be compared, of which a static_assert speaks: so that
/// nothing else has to.
struct no_order
{
    template<class Compare>
    no_order(Compare const&)
    {
    }

    template<class T>
    bool operator()(T const&, T const&) const
    {
        return false;
    }
};

template<class Compare, class T>
using order_of = std::conditional_t<can_compare<Compare, T>, Compare, no_order>;

} // namespace detail

/** A queue whose lowest item leaves first.

    @tparam T A type that can be moved.
    @tparam Compare Says whether one item is lower than another. It is called
    under the queue's lock; when it uses the queue, that is a RuntimeError. When
    it throws, the queue is unchanged: a call that waits throws that too, and an
    asynchronous operation completes with errc::comparison_failed; see
    comparison_error().
    @tparam Policy How it locks and waits; see default_policy.

    @par Complexity
    Logarithmic in the number of items, for put and get.

    @par Difference from Python
    Equal items leave in the order in which they came; in Python, in any order.

    @see basic_queue and queue_base for its functions
*/
template<queue_item T, std::strict_weak_order<T, T> Compare = std::less<T>,
         queue_policy Policy = default_policy>
class PriorityQueue
    : public basic_queue<T, Policy,
                         detail::heap<T, detail::order_of<Compare, T>>>
{
    static_assert(detail::can_compare<Compare, T>,
                  "the items have no operator<: give them one, or a Compare");

public:
    /// Construct with a bound; zero or less sets none.
    explicit PriorityQueue(std::ptrdiff_t most = 0, Compare compare = Compare())
        : basic_queue<T, Policy, detail::heap<T, detail::order_of<Compare, T>>>(
              most, std::move(compare))
    {
    }

    /** The exception with which an asynchronous operation on this queue has
        completed as errc::comparison_failed; the last one of several, and null
        if there was none.

        @throws RuntimeError It is called by a comparison.
    */
    std::exception_ptr comparison_error() const
    {
        return detail::access::queue(*this)->comparison_error();
    }
};

} // namespace concur::queue

#endif
