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

/// The identity of a thread, unique among the running threads of the process.
/// Never zero.
using ident = std::uintptr_t;

/** Return the identity of the calling thread.

    When the thread has ended, a new thread may get the same identity.
*/
CONCUR_THREAD_DECL ident get_ident() noexcept;

/** Return the system's number of the calling thread.

    On Linux it is the thread id that `ps -L`, `top -H` and `gdb` show. It is
    unique in the system while the thread lives. The id of the main thread is
    the id of the process.

    @par Difference from Python
    If the system has no such number, the result is that of get_ident().
*/
CONCUR_THREAD_DECL std::uint64_t get_native_id() noexcept;

/** Return the number of threads of start_new_thread() and
    start_joinable_thread().

    A thread counts from before the call that starts it returns, until its
    function has ended and is destroyed. This is Python's `_count()`.
*/
CONCUR_THREAD_DECL std::size_t count() noexcept;

} // namespace concur::thread

#endif
