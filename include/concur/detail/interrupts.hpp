// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_INTERRUPTS_HPP
#define CONCUR_DETAIL_INTERRUPTS_HPP

#include <concur/config.hpp>

#include <exception>
#include <functional>

// Signals for the main thread: thread::interrupt_main() and handlers of real
// signals post them, every wait of the library on the main thread handles them.

namespace concur::detail {

using interrupt_handler = std::function<void(int)>;

/// Called early by what may interrupt: from then on the main thread can be
/// reached where it waits in the kernel. Opens nothing.
CONCUR_CORE_DECL void allow_interrupts() noexcept;

/// Set the handler of a signal; an empty one ignores it.
/// @return The previous handler.
CONCUR_CORE_DECL interrupt_handler
set_interrupt_handler(int signum, interrupt_handler handler);

/// Mark a signal as arrived, unless it has no handler, and wake the main
/// thread if it waits. Async-signal-safe.
CONCUR_CORE_DECL void post_interrupt(int signum) noexcept;

/// On the main thread, run the handlers of what has arrived; elsewhere nothing.
/// Throws what a handler throws.
CONCUR_CORE_DECL void handle_interrupts();

/// Install the handler of a real signal, which posts it, or count one user
/// more of it. Throws OSError.
CONCUR_CORE_DECL void catch_signal(int signum);

/// One user less; the last restores what was installed before.
CONCUR_CORE_DECL void release_signal(int signum) noexcept;

/// An exception of a handler or of the interrupt hook is about to leave a wait
/// of the calling thread. Called where it is caught.
CONCUR_CORE_DECL void interrupt_thrown() noexcept;

/// How many such exceptions there were on this thread: a difference tells that
/// what was caught is one of them.
CONCUR_CORE_DECL unsigned interrupts_thrown() noexcept;

/// True while the stack is unwound by such an exception.
CONCUR_CORE_DECL bool interrupt_in_flight() noexcept;

/// On the main thread, have the next wait throw an exception that could not be
/// thrown here; elsewhere it is dropped.
CONCUR_CORE_DECL void defer_interrupt(std::exception_ptr thrown) noexcept;

} // namespace concur::detail

#endif
