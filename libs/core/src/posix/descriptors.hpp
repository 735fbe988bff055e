// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_POSIX_DESCRIPTORS_HPP
#define CONCUR_CORE_POSIX_DESCRIPTORS_HPP

namespace concur::detail {

/// Open a pipe whose ends are close-on-exec, do not block, and are not standard
/// descriptors. Return false if that is not possible.
bool open_quiet_pipe(int (&ends)[2]) noexcept;

/// Open a pipe whose ends are close-on-exec and do not block. Return 0, or set
/// errno and return -1.
int make_quiet_pipe(int (&ends)[2]) noexcept;

} // namespace concur::detail

#endif
