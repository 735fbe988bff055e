// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SRC_STACK_SIZE_HPP
#define CONCUR_THREAD_SRC_STACK_SIZE_HPP

#include <cstddef>
#include <optional>

namespace concur::thread::detail {

/// The stack size for a new thread: the given size, otherwise that of
/// stack_size(). Throws a ValueError if the given size is not valid.
std::ptrdiff_t chosen_stack_size(std::optional<std::ptrdiff_t> given);

} // namespace concur::thread::detail

#endif
