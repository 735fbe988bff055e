// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_IDENT_HPP
#define CONCUR_THREAD_IDENT_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <cstdint>

namespace concur::thread {

/// What tells the threads of a program apart. Never zero.
using ident = std::uintptr_t;

/** Return the identity of the calling thread.

    It has no meaning of its own. Another thread may get it when this one has
    ended.
*/
CONCUR_THREAD_DECL ident get_ident() noexcept;

/** Return the number by which the system's tools know the calling thread.

    On Linux, the thread id of `ps -L`, `top -H` and `gdb`: unique in the system
    while the thread lives, and that of the process on the main thread.

    @par Difference from Python
    Where the system has no such number, it is get_ident().
*/
CONCUR_THREAD_DECL std::uint64_t get_native_id() noexcept;

/** Return how many threads of start_new_thread() and start_joinable_thread()
    are there.

    A thread counts from before its start has returned until its function has
    ended and been destroyed. (Python's `_count()`.)
*/
CONCUR_THREAD_DECL std::size_t count() noexcept;

} // namespace concur::thread

#endif
