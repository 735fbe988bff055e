// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_UNRAISABLEHOOK_HPP
#define CONCUR_THREAD_UNRAISABLEHOOK_HPP

#include <concur/config.hpp>

#include <exception>
#include <functional>
#include <string>

namespace concur::thread {

/// An exception that nobody is there to catch.
struct unraisable
{
    /// The exception.
    std::exception_ptr exception;
    /// What was being done: "Exception ignored in thread started by".
    std::string message;
    /// The function of the thread, by type and address: `<void (*)(int) at
    /// 0x55d0c8b6>`.
    std::string object;
};

/// Called on the thread that the exception ends.
using unraisable_hook = std::function<void(unraisable const&)>;

/** Set who hears of exceptions that leave a thread's function. (Python's
    `sys.unraisablehook`.)

    Whatever the hook does, the thread ends and the program goes on. What it
    throws is reported by default_unraisablehook().

    @param hook Empty for default_unraisablehook().

    @return The previous hook, empty if that was it.

    @par Thread safety
    Safe. The hook must be: it is called by any number of threads at once.

    @see exit(), whose exception is not reported.
*/
CONCUR_THREAD_DECL unraisable_hook set_unraisablehook(unraisable_hook hook);

/** Report an exception on standard error. (Python's `sys.__unraisablehook__`.)

    For a hook that only wants to add something.

    @par Difference from Python
    There is no stack trace. The last line names the exception's C++ type.
*/
CONCUR_THREAD_DECL void default_unraisablehook(unraisable const& what);

} // namespace concur::thread

#endif
