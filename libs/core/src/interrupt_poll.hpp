// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_INTERRUPT_POLL_HPP
#define CONCUR_CORE_INTERRUPT_POLL_HPP

#include <chrono>
#include <optional>

// The functions by which an interrupt wakes the main thread. All of them except
// sleep_on_main_thread() are async-signal-safe.

namespace concur::detail {

bool on_main_thread() noexcept;

/// Whether allow_interrupts() has been called.
bool interrupts_allowed() noexcept;

/// Whether handle_interrupts() may have something to do on the main thread.
bool interrupts_pending() noexcept;

/// Sleep until wake_main_thread() is called, or return at once if it was
/// already. May return early. Only the main thread may call this.
void sleep_on_main_thread(std::optional<std::chrono::nanoseconds> left);

/// End the sleep_on_main_thread() that is running or the next call of it.
void wake_main_thread() noexcept;

/// Make the interrupt_descriptor readable, if there is a descriptor.
void poke_interrupt_poll() noexcept;

} // namespace concur::detail

#endif
