// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_INTERRUPTS_HPP
#define CONCUR_DETAIL_INTERRUPTS_HPP

#include <concur/config.hpp>

#include <exception>
#include <functional>

// Simulated signals for the main thread, called interrupts.
// thread::interrupt_main() and the signal handlers of real signals post them.
// Waits of the library on the main thread run the interrupt handlers.

namespace concur::detail {

using interrupt_handler = std::function<void(int)>;

/// Announce that the program may interrupt its main thread. Afterwards, waits
/// of the main thread in system calls can be interrupted. This function opens
/// no descriptor.
CONCUR_CORE_DECL void allow_interrupts() noexcept;

/// Set the interrupt handler of a signal. An empty handler ignores the signal.
/// @return The previous handler.
CONCUR_CORE_DECL interrupt_handler
set_interrupt_handler(int signum, interrupt_handler handler);

/// Mark a signal as arrived, and wake the main thread if it waits. Do nothing
/// if the signal has no interrupt handler. Async-signal-safe.
CONCUR_CORE_DECL void post_interrupt(int signum) noexcept;

/// On the main thread, run the interrupt handlers of the signals that have
/// arrived. Throws the exception of an interrupt handler, or of
/// defer_interrupt(). On other threads, do nothing.
CONCUR_CORE_DECL void handle_interrupts();

/// Count one more call for a real signal. The first call installs a signal
/// handler that calls post_interrupt(). May throw OSError.
CONCUR_CORE_DECL void catch_signal(int signum);

/// Undo one catch_signal(). The last call restores the previous signal handler,
/// unless the program has set another signal handler since.
CONCUR_CORE_DECL void release_signal(int signum) noexcept;

/// Note that an exception of an interrupt handler or of the interrupt hook
/// leaves a wait of the calling thread. Called in the catch block that rethrows
/// the exception.
CONCUR_CORE_DECL void interrupt_thrown() noexcept;

/// The number of calls of interrupt_thrown() on this thread. If the number has
/// grown when a caller catches an exception, interrupt_thrown() has noted that
/// exception.
CONCUR_CORE_DECL unsigned interrupts_thrown() noexcept;

/// Whether the exception that interrupt_thrown() has noted last unwinds the
/// stack of the calling thread. If it has been caught, forget it.
CONCUR_CORE_DECL bool interrupt_in_flight() noexcept;

/// On the main thread, store an exception that cannot be thrown here. The next
/// handle_interrupts() throws it. Drop the exception on other threads, or if
/// another exception is stored.
CONCUR_CORE_DECL void defer_interrupt(std::exception_ptr thrown) noexcept;

} // namespace concur::detail

#endif
