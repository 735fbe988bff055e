// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_KEYWORDS_HPP
#define CONCUR_SCHED_KEYWORDS_HPP

#include <concur/config.hpp>
#include <concur/detail/keyword.hpp>

// Python's keyword argument: `s.run(sched::blocking = false)` means
// `s.run(false)`.

namespace concur::sched {

/// Whether run() waits for events that are not due:
/// `scheduler.run(blocking = false)`. Default: true.
inline constexpr concur::detail::keyword<bool> blocking;

} // namespace concur::sched

#endif
