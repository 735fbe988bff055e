// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_POLICY_HPP
#define CONCUR_SCHED_POLICY_HPP

#include <concur/config.hpp>

#include <chrono>
#include <concepts>
#include <stop_token>

namespace concur::sched {

/** A policy that is the clock of a scheduler.

    `now()` is Python's timefunc: it returns a `time_type`, which may be any
    number, or a time or duration of std::chrono. `delay(d)` is Python's
    delayfunc: it waits for `d`, the difference of two times, or lets other
    threads run if `d` is zero.

    If several threads use a scheduler, they use its policy at the same time.
*/
template<class P>
concept clock_policy = std::totally_ordered<typename P::time_type> &&
    requires(P& p, typename P::time_type const& t)
{
    {
        p.now()
        } -> std::convertible_to<typename P::time_type>;
    p.delay(t - t);
};

/// A policy whose `delay(d, stop)` returns early when a stop is requested. The
/// scheduler requests a stop when an earlier event was entered, when the first
/// event was cancelled, or when a stop of a run() was requested.
template<class P>
concept interruptible_policy = clock_policy<P> &&
    requires(P& p, typename P::time_type const& t, std::stop_token stop)
{
    p.delay(t - t, stop);
};

/// A policy for scheduler::async_run(), which calls `async_delay(d)` instead of
/// `delay(d)`. The result is the time that a timer has to wait.
template<class P>
concept async_policy = clock_policy<P> &&
    requires(P& p, typename P::time_type const& t)
{
    {
        p.async_delay(t - t)
        } -> std::convertible_to<std::chrono::nanoseconds>;
};

} // namespace concur::sched

#endif
