// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_BACKGROUND_THREAD_HPP
#define CONCUR_DETAIL_BACKGROUND_THREAD_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// Run a function on a thread of its own, which nobody joins and which handles
/// no signals. False if there can be no thread.
CONCUR_CORE_DECL bool start_background_thread(void (*body)()) noexcept;

/// A number that differs in a forked process.
CONCUR_CORE_DECL long process_id() noexcept;

} // namespace concur::detail

#endif
