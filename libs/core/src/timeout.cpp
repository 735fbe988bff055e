// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/timeout.hpp>

#include <concur/detail/repr.hpp>
#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cmath>

namespace concur {
namespace {

void check_is_number(double seconds)
{
    if (std::isnan(seconds))
    {
        boost::throw_exception(ValueError("Invalid value NaN (not a number)"));
    }
}

} // namespace

timeout::timeout(double seconds, bool whole)
    : seconds_(seconds), form_(form::seconds), whole_(whole)
{
    check_is_number(seconds);
}

timeout::timeout(std::chrono::nanoseconds at, double seconds, form f)
    : at_(at), form_(at == at.max() ? form::none : f)
{
    check_is_number(seconds);
}

// The time until the time point; negative if it has passed.
std::chrono::nanoseconds timeout::left() const noexcept
{
    using namespace std::chrono;
    return form_ == form::system_time
               ? detail::left_until(sys_time<nanoseconds>(at_),
                                    system_clock::now())
               : detail::left_until(time_point<steady_clock, nanoseconds>(at_),
                                    steady_clock::now());
}

timeout timeout::relative() const noexcept
{
    if (form_ == form::none || form_ == form::seconds)
    {
        return *this;
    }
    timeout t;
    t.seconds_ = std::max(detail::to_seconds(left()), 0.0);
    t.form_ = form::seconds;
    // Python's max(0, left) is 0 and not 0.0.
    t.whole_ = t.seconds_ == 0;
    return t;
}

std::string timeout::text() const
{
    auto const now = relative();
    if (!now)
    {
        return "None";
    }
    // Python prints an integer without ".0".
    auto text = detail::repr(now.seconds_);
    if (now.whole_ && text.ends_with(".0"))
    {
        text.resize(text.size() - 2);
    }
    return text;
}

deadline::deadline(timeout const& t)
{
    if (!t)
    {
        return;
    }
    auto const wait =
        t.form_ == timeout::form::seconds
            ? detail::to_nanoseconds(std::chrono::duration<double>(t.seconds_))
            : t.left();
    // A timeout of a century or more means no deadline.
    constexpr double absurd = 100 * 365.25 * 86400;
    if (detail::to_seconds(wait) >= absurd)
    {
        return;
    }
    auto const at =
        t.form_ == timeout::form::steady_time
            ? t.at_.count()
            : detail::saturated_sum(
                  detail::to_nanoseconds(clock::now().time_since_epoch())
                      .count(),
                  wait.count());
    at_ = clock::time_point(std::chrono::duration_cast<clock::duration>(
        std::chrono::nanoseconds(at)));
}

std::optional<std::chrono::nanoseconds> deadline::left() const
{
    if (!at_)
    {
        return std::nullopt;
    }
    return std::max(detail::left_until(*at_, clock::now()),
                    std::chrono::nanoseconds(0));
}

} // namespace concur
