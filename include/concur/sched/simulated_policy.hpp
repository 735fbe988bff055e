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

/** A clock for tests and simulations. A wait takes no real time: it sets the
    clock forward instead.

    @tparam Time The type of the clock's times.

    @par Thread safety
    Safe. If several threads wait at the same time, the clock moves by the sum
    of their waits.
*/
template<class Time = double>
class simulated_policy
{
public:
    /// The type of the clock's times.
    using time_type = Time;
    /// The type of the difference of two times.
    using duration_type = decltype(std::declval<Time>() - std::declval<Time>());

    /// Construct a clock that shows zero.
    simulated_policy() : now_(Time{}) {}

    /// Construct a clock that shows a time.
    explicit simulated_policy(Time now) : now_(now) {}

    /// Copy the time. The copy is a clock of its own.
    simulated_policy(simulated_policy const& other) : now_(other.now()) {}
    simulated_policy& operator=(simulated_policy const&) = delete;

    /// The time that the clock shows.
    Time now() const
    {
        return now_.load();
    }

    /// Add `d` to the time, but not beyond the first or last time of the clock.
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

    /// Add `d` to the time as delay() does.
    /// @return Zero, so that async_run() continues at once.
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
