// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_QUEUE_HPP
#define CONCUR_QUEUE_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/queue/basic_queue.hpp>
#include <concur/queue/detail/orders.hpp>
#include <concur/queue/policy.hpp>

#include <cstddef>

namespace concur::queue {

/** A queue whose oldest item leaves first.

    @tparam T A type that can be moved.
    @tparam Policy The policy bag; see default_policy.

    @see basic_queue and queue_base for its functions
*/
template<queue_item T, queue_policy Policy = default_policy>
class Queue : public basic_queue<T, Policy, detail::fifo>
{
public:
    /// Construct an empty queue with a bound. Zero or less means no bound.
    explicit Queue(std::ptrdiff_t most = 0)
        : basic_queue<T, Policy, detail::fifo>(most)
    {
    }
};

} // namespace concur::queue

#endif
