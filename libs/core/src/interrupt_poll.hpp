// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_INTERRUPT_POLL_HPP
#define CONCUR_CORE_INTERRUPT_POLL_HPP

#include <chrono>
#include <optional>

// How an interrupt wakes the main thread. All functions except
// sleep_on_main_thread() are async-signal-safe.

namespace concur::detail {

bool on_main_thread() noexcept;

/// Whether allow_interrupts() has been called.
bool interrupts_allowed() noexcept;

/// Whether handle_interrupts() has something to do on the main thread.
bool interrupts_pending() noexcept;

/// Sleep until wake_main_thread() is called, or was called before. May return
/// early. Only for the main thread.
void sleep_on_main_thread(std::optional<std::chrono::nanoseconds> left);

/// End a sleep_on_main_thread(), or the next one.
void wake_main_thread() noexcept;

/// Make the interrupt_descriptor readable if there is one.
void poke_interrupt_poll() noexcept;

} // namespace concur::detail

#endif
