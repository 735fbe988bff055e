// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_DURATIONS_HPP
#define CONCUR_DETAIL_DURATIONS_HPP

#include <concur/config.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace concur::detail {

/// A duration of std::chrono or Boost.Chrono whose number type is arithmetic.
template<class D>
concept duration_like = requires(D const& d)
{
    typename D::rep;
    D::period::num;
    d.count();
}
&&std::is_arithmetic_v<typename D::rep>;

/// A time point of std::chrono or Boost.Chrono.
template<class T>
concept time_like = requires(T const& t)
{
    typename T::clock;
    t.time_since_epoch();
}
&&duration_like<typename T::duration>;

/// A type of whole numbers.
template<class T>
concept whole = std::integral<T>;

/// The least number of a type if `negative`, else the greatest number.
template<whole R>
constexpr R end_of(bool negative) noexcept
{
    return negative ? std::numeric_limits<R>::min()
                    : std::numeric_limits<R>::max();
}

/// a + b. If the sum is beyond R's range, the nearest number of R.
template<whole R, whole B>
constexpr R saturated_sum(R a, B b) noexcept
{
    R r{};
    return __builtin_add_overflow(a, b, &r) ? end_of<R>(b < 0) : r;
}

/// a - b. If the difference is beyond R's range, the nearest number of R.
template<whole R, whole B>
constexpr R saturated_difference(R a, B b) noexcept
{
    R r{};
    return __builtin_sub_overflow(a, b, &r) ? end_of<R>(b > 0) : r;
}

/// a * b. If the product is beyond R's range, the nearest number of R.
template<whole R, whole A, whole B>
constexpr R saturated_product(A a, B b) noexcept
{
    R r{};
    return __builtin_mul_overflow(a, b, &r) ? end_of<R>((a < 0) != (b < 0)) : r;
}

/** A duration in seconds and nanoseconds. split() converts any duration to this
    type, and difference() subtracts two of them. A duration beyond the range of
    292 billion years becomes the nearest end of the range.
*/
struct seconds_and_part
{
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0; // at least 0, less than a second

    friend bool operator==(seconds_and_part const&,
                           seconds_and_part const&) = default;
};

/// The direction in which nanoseconds are rounded.
enum class rounding
{
    down,
    up
};

/// A duration of `size * num / den` seconds, or minus that if `negative`.
CONCUR_CORE_DECL seconds_and_part scaled(std::uint64_t size, bool negative,
                                         std::uint64_t num, std::uint64_t den,
                                         rounding to) noexcept;

/// A duration of `count * num / den` seconds; the longest duration if `count`
/// is NaN.
CONCUR_CORE_DECL seconds_and_part scaled(long double count, std::uint64_t num,
                                         std::uint64_t den,
                                         rounding to) noexcept;

/// a - b in nanoseconds. If the difference is beyond the range of nanoseconds,
/// the nearest end of that range.
CONCUR_CORE_DECL std::chrono::nanoseconds
difference(seconds_and_part a, seconds_and_part b) noexcept;

template<duration_like D>
seconds_and_part split(D const& d, rounding to) noexcept
{
    constexpr auto num = static_cast<std::uint64_t>(D::period::num);
    constexpr auto den = static_cast<std::uint64_t>(D::period::den);
    auto const count = d.count();
    if constexpr (whole<typename D::rep>)
    {
        auto const bits = static_cast<std::uint64_t>(count);
        bool const negative = count < typename D::rep{};
        return scaled(negative ? 0 - bits : bits, negative, num, den, to);
    }
    else
    {
        return scaled(static_cast<long double>(count), num, den, to);
    }
}

/** Convert a duration of any number type and unit to nanoseconds. The library
    waits in this unit. The result is rounded up, so that no wait ends early. A
    duration beyond the range of nanoseconds becomes the nearest end of that
    range.
*/
template<duration_like D>
std::chrono::nanoseconds to_nanoseconds(D const& d) noexcept
{
    return difference(split(d, rounding::up), {});
}

/// The time from `now` to `at` in nanoseconds, rounded up. Both are time points
/// of the same clock.
template<time_like At, time_like Now>
std::chrono::nanoseconds left_until(At const& at, Now const& now) noexcept
{
    return difference(split(at.time_since_epoch(), rounding::up),
                      split(now.time_since_epoch(), rounding::down));
}

/// A duration in seconds. The result may be infinite or NaN.
template<duration_like D>
double to_seconds(D const& d) noexcept
{
    return static_cast<double>(static_cast<long double>(d.count()) *
                               static_cast<long double>(D::period::num) /
                               static_cast<long double>(D::period::den));
}

/// Whether a duration is a whole number of seconds and its type has whole
/// numbers.
template<duration_like D>
bool is_whole(D const& d) noexcept
{
    if constexpr (whole<typename D::rep>)
    {
        // num is ignored, since num and den have no common divisor.
        auto const bits = static_cast<std::uint64_t>(d.count());
        auto const size = d.count() < typename D::rep{} ? 0 - bits : bits;
        return size % static_cast<std::uint64_t>(D::period::den) == 0;
    }
    else
    {
        return false;
    }
}

} // namespace concur::detail

#endif
