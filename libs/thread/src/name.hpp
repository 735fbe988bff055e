// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SRC_NAME_HPP
#define CONCUR_THREAD_SRC_NAME_HPP

#include <cstddef>
#include <string>

namespace concur::thread::detail {

/// Cut the name of a thread at the first null character, and to the bytes that
/// the system keeps. No UTF-8 character is cut in two.
std::string fitted(std::string name);

} // namespace concur::thread::detail

#endif
