// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_STEADY_POLICY_HPP
#define CONCUR_SCHED_STEADY_POLICY_HPP

#include <concur/config.hpp>

#include <chrono>
#include <stop_token>

namespace concur::sched {

/** Seconds of the steady clock: Python's time.monotonic and time.sleep, and its
    default. The right one unless a program has a reason.

    @par Thread safety
    Safe.
*/
class CONCUR_SCHED_DECL steady_policy
{
public:
    /// Seconds.
    using time_type = double;

    /// The seconds since the beginning of the steady clock.
    double now() const noexcept;

    /** Wait, interruptibly.

        @param seconds How long; 0 lets other threads run.
        @param stop Ends it.

        @throws boost::thread_interrupted The thread was interrupted.
        @throws ... What a handler of thread::interrupt_main() throws, on the
        main thread.
    */
    void delay(double seconds, std::stop_token stop = {}) const;

    /// How long an async_run() waits for so many seconds, rounded up.
    std::chrono::nanoseconds async_delay(double seconds) const noexcept;
};

/** Seconds of the system's clock since 1970: Python's time.time, for events at
    a time of the day. When the clock is set forward while a scheduler waits, it
    notices only when it has waited as long as it meant to.

    @par Thread safety
    Safe.
*/
class CONCUR_SCHED_DECL system_policy : public steady_policy
{
public:
    /// The seconds since 1970.
    double now() const noexcept;
};

} // namespace concur::sched

#endif
