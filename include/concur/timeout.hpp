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

namespace detail {

// The clocks that a timeout may be a time point of.
template<class Clock>
concept clock_of_timeouts = std::same_as<Clock, std::chrono::steady_clock> ||
    std::same_as<Clock, std::chrono::system_clock>;

} // namespace detail

/** The time to wait: a number of seconds, a duration, a time point, or None.

    A plain number is in seconds, as in Python. `std::nullopt` is None: the wait
    has no timeout.

    A time point of `std::chrono::steady_clock` or `std::chrono::system_clock`
    is the moment at which the wait ends. If the object is used for several
    calls, that moment is the same for all of them. A moment that has passed is
    a timeout of zero, and `time_point::max()` is None. One of the system clock
    is converted when the call begins: the call does not follow a later change
    of that clock.

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

    /** A time point of the steady or system clock, in any unit. If it is beyond
        the range of nanoseconds, which the greatest time point always is, this
        is None.

        @throws ValueError The time point is NaN.
    */
    template<detail::clock_of_timeouts Clock, class Duration>
    timeout(std::chrono::time_point<Clock, Duration> const& at)
        : timeout(detail::to_nanoseconds(at.time_since_epoch()),
                  detail::to_seconds(at.time_since_epoch()),
                  std::same_as<Clock, std::chrono::system_clock>
                      ? form::system_time
                      : form::steady_time)
    {
    }

    /// A number, duration or time point, or None if `t` is absent.
    /// @throws ValueError `*t` is NaN.
    template<class T>
    timeout(std::optional<T> const& t) : timeout(t ? timeout(*t) : timeout())
    {
    }

    /// Whether it is not None.
    explicit operator bool() const noexcept
    {
        return form_ != form::none;
    }

    /// The number of seconds; absent for None. For a time point, the seconds
    /// from now until then, at least 0.
    std::optional<double> seconds() const noexcept
    {
        auto const now = relative();
        return now ? std::optional(now.seconds_) : std::nullopt;
    }

    /// Whether it is a number of seconds below zero. A time point never is.
    bool negative() const noexcept
    {
        return form_ == form::seconds && seconds_ < 0;
    }

    /// This timeout without a time point: for a time point, the seconds from
    /// now until then, at least 0. All else is returned as it is.
    timeout relative() const noexcept;

    /// The text that Python would print: "5", "0.25", "None". For a time point,
    /// the text of the seconds from now until then.
    std::string text() const;

private:
    friend class deadline;

    enum class form : unsigned char
    {
        none,
        seconds,
        steady_time,
        system_time
    };

    timeout(double seconds, bool whole);
    timeout(std::chrono::nanoseconds at, double seconds, form f);

    std::chrono::nanoseconds left() const noexcept;

    // This is not a std::optional: g++ 14 would warn that the value of an empty
    // optional is uninitialized.
    double seconds_ = 0;
    std::chrono::nanoseconds at_{}; // the time point, since the clock's epoch
    form form_ = form::none;
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

    /// The wait ends after the time `t` from now, or at the time point `t`. It
    /// never ends if `t` is None, or a hundred years or more from now.
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
