// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POSIX_VFORK_SAFE_HPP
#define CONCUR_SUBPROCESS_POSIX_VFORK_SAFE_HPP

#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>

#include <concepts>

namespace concur::subprocess {

/** Whether the function `on_exec_setup` of an initializer may run in a child
    that shares the parent's memory. Such a function calls only
    async-signal-safe functions, allocates nothing and throws nothing.

    Specialise the variable for your own initializers. A child that calls any
    other `on_exec_setup` is forked, which is slow in a large process.
*/
template<class Initializer>
inline constexpr bool vfork_safe =
    std::same_as<Initializer, boost::process::v2::process_stdio> ||
    std::same_as<Initializer, boost::process::v2::process_start_dir>;

} // namespace concur::subprocess

#endif
