// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_INTERRUPT_MAIN_HPP
#define CONCUR_THREAD_INTERRUPT_MAIN_HPP

#include <concur/config.hpp>
#include <concur/errors.hpp>

#include <functional>

#include <csignal>

namespace concur::thread {

/// A function that runs on the main thread after interrupt_main() or a signal
/// of scoped_signal. Its argument is the number of the signal. If it throws,
/// the interrupted wait throws that exception.
using interrupt_handler = std::function<void(int)>;

/** Simulate a signal that arrives at the main thread.

    The interrupt handler of the signal runs on the main thread: at once if this
    thread waits in a function of this library, otherwise at its next such wait
    or check_interrupts(). Several simulated signals of one number before that
    cause one call. Without an interrupt handler nothing happens. No real signal
    is sent; scoped_signal is for real signals.

    @throws ValueError There is no signal of that number.

    @par Thread safety
    Safe, and async-signal-safe if `signum` is in range: a signal handler may
    call it.

    @par Difference from Python
    Only interrupt handlers of set_interrupt_handler() are called, never signal
    handlers of `signal()` or `sigaction()`. The main thread is the thread that
    loads the library. A child of `fork()` has a main thread only if the main
    thread called `fork()`.
*/
CONCUR_THREAD_DECL void interrupt_main(int signum = SIGINT);

/** Set the interrupt handler of a signal, for interrupt_main(). Together with
    scoped_signal, this is Python's `signal.signal()`.

    At first `SIGINT` has an interrupt handler, which throws KeyboardInterrupt.

    @param signum The number of the signal.
    @param handler The function; empty to ignore the signal.

    @return The previous interrupt handler; empty if there was none.

    @throws ValueError There is no signal of that number.

    @par Thread safety
    Safe. An interrupt handler may call this function.
*/
CONCUR_THREAD_DECL interrupt_handler
set_interrupt_handler(int signum, interrupt_handler handler);

/** On the main thread, run the interrupt handlers of the signals that have
    arrived.

    Call it in long computations that do not wait. On other threads it does
    nothing.

    @throws ... The exception of an interrupt handler. It may be an exception
    that a destructor could not throw before.
*/
CONCUR_THREAD_DECL void check_interrupts();

} // namespace concur::thread

#endif
