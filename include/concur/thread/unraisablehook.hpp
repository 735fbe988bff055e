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

/// An exception that has left a thread's function.
struct unraisable
{
    /// The exception.
    std::exception_ptr exception;
    /// The first words of the report: "Exception ignored in thread started by".
    std::string message;
    /// The type and address of the function: `<void (*)(int) at 0x55d0c8b6>`.
    std::string object;
};

/// A hook for exceptions that leave a thread's function. It is called on the
/// thread of that function.
using unraisable_hook = std::function<void(unraisable const&)>;

/** Set the hook for exceptions that leave a thread's function. (Python's
    `sys.unraisablehook`.)

    After a call of the hook, the thread ends and the program continues. If the
    hook throws, default_unraisablehook() reports that exception.

    @param hook The hook; empty for default_unraisablehook().

    @return The previous hook; empty if it was default_unraisablehook().

    @par Thread safety
    Safe. Several threads may call the hook at the same time.

    @see exit(), whose exception is not reported.
*/
CONCUR_THREAD_DECL unraisable_hook set_unraisablehook(unraisable_hook hook);

/** Report an exception on standard error. (Python's `sys.__unraisablehook__`.)

    A hook that only adds something to the report can call this function.

    @par Difference from Python
    There is no stack trace. The last line names the exception's C++ type.
*/
CONCUR_THREAD_DECL void default_unraisablehook(unraisable const& what);

} // namespace concur::thread

#endif
