// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_DURATIONS_HPP
#define CONCUR_SCHED_DETAIL_DURATIONS_HPP

#include <concur/config.hpp>
#include <concur/detail/durations.hpp>

#include <concepts>
#include <limits>
#include <ratio>
#include <type_traits>

namespace concur::sched::detail {

using concur::detail::duration_like;
using concur::detail::time_like;
using concur::detail::whole;

/// The types that can be given for a `Duration`: those that convert to it, but
/// no floating-point type if `Duration` is a whole number type. If `Duration`
/// is a floating-point type, it counts seconds, and durations of std::chrono
/// can be given, too.
template<class D, class Duration>
concept duration_for = (std::convertible_to<D, Duration> &&
                        !(std::floating_point<D> && std::integral<Duration>)) ||
                       (duration_like<D> && std::floating_point<Duration>);

/// A function that is never called. Its result type is the type of the number
/// in a time or duration `T`, or void if there is none.
template<class T>
auto number_of()
{
    if constexpr (std::is_arithmetic_v<T>)
    {
        return T{};
    }
    else if constexpr (duration_like<T>)
    {
        return typename T::rep{};
    }
    else if constexpr (time_like<T>)
    {
        return typename T::duration::rep{};
    }
}

template<class T>
using number_t = decltype(number_of<T>());

/// A time or duration that counts in a whole number type. Sums may overflow.
template<class T>
concept countable = whole<number_t<T>>;

/// A time or duration that counts in a floating-point type. Sums may be
/// rounded.
template<class T>
concept measurable = std::floating_point<number_t<T>>;

template<class T>
constexpr number_t<T> to_number(T const& t)
{
    if constexpr (std::is_arithmetic_v<T>)
    {
        return t;
    }
    else if constexpr (duration_like<T>)
    {
        return t.count();
    }
    else
    {
        return t.time_since_epoch().count();
    }
}

template<class T>
constexpr T from_number(number_t<T> n)
{
    if constexpr (time_like<T>)
    {
        return T(typename T::duration(n));
    }
    else
    {
        return T(n);
    }
}

/// Convert a delay or interval to a scheduler's duration. If the value is
/// beyond the range of durations, the result is the nearest end of that range.
template<class Duration, duration_for<Duration> D>
Duration to_duration(D const& d)
{
    if constexpr (whole<D> && whole<Duration>)
    {
        return concur::detail::saturated_sum(Duration{}, d + 0);
    }
    else if constexpr (duration_like<D> && countable<Duration>)
    {
        // D converts to Duration, so its unit is a multiple of Duration's unit.
        constexpr auto times = std::ratio_divide<
            std::ratio<D::period::num, D::period::den>,
            std::ratio<Duration::period::num, Duration::period::den>>::num;
        return from_number<Duration>(
            concur::detail::saturated_product<number_t<Duration>>(d.count(),
                                                                  times));
    }
    else if constexpr (std::convertible_to<D, Duration>)
    {
        return static_cast<Duration>(d);
    }
    else
    {
        return static_cast<Duration>(concur::detail::to_seconds(d));
    }
}

/// `t + by`; the first or last time if the sum lies beyond it.
template<class Time, class D>
constexpr Time later(Time const& t, D const& by)
{
    if constexpr (countable<Time> && countable<D>)
    {
        return from_number<Time>(
            concur::detail::saturated_sum(to_number(t), to_number(by)));
    }
    else
    {
        return static_cast<Time>(t + by);
    }
}

/// `now + delay`; the first or last time if the sum lies beyond it.
template<class Duration, class Time, duration_for<Duration> D>
Time after(Time const& now, D const& delay)
{
    if constexpr (whole<Time> && whole<D>)
    {
        return later(now, delay + 0); // makes an int of a char or bool
    }
    else
    {
        return later(now, to_duration<Duration>(delay));
    }
}

/// `t - now`; the nearest end of the range if the difference lies beyond it.
template<class Time>
constexpr auto until(Time const& t, Time const& now)
{
    using duration = decltype(t - now);
    if constexpr (countable<Time>)
    {
        return from_number<duration>(
            concur::detail::saturated_difference<number_t<duration>>(
                to_number(t), to_number(now)));
    }
    else
    {
        return t - now;
    }
}

/// The last time of a clock: infinity, or the largest number.
template<class Time>
constexpr Time last_time()
{
    using number = number_t<Time>;
    return from_number<Time>(std::numeric_limits<number>::has_infinity
                                 ? std::numeric_limits<number>::infinity()
                                 : std::numeric_limits<number>::max());
}

} // namespace concur::sched::detail

#endif
