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

/** How long to wait: a number of seconds, a `std::chrono` duration, or nothing.

    A plain number is in seconds, as in Python. `std::nullopt` sets no limit.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_CORE_DECL timeout
{
public:
    /// No limit.
    timeout() noexcept = default;

    /// No limit.
    timeout(std::nullopt_t) noexcept {}

    /** A number of seconds.

        @throws ValueError `seconds` is not a number.
    */
    template<class T>
    requires std::is_arithmetic_v<T> timeout(T seconds)
        : timeout(static_cast<double>(seconds), std::integral<T>)
    {
    }

    /** A duration of std::chrono or Boost.Chrono, of any type and unit.

        @throws ValueError It is not a number.
    */
    template<detail::duration_like Duration>
    timeout(Duration const& d)
        : timeout(detail::to_seconds(d), detail::is_whole(d))
    {
    }

    /// A number or duration; no limit if it is absent.
    template<class T>
    timeout(std::optional<T> const& t) : timeout(t ? timeout(*t) : timeout())
    {
    }

    /// True when there is a limit.
    explicit operator bool() const noexcept
    {
        return limited_;
    }

    /// The limit in seconds, absent when there is none.
    std::optional<double> seconds() const noexcept
    {
        return limited_ ? std::optional(seconds_) : std::nullopt;
    }

    /// True for a number of seconds below zero.
    bool negative() const noexcept
    {
        return limited_ && seconds_ < 0;
    }

    /// The number as Python would print it: "5", "0.25", "None".
    std::string text() const;

private:
    timeout(double seconds, bool whole);

    // Not a std::optional: g++ 14 warns that its value is uninitialized where
    // it has none.
    double seconds_ = 0;
    bool limited_ = false;
    // Python prints an int and a float differently.
    bool whole_ = false;
};

/** A moment of the steady clock at which a wait ends, or never.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class CONCUR_CORE_DECL deadline
{
public:
    /// The clock of its moments.
    using clock = std::chrono::steady_clock;

    /// Never.
    deadline() noexcept = default;

    /// At a moment, of any unit. One beyond the range of the clock becomes the
    /// last one of the clock.
    template<class Duration>
    deadline(std::chrono::time_point<clock, Duration> const& at) noexcept
        : at_(std::chrono::duration_cast<clock::duration>(
              detail::to_nanoseconds(at.time_since_epoch())))
    {
    }

    /// The time `t` from now; never for one of a hundred years or more.
    explicit deadline(timeout const& t);

    /// True when there is a deadline at all.
    explicit operator bool() const noexcept
    {
        return at_.has_value();
    }

    /// True when the moment has come.
    bool passed() const
    {
        return at_ && clock::now() >= *at_;
    }

    /// The time that is left, not negative; absent if there is no deadline.
    std::optional<std::chrono::nanoseconds> left() const;

private:
    std::optional<clock::time_point> at_;
};

} // namespace concur

#endif
