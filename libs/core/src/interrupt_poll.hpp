// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CORE_INTERRUPT_POLL_HPP
#define CONCUR_CORE_INTERRUPT_POLL_HPP

// How an interrupt reaches a main thread that sleeps in the kernel.

namespace concur::detail {

/// Make it so that it does, from now on.
void open_interrupt_poll() noexcept;

void poke_interrupt_poll() noexcept;

bool on_main_thread() noexcept;

} // namespace concur::detail

#endif
