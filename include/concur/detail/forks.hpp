// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_FORKS_HPP
#define CONCUR_DETAIL_FORKS_HPP

#include <concur/config.hpp>

namespace concur::detail {

/// How many calls of fork() lie between this process and the one that executed
/// the program: what another number was noted for belongs to threads that do
/// not exist here.
CONCUR_CORE_DECL unsigned forks() noexcept;

} // namespace concur::detail

#endif
