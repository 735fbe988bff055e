// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_HOOKS_HPP
#define CONCUR_HOOKS_HPP

#include <concur/config.hpp>

#include <functional>
#include <string_view>

// Hooks: functions of the program that the library calls to report something.

namespace concur {

/// The kind of a warning. Each kind is a warning category of Python.
enum class warning
{
    runtime, ///< RuntimeWarning: a call was dubious and was corrected
    resource ///< ResourceWarning: something was left open or running
};

/// A hook that receives the kind and the text of a warning. It must not throw.
using warning_hook = std::function<void(warning, std::string_view)>;

/** Set the hook that receives warnings. Python's `warnings` module would show
    them.

    At first there is no hook, and warnings are dropped: the library never
    prints them.

    @param hook The new hook. If it is empty, warnings are dropped.

    @return The previous hook.

    @par Thread safety
    Safe. The hook is called on the thread that caused the warning, so it may be
    called by several threads at once.
*/
CONCUR_CORE_DECL warning_hook set_warning_hook(warning_hook hook);

/// A hook that is called when a signal handler interrupted a system call of
/// concur::subprocess.
using interrupt_hook = void (*)();

/** Set the hook that runs after a signal handler interrupted a system call of
    concur::subprocess, for example a wait for a child.

    The hook runs on the waiting thread, after the signal handler and before the
    wait goes on. If the hook throws, the wait ends with that exception. At this
    point Python runs its own signal handlers and raises KeyboardInterrupt.
    Other waits of the library do not call the hook.

    @param hook The new hook; null for none.

    @return The previous hook, or null.

    @par Thread safety
    Safe.
*/
CONCUR_CORE_DECL interrupt_hook
set_interrupt_hook(interrupt_hook hook) noexcept;

namespace detail {

CONCUR_CORE_DECL void warn(warning kind, std::string_view text);
CONCUR_CORE_DECL void interrupted();

} // namespace detail
} // namespace concur

#endif
