// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_FORKS_HPP
#define CONCUR_DETAIL_FORKS_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// The number of fork() calls from the process that executed the program to
/// this process. Data that was stored together with another number belongs to
/// threads that do not exist in this process.
CONCUR_CORE_DECL unsigned forks() noexcept;

} // namespace concur::detail

#endif
