// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_INTERRUPTS_HPP
#define CONCUR_DETAIL_INTERRUPTS_HPP

#include <concur/config.hpp>

#include <exception>
#include <functional>

// Simulated signals for the main thread. thread::interrupt_main() and the
// handlers of real signals post them; waits of the library on the main thread
// run their handlers.

namespace concur::detail {

using interrupt_handler = std::function<void(int)>;

/// Announce that the program may interrupt its main thread. From then on, waits
/// of the main thread can be interrupted in the kernel. Opens no descriptor.
CONCUR_CORE_DECL void allow_interrupts() noexcept;

/// Set the handler of a signal; an empty one ignores it.
/// @return The previous handler.
CONCUR_CORE_DECL interrupt_handler
set_interrupt_handler(int signum, interrupt_handler handler);

/// Mark a signal as arrived, unless it has no handler, and wake the main
/// thread if it waits. Async-signal-safe.
CONCUR_CORE_DECL void post_interrupt(int signum) noexcept;

/// On the main thread, run the handlers of the signals that have arrived. On
/// other threads, do nothing. Throws what a handler throws.
CONCUR_CORE_DECL void handle_interrupts();

/// Count one more user of a real signal. The first one installs a handler that
/// posts the signal. Throws OSError.
CONCUR_CORE_DECL void catch_signal(int signum);

/// Count one user less. The last one restores the previous handler.
CONCUR_CORE_DECL void release_signal(int signum) noexcept;

/// Note that an exception of a handler or of the interrupt hook leaves a wait
/// of the calling thread. Called in the catch block that rethrows it.
CONCUR_CORE_DECL void interrupt_thrown() noexcept;

/// The number of such exceptions on this thread. If it has changed, the
/// exception that was caught is one of them.
CONCUR_CORE_DECL unsigned interrupts_thrown() noexcept;

/// True while such an exception unwinds the stack.
CONCUR_CORE_DECL bool interrupt_in_flight() noexcept;

/// On the main thread, store an exception that cannot be thrown here; the next
/// wait throws it. On other threads it is dropped.
CONCUR_CORE_DECL void defer_interrupt(std::exception_ptr thrown) noexcept;

} // namespace concur::detail

#endif
