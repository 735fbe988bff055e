// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_CALLABLE_POLICY_HPP
#define CONCUR_SCHED_CALLABLE_POLICY_HPP

#include <concur/config.hpp>

#include <functional>
#include <type_traits>
#include <utility>

namespace concur::sched {

/** A policy of two functions: Python's timefunc and delayfunc. They can be
    chosen at run time.

    @tparam Time The type that `timefunc` returns: a number, or a time or
    duration of std::chrono.
*/
template<class Time>
class callable_policy
{
public:
    /// The type that `timefunc` returns.
    using time_type = Time;
    /// The type that `delayfunc` takes: the difference of two times.
    using duration_type = decltype(std::declval<Time>() - std::declval<Time>());

    /// Construct from the two functions; neither may be empty.
    callable_policy(std::function<Time()> timefunc,
                    std::function<void(duration_type)> delayfunc)
        : now_(std::move(timefunc)), delay_(std::move(delayfunc))
    {
    }

    /// Call `timefunc`.
    Time now() const
    {
        return now_();
    }

    /// Call `delayfunc`.
    void delay(duration_type d) const
    {
        delay_(d);
    }

private:
    std::function<Time()> now_;
    std::function<void(duration_type)> delay_;
};

/// Deduces `Time` from the result of `timefunc`.
template<class TimeFunc, class DelayFunc>
callable_policy(TimeFunc, DelayFunc)
    -> callable_policy<std::decay_t<std::invoke_result_t<TimeFunc&>>>;

} // namespace concur::sched

#endif
