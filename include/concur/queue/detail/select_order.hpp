// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_SELECT_ORDER_HPP
#define CONCUR_QUEUE_DETAIL_SELECT_ORDER_HPP

#include <concur/config.hpp>

#include <atomic>
#include <cstddef>

// The order in which select() and async_select() try several queues.

namespace concur::queue::detail {

/// The number of the queue that a call tries first. Each call begins with the
/// next queue, so that no queue is preferred.
template<class... Queues>
std::size_t next_first() noexcept
{
    static std::atomic<std::size_t> calls{0};
    return calls.fetch_add(1, std::memory_order_relaxed) % sizeof...(Queues);
}

} // namespace concur::queue::detail

#endif
