// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_ERRORS_HPP
#define CONCUR_THREAD_ERRORS_HPP

#include <concur/errors.hpp>

namespace concur::thread {

/// The error of threads and locks. As in Python, it is another name of
/// RuntimeError.
using error = RuntimeError;

} // namespace concur::thread

#endif
