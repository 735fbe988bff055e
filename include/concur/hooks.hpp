// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_HOOKS_HPP
#define CONCUR_HOOKS_HPP

#include <concur/config.hpp>

#include <functional>
#include <string_view>

// Hooks of the whole library, which a program may set.

namespace concur {

/// The kind of a warning, under the names of Python's categories.
enum class warning
{
    runtime, ///< RuntimeWarning: dubious, and corrected
    resource ///< ResourceWarning: something was left open or running
};

/// Receives the kind of a warning and its text. It must not throw.
using warning_hook = std::function<void(warning, std::string_view)>;

/** Set the hook that receives the warnings which Python's `warnings` module
    would show.

    At first there is no hook, and warnings are dropped: the library never
    prints them.

    @param hook The new hook; an empty one drops warnings.

    @return The previous hook.

    @par Thread safety
    Safe. The hook is called on the thread that caused the warning, so it may be
    called by several threads at once.
*/
CONCUR_CORE_DECL warning_hook set_warning_hook(warning_hook hook);

/// Called when a signal interrupted a blocking call of the library.
using interrupt_hook = void (*)();

/** Set the hook that runs when a signal handler interrupted a wait of the
    library.

    The hook runs on the waiting thread, outside the signal handler, before the
    wait goes on; an exception that it throws leaves the wait. This is the place
    where Python runs its own signal handlers and raises KeyboardInterrupt.

    @param hook The new hook; null for none.

    @return The previous hook, null if there was none.

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
