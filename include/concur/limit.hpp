// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIMIT_HPP
#define CONCUR_LIMIT_HPP

#include <concur/config.hpp>
#include <concur/timeout.hpp>

#include <chrono>
#include <concepts>
#include <optional>
#include <stop_token>
#include <utility>

namespace concur {

/** The limit of a wait. A call gives up after a timeout, at a deadline, when a
    stop is requested, or never.

    Functions take a limit where Python has a `timeout` argument. A number is in
    seconds. A timeout begins when the limit is constructed, which is usually at
    the call. `std::nullopt` is Python's None.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class limit
{
public:
    /// Never give up.
    limit() noexcept = default;

    /// Never give up.
    limit(std::nullopt_t) noexcept {}

    /// Give up after a timeout.
    limit(concur::timeout const& t) : time_(t), at_(t) {}

    /// Give up after a number of seconds or a duration. An optional
    /// without a value means never.
    /// @throws ValueError `t` is not a number (NaN).
    template<class T>
    requires(std::convertible_to<T const&, concur::timeout> &&
             !std::same_as<T, std::nullopt_t>) limit(T const& t)
        : limit(concur::timeout(t))
    {
    }

    /// Give up at a deadline.
    limit(deadline at) noexcept : at_(at) {}

    /// Give up at a moment of the steady clock, which may be in any unit.
    template<class Duration>
    limit(std::chrono::time_point<deadline::clock, Duration> const& at) noexcept
        : at_(at)
    {
    }

    /// Give up at a moment of the system clock, which may be in any unit. It is
    /// converted now: a later change of that clock is not followed.
    /// @throws ValueError The time point is NaN.
    template<class Duration>
    limit(
        std::chrono::time_point<std::chrono::system_clock, Duration> const& at)
        : at_(concur::timeout(at))
    {
    }

    /// Give up when a stop is requested.
    limit(std::stop_token stop) noexcept : stop_(std::move(stop)) {}

    /// Give up at a limit, or when a stop is requested. The token replaces the
    /// token of the limit.
    limit(limit first, std::stop_token stop) noexcept : limit(std::move(first))
    {
        stop_ = std::move(stop);
    }

    /// The given timeout; false if there was none.
    concur::timeout const& time() const noexcept
    {
        return time_;
    }

    /// Whether the given timeout is less than zero.
    bool negative() const noexcept
    {
        return time_.negative();
    }

    /// The deadline; false if there is none.
    deadline const& at() const noexcept
    {
        return at_;
    }

    /// The stop token. If none was given, no stop can be requested of it.
    std::stop_token const& stop() const noexcept
    {
        return stop_;
    }

    /// Whether the deadline has passed or a stop was requested.
    bool passed() const
    {
        return stop_.stop_requested() || at_.passed();
    }

private:
    concur::timeout time_;
    deadline at_;
    std::stop_token stop_;
};

} // namespace concur

#endif
