// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_SIGNAL_NAME_HPP
#define CONCUR_LIBS_SUBPROCESS_SIGNAL_NAME_HPP

namespace concur::subprocess::detail {

/// The name of a signal in Python's `signal.Signals`, such as "SIGABRT"; null
/// if it has no name.
char const* signal_name(long long number) noexcept;

/// Whether the number is that of a signal that a program may send.
bool is_signal(long long number) noexcept;

} // namespace concur::subprocess::detail

#endif
