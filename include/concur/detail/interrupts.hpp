// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_INTERRUPTS_HPP
#define CONCUR_DETAIL_INTERRUPTS_HPP

#include <concur/config.hpp>

#include <functional>

// Simulated signals for the main thread: thread::interrupt_main() posts them,
// every wait of the library on the main thread handles them.

namespace concur::detail {

class parker;

using interrupt_handler = std::function<void(int)>;

/// To be called early by what may interrupt, so that the main thread is reached
/// wherever it waits.
CONCUR_CORE_DECL void allow_interrupts() noexcept;

/// Set the handler of a signal; an empty one ignores it.
/// @return The previous handler.
CONCUR_CORE_DECL interrupt_handler
set_interrupt_handler(int signum, interrupt_handler handler);

/// Mark a signal as arrived, unless it has no handler, and wake the main
/// thread if it waits.
CONCUR_CORE_DECL void post_interrupt(int signum);

/// On the main thread, run the handlers of what has arrived; elsewhere nothing.
/// Throws what a handler throws.
CONCUR_CORE_DECL void handle_interrupts();

/// While it lives, an interrupt pokes the parker, if this is the main thread.
class CONCUR_CORE_DECL interruptible
{
public:
    explicit interruptible(parker& p);
    ~interruptible();
    interruptible(interruptible const&) = delete;
    interruptible& operator=(interruptible const&) = delete;

private:
    parker* previous_ = nullptr;
    bool main_ = false;
};

} // namespace concur::detail

#endif
