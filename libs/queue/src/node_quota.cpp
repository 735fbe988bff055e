// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/node_quota.hpp>

#include <algorithm>
#include <atomic>

namespace concur::queue::detail {
namespace {

// The largest number of bytes at each end of a queue. A thread puts about as
// much while the thread that gets waits for a processor.
constexpr std::size_t most_of_one_end = std::size_t(1) << 20;

// The bytes that queues may still take.
constinit std::atomic<std::size_t> left{std::size_t(8) << 20};

bool take(std::size_t bytes) noexcept
{
    auto now = left.load(std::memory_order_relaxed);
    while (now >= bytes)
    {
        if (left.compare_exchange_weak(now, now - bytes,
                                       std::memory_order_relaxed))
        {
            return true;
        }
    }
    return false;
}

} // namespace

node_quota::~node_quota()
{
    left.fetch_add(taken_, std::memory_order_relaxed);
}

bool node_quota::grow() noexcept
{
    auto const more = std::max<std::size_t>(1, quantum / node_size_);
    auto const bytes = 2 * more * node_size_;
    if ((number_ + more) * node_size_ > most_of_one_end || !take(bytes))
    {
        return false;
    }
    taken_ += bytes;
    number_ += more;
    return true;
}

} // namespace concur::queue::detail
