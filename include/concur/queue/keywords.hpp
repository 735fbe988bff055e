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

// Python's keyword arguments: `q.get(queue::timeout = 5)` is `q.get(5s)`.

namespace concur::queue {

/// Whether put() and get() wait: `queue.get(block = false)`. Default: true.
inline constexpr concur::detail::keyword<bool> block;
/// How long put() and get() wait, in seconds or as any other limit:
/// `queue.get(timeout = 0.5)`. Default: as long as it takes.
inline constexpr concur::detail::keyword<limit> timeout;
/// How many items a queue has room for; 0 or less sets no bound:
/// `Queue<int> queue(maxsize = 100)`. Default: 0.
inline constexpr concur::detail::keyword<std::ptrdiff_t> maxsize;
/// Whether shutdown() drops the items that are left:
/// `queue.shutdown(immediate = true)`. Default: false.
inline constexpr concur::detail::keyword<bool> immediate;

} // namespace concur::queue

#endif
