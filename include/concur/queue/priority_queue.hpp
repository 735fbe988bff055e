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
#include <functional>
#include <utility>

namespace concur::queue {

/** A queue that gives out the lowest item first.

    @tparam T A type that can be moved.
    @tparam Compare Says whether one item is lower than another. It is called
    under the queue's lock; when it uses the queue, that is a RuntimeError. When
    it throws, the queue is unchanged.
    @tparam Policy How it locks and waits; see default_policy.

    @par Complexity
    Logarithmic in the number of items, for put and get.

    @par Difference from Python
    Equal items leave in the order in which they came; in Python, in any order.

    @see basic_queue and item_source for its functions
*/
template<queue_item T, std::strict_weak_order<T, T> Compare = std::less<T>,
         queue_policy Policy = default_policy>
class PriorityQueue : public basic_queue<T, Policy, detail::heap<T, Compare>>
{
public:
    /// Construct with a bound; zero or less sets none.
    explicit PriorityQueue(std::ptrdiff_t maxsize = 0,
                           Compare compare = Compare())
        : basic_queue<T, Policy, detail::heap<T, Compare>>(maxsize,
                                                           std::move(compare))
    {
    }
};

} // namespace concur::queue

#endif
