// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_KEYWORDS_HPP
#define CONCUR_QUEUE_KEYWORDS_HPP

#include <concur/config.hpp>
#include <concur/detail/keyword.hpp>
#include <concur/limit.hpp>

#include <cstddef>

// Keywords for the arguments of queues: `q.get(queue::timeout = 5)` is the same
// call as `q.get(5s)`.

namespace concur::queue {

/// Whether put() and get() wait: `queue.get(block = false)`. Default: true.
inline constexpr concur::detail::keyword<bool> block;
/// The limit of a put() or get(), in seconds or any other form:
/// `queue.get(timeout = 0.5)`. Default: no limit.
inline constexpr concur::detail::keyword<limit> timeout;
/// The bound of a queue: `Queue<int> queue(maxsize = 100)`. 0 or less means no
/// bound. Default: 0.
inline constexpr concur::detail::keyword<std::ptrdiff_t> maxsize;
/// Whether shutdown() drops the items in the queue:
/// `queue.shutdown(immediate = true)`. Default: false.
inline constexpr concur::detail::keyword<bool> immediate;

} // namespace concur::queue

#endif
