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

/// A duration of std::chrono or Boost.Chrono, of built-in numbers.
template<class D>
concept duration_like = requires(D const& d)
{
    typename D::rep;
    D::period::num;
    d.count();
}
&&std::is_arithmetic_v<typename D::rep>;

/// A time of std::chrono or Boost.Chrono.
template<class T>
concept time_like = requires(T const& t)
{
    typename T::clock;
    t.time_since_epoch();
}
&&duration_like<typename T::duration>;

/// A whole number, of any type.
template<class T>
concept whole = std::integral<T>;

/// The end of a range.
template<whole R>
constexpr R end_of(bool negative) noexcept
{
    return negative ? std::numeric_limits<R>::min()
                    : std::numeric_limits<R>::max();
}

/// a + b, or the end of R's range beyond which that lies. An R could hold a.
template<whole R, whole B>
constexpr R saturated_sum(R a, B b) noexcept
{
    R r{};
    return __builtin_add_overflow(a, b, &r) ? end_of<R>(b < 0) : r;
}

/// a - b, likewise.
template<whole R, whole B>
constexpr R saturated_difference(R a, B b) noexcept
{
    R r{};
    return __builtin_sub_overflow(a, b, &r) ? end_of<R>(b > 0) : r;
}

/// a * b, or the end of R's range beyond which that lies.
template<whole R, whole A, whole B>
constexpr R saturated_product(A a, B b) noexcept
{
    R r{};
    return __builtin_mul_overflow(a, b, &r) ? end_of<R>((a < 0) != (b < 0)) : r;
}

/** Seconds and a part of one, rounded: what the durations of all types are
    compared and subtracted as. There is no end to what it holds but that of 292
    billion years, where it stays.
*/
struct seconds_and_part
{
    std::int64_t seconds = 0;
    std::int64_t nanoseconds = 0; // not less than 0, and less than a second

    friend bool operator==(seconds_and_part const&,
                           seconds_and_part const&) = default;
};

/// Where nanoseconds are rounded to.
enum class rounding
{
    down,
    up
};

/// `size * num / den` seconds, and less than nothing if `negative`.
CONCUR_CORE_DECL seconds_and_part scaled(std::uint64_t size, bool negative,
                                         std::uint64_t num, std::uint64_t den,
                                         rounding to) noexcept;

/// What is not a number is without end.
CONCUR_CORE_DECL seconds_and_part scaled(long double count, std::uint64_t num,
                                         std::uint64_t den,
                                         rounding to) noexcept;

/// a - b in nanoseconds, or the end of their range.
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

/** The one conversion of durations to those that we wait for: of any type of
    number, unit and size; rounded up, so that nobody wakes too early, and at
    the ends of their range for what lies beyond.
*/
template<duration_like D>
std::chrono::nanoseconds to_nanoseconds(D const& d) noexcept
{
    return difference(split(d, rounding::up), {});
}

/// What is left until a time of a clock, which is now; in the same way.
template<time_like At, time_like Now>
std::chrono::nanoseconds left_until(At const& at, Now const& now) noexcept
{
    return difference(split(at.time_since_epoch(), rounding::up),
                      split(now.time_since_epoch(), rounding::down));
}

/// The nearest number of seconds, which may be without end.
template<duration_like D>
double to_seconds(D const& d) noexcept
{
    return static_cast<double>(static_cast<long double>(d.count()) *
                               static_cast<long double>(D::period::num) /
                               static_cast<long double>(D::period::den));
}

/// True for a whole number of seconds, of a type that has no others.
template<duration_like D>
bool is_whole(D const& d) noexcept
{
    if constexpr (whole<typename D::rep>)
    {
        // Num and den have no divisor in common.
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
