// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TIMEOUT_HPP
#define CONCUR_TIMEOUT_HPP

#include <concur/config.hpp>
#include <concur/detail/durations.hpp>

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <type_traits>

namespace concur {

/** The time to wait: a number of seconds, a duration, or None.

    A plain number is in seconds, as in Python. `std::nullopt` is None: the wait
    has no timeout.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_CORE_DECL timeout
{
public:
    /// None: no timeout.
    timeout() noexcept = default;

    /// None: no timeout.
    timeout(std::nullopt_t) noexcept {}

    /** A number of seconds.

        @throws ValueError `seconds` is NaN.
    */
    template<class T>
    requires std::is_arithmetic_v<T> timeout(T seconds)
        : timeout(static_cast<double>(seconds), std::integral<T>)
    {
    }

    /** A duration of std::chrono or Boost.Chrono, of any type and unit.

        @throws ValueError The duration is NaN.
    */
    template<detail::duration_like Duration>
    timeout(Duration const& d)
        : timeout(detail::to_seconds(d), detail::is_whole(d))
    {
    }

    /// A number or duration, or None if `t` is absent.
    /// @throws ValueError `*t` is NaN.
    template<class T>
    timeout(std::optional<T> const& t) : timeout(t ? timeout(*t) : timeout())
    {
    }

    /// Whether it is not None.
    explicit operator bool() const noexcept
    {
        return limited_;
    }

    /// The number of seconds; absent for None.
    std::optional<double> seconds() const noexcept
    {
        return limited_ ? std::optional(seconds_) : std::nullopt;
    }

    /// Whether it is a number of seconds below zero.
    bool negative() const noexcept
    {
        return limited_ && seconds_ < 0;
    }

    /// The text that Python would print: "5", "0.25", "None".
    std::string text() const;

private:
    timeout(double seconds, bool whole);

    // This is not a std::optional: g++ 14 would warn that the value of an empty
    // optional is uninitialized.
    double seconds_ = 0;
    bool limited_ = false;
    // Whether the number is an int in Python, which is printed without ".0".
    bool whole_ = false;
};

/** The moment of the steady clock at which a wait ends, or never.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_CORE_DECL deadline
{
public:
    /// The clock of deadlines.
    using clock = std::chrono::steady_clock;

    /// The wait never ends.
    deadline() noexcept = default;

    /// The wait ends at a moment. A moment beyond the range of the clock
    /// becomes the nearest end of that range.
    template<class Duration>
    deadline(std::chrono::time_point<clock, Duration> const& at) noexcept
        : at_(std::chrono::duration_cast<clock::duration>(
              detail::to_nanoseconds(at.time_since_epoch())))
    {
    }

    /// The wait ends after the time `t` from now. It never ends if `t` is None
    /// or a hundred years or more.
    explicit deadline(timeout const& t);

    /// Whether the wait ends: false for never.
    explicit operator bool() const noexcept
    {
        return at_.has_value();
    }

    /// Whether the moment has come.
    bool passed() const
    {
        return at_ && clock::now() >= *at_;
    }

    /// The time that is left, never negative. Absent if the wait never ends.
    std::optional<std::chrono::nanoseconds> left() const;

private:
    std::optional<clock::time_point> at_;
};

} // namespace concur

#endif
