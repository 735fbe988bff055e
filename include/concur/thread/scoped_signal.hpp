// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_SCOPED_SIGNAL_HPP
#define CONCUR_THREAD_SCOPED_SIGNAL_HPP

#include <concur/config.hpp>
#include <concur/thread/interrupt_main.hpp>

namespace concur::thread {

/** Has a real signal interrupt the main thread, as Python's `signal.signal()`.

    While it lives, the signal does what interrupt_main() does: the function of
    set_interrupt_handler() runs on the main thread, at once if that waits in
    anything of this library, whichever thread the system chose to deliver the
    signal. Control-C then ends a wait by KeyboardInterrupt:

        concur::thread::scoped_signal const control_c(SIGINT);

    It may exist more than once for a signal; the last one restores what was
    installed before the first, unless the program has installed something else
    meanwhile. What was there before is not called in between.

    @par Thread safety
    Constructor and destructor are safe on all threads, but not in a signal
    handler.

    @par Difference from Python
    The function is set apart, by set_interrupt_handler(): SIGINT has one at
    first, and a signal without one is ignored. Blocking calls that are not of
    this library return with EINTR, since the signal is installed without
    SA_RESTART, and then check_interrupts() runs the function.
*/
class CONCUR_THREAD_DECL scoped_signal
{
public:
    /** Install it.

        @throws ValueError There is no signal of that number.
        @throws OSError The system does not let it be caught.
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
