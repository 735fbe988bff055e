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

/// A type with an operator<.
template<class T>
concept has_operator_less = requires(T const& a, T const& b)
{
    {
        a < b
        } -> std::convertible_to<bool>;
};

namespace detail {

/// Whether items can be compared: by a Compare of the program, or by their
/// operator<.
template<class Compare, class T>
inline constexpr bool can_compare =
    !std::same_as<Compare, std::less<T>> || has_operator_less<T>;

/// Replaces the comparison of items that cannot be compared. So a static_assert
/// in PriorityQueue is the only error that the compiler reports.
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
    @tparam Compare A function that says whether an item is lower than another
    item. It is called under the queue's lock. If it calls a function of the
    queue that locks, that function throws a RuntimeError. If the comparison
    throws, the queue is unchanged. A put() or get() then throws the same
    exception. An asynchronous operation completes with
    errc::comparison_failed; see comparison_error().
    @tparam Policy The policy bag; see default_policy.

    @par Complexity
    put() and get() take logarithmic time in the number of items.

    @par Difference from Python
    Of equal items, the oldest leaves first. In Python, any of them may leave
    first.

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
    /// Construct an empty queue with a bound. Zero or less means no bound.
    explicit PriorityQueue(std::ptrdiff_t most = 0, Compare compare = Compare())
        : basic_queue<T, Policy, detail::heap<T, detail::order_of<Compare, T>>>(
              most, std::move(compare))
    {
    }

    /** The exception of the last asynchronous operation of this queue that
        completed with errc::comparison_failed; null if there was none.

        @throws RuntimeError A comparison of items of this queue called this
        function.
    */
    std::exception_ptr comparison_error() const
    {
        return detail::access::queue(*this)->comparison_error();
    }
};

} // namespace concur::queue

#endif
