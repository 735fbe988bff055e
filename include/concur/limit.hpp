// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIMIT_HPP
#define CONCUR_LIMIT_HPP

#include <concur/config.hpp>
#include <concur/timeout.hpp>

#include <concepts>
#include <optional>
#include <stop_token>
#include <utility>

namespace concur {

/** When a call gives up waiting: after a time, at a moment, when a stop is
    requested, or never.

    Stands wherever Python has a `timeout` argument. A number is seconds; a time
    counts from the construction, that is, from the call; `std::nullopt` is
    Python's None.
*/
class limit
{
public:
    /// Never.
    limit() noexcept = default;

    /// Never.
    limit(std::nullopt_t) noexcept {}

    /// After a time.
    limit(concur::timeout const& t) : time_(t), at_(t) {}

    /// After a number of seconds, or a duration, if there is one.
    template<class T>
    requires(std::convertible_to<T const&, concur::timeout> &&
             !std::same_as<T, std::nullopt_t>) limit(T const& t)
        : limit(concur::timeout(t))
    {
    }

    /// At a moment.
    limit(deadline at) noexcept : at_(at) {}

    /// At a moment of the steady clock, of any unit.
    template<class Duration>
    limit(std::chrono::time_point<deadline::clock, Duration> const& at) noexcept
        : at_(at)
    {
    }

    /// When a stop is requested.
    limit(std::stop_token stop) noexcept : stop_(std::move(stop)) {}

    /// At the first of two limits: one without a token, and a token.
    limit(limit first, std::stop_token stop) noexcept : limit(std::move(first))
    {
        stop_ = std::move(stop);
    }

    /// The time that was given, absent when none was.
    concur::timeout const& time() const noexcept
    {
        return time_;
    }

    /// True when the time that was given is less than zero.
    bool negative() const noexcept
    {
        return time_.negative();
    }

    /// The moment, never when none was given.
    deadline const& at() const noexcept
    {
        return at_;
    }

    /// The token, of no source when none was given.
    std::stop_token const& stop() const noexcept
    {
        return stop_;
    }

    /// True when it is time to give up.
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
