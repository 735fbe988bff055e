// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SCOPED_SIGNAL_HPP
#define CONCUR_THREAD_SCOPED_SIGNAL_HPP

#include <concur/config.hpp>
#include <concur/thread/interrupt_main.hpp>

namespace concur::thread {

/** Lets a real signal interrupt the main thread, as Python's `signal.signal()`
    does.

    While such an object exists, the signal has the effect of interrupt_main():
    its interrupt handler runs on the main thread, at once if that thread waits
    in a function of this library. The system may deliver the signal to any
    thread. With the following object, Control-C ends a wait by
    KeyboardInterrupt:

        concur::thread::scoped_signal const control_c(SIGINT);

    Several objects may exist for one signal. The first object replaces the
    signal handler, which is then not called. The destructor of the last object
    restores it, unless the program has installed another signal handler.

    @par Thread safety
    Constructor and destructor are safe on all threads, but not in a signal
    handler.

    @par Difference from Python
    The interrupt handler is set separately, by set_interrupt_handler(). At
    first only SIGINT has an interrupt handler. A signal without an interrupt
    handler is ignored. Blocking calls outside this library fail with EINTR,
    since the signal handler is installed without SA_RESTART. After such a call,
    check_interrupts() runs the interrupt handler.
*/
class CONCUR_THREAD_DECL scoped_signal
{
public:
    /** Install the signal handler.

        @throws ValueError There is no signal of that number.
        @throws OSError The signal cannot be caught.
    */
    explicit scoped_signal(int signum);

    ~scoped_signal();
    scoped_signal(scoped_signal const&) = delete;
    scoped_signal& operator=(scoped_signal const&) = delete;

private:
    int signum_;
};

} // namespace concur::thread

#endif
