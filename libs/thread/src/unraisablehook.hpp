// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SRC_UNRAISABLEHOOK_HPP
#define CONCUR_THREAD_SRC_UNRAISABLEHOOK_HPP

#include <concur/thread/detail/task.hpp>

#include <exception>

namespace concur::thread::detail {

/// Pass an exception that has left a thread's function to the hook.
void report(std::exception_ptr exception, task const& from) noexcept;

} // namespace concur::thread::detail

#endif
