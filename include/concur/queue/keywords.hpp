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

inline constexpr concur::detail::keyword<bool> block;
inline constexpr concur::detail::keyword<limit> timeout;
inline constexpr concur::detail::keyword<std::ptrdiff_t> maxsize;
inline constexpr concur::detail::keyword<bool> immediate;

} // namespace concur::queue

#endif
