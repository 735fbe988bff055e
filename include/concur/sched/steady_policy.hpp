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

/** The default policy: seconds of the steady clock. now() and delay() do what
    Python's defaults do, time.monotonic and time.sleep.

    @par Thread safety
    Safe.
*/
class CONCUR_SCHED_DECL steady_policy
{
public:
    /// The type of times, in seconds.
    using time_type = double;

    /// The seconds since the beginning of the steady clock.
    double now() const noexcept;

    /** Wait until the time has passed or a stop is requested.

        @param seconds The time to wait. If it is not positive, the call only
        lets other threads run.
        @param stop Ends the wait.

        @throws boost::thread_interrupted The thread was interrupted.
        @throws ... The exception of an interrupt handler, see
        thread::interrupt_main(), on the main thread.
    */
    void delay(double seconds, std::stop_token stop = {}) const;

    /// Convert seconds to the nanoseconds that async_run() waits, rounded up.
    std::chrono::nanoseconds async_delay(double seconds) const noexcept;
};

/** Seconds of the system's clock since 1970, as Python's time.time. It is for
    events at a time of the day. If the clock is set while a scheduler waits,
    the length of this wait does not change.

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
