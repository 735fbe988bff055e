// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_SIMULATED_POLICY_HPP
#define CONCUR_SCHED_SIMULATED_POLICY_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/durations.hpp>

#include <atomic>
#include <chrono>
#include <utility>

namespace concur::sched {

/** A clock that moves only when a scheduler waits: the wait takes no time, and
    sets the clock forward. For tests and simulations, in which a day is over in
    a moment.

    @tparam Time The type of its times.

    @par Thread safety
    Safe. If several threads run events by one clock, each of their waits sets
    it forward, so that it may be ahead of all of them.
*/
template<class Time = double>
class simulated_policy
{
public:
    /// The times of the clock.
    using time_type = Time;
    /// The difference of two times.
    using duration_type = decltype(std::declval<Time>() - std::declval<Time>());

    /// It is zero.
    simulated_policy() : now_(Time{}) {}

    /// Construct a clock that shows a time.
    explicit simulated_policy(Time now) : now_(now) {}

    /// Copies go on by themselves.
    simulated_policy(simulated_policy const& other) : now_(other.now()) {}
    simulated_policy& operator=(simulated_policy const&) = delete;

    /// The time that the clock shows.
    Time now() const
    {
        return now_.load();
    }

    /// Set the clock forward, to its last time at most.
    void delay(duration_type d)
    {
        if (!(d < duration_type{}) && !(duration_type{} < d))
        {
            return;
        }
        auto before = now_.load();
        while (!now_.compare_exchange_weak(before, detail::later(before, d)))
        {
        }
    }

    /// Set the clock forward as delay() does.
    /// @return No time: an async_run() goes on at once.
    std::chrono::nanoseconds async_delay(duration_type d)
    {
        delay(d);
        return std::chrono::nanoseconds(0);
    }

private:
    std::atomic<Time> now_;
};

} // namespace concur::sched

#endif
