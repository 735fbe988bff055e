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

/// Called with the number of the signal. What it throws leaves the wait that it
/// interrupted.
using interrupt_handler = std::function<void(int)>;

/** Simulate a signal that arrives at the main thread.

    The handler of the signal runs on the main thread, once for any number of
    simulated signals that have not been handled yet: at once if that thread is
    waiting in anything of this library, else as soon as it begins to, or calls
    check_interrupts(). Without a handler nothing happens, and no real signal is
    sent. See scoped_signal for real ones.

    @throws ValueError There is no signal of that number.

    @par Thread safety
    Safe, and async-signal-safe if `signum` is in range: a handler of a real
    signal may call it.

    @par Difference from Python
    Handlers are those of set_interrupt_handler(); those of `signal()` and
    `sigaction()` are of no concern here. The main thread is the one that loads
    the library; in a child of `fork()`, the copy of it, if it was the one that
    forked, else nobody.
*/
CONCUR_THREAD_DECL void interrupt_main(int signum = SIGINT);

/** Set what interrupt_main() calls; with scoped_signal, Python's
    `signal.signal()`.

    At first `SIGINT` has a handler, which throws KeyboardInterrupt.

    @param handler Empty to ignore the signal.

    @return The previous handler, empty if there was none.

    @throws ValueError There is no signal of that number.

    @par Thread safety
    Safe. A handler may set handlers.
*/
CONCUR_THREAD_DECL interrupt_handler
set_interrupt_handler(int signum, interrupt_handler handler);

/** On the main thread, run the handlers of what interrupt_main() has simulated.

    For a main thread that works for long without waiting. On other threads it
    does nothing.

    @throws ... What a handler throws.
*/
CONCUR_THREAD_DECL void check_interrupts();

} // namespace concur::thread

#endif
