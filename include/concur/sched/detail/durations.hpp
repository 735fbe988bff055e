// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_DURATIONS_HPP
#define CONCUR_SCHED_DETAIL_DURATIONS_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/errors.hpp>

#include <chrono>
#include <concepts>
#include <utility>

namespace concur::sched::detail {

template<class T>
inline constexpr bool is_chrono = false;
template<class Rep, class Period>
inline constexpr bool is_chrono<std::chrono::duration<Rep, Period>> = true;

/// What may stand for a duration: what converts to it, but no fraction to a
/// whole number; and where numbers are seconds those of std::chrono as well.
template<class D, class Duration>
concept duration_for = (std::convertible_to<D, Duration> &&
                        !(std::floating_point<D> && std::integral<Duration>)) ||
                       (is_chrono<D> && std::floating_point<Duration>);

/// Throws an OverflowError for a whole number that is none of a duration's.
template<class Duration, duration_for<Duration> D>
Duration to_duration(D const& d)
{
    if constexpr (std::integral<D> && std::integral<Duration>)
    {
        auto const whole = d + 0; // neither a character nor a truth value
        if (!std::in_range<Duration>(whole))
        {
            throw_too_long();
        }
        return static_cast<Duration>(whole);
    }
    else if constexpr (std::convertible_to<D, Duration>)
    {
        return static_cast<Duration>(d);
    }
    else
    {
        return std::chrono::duration<Duration>(d).count();
    }
}

} // namespace concur::sched::detail

#endif
