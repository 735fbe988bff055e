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

timeout::timeout(double seconds, bool whole)
    : seconds_(seconds), limited_(true), whole_(whole)
{
    if (std::isnan(seconds))
    {
        boost::throw_exception(ValueError("Invalid value NaN (not a number)"));
    }
}

std::string timeout::text() const
{
    if (!limited_)
    {
        return "None";
    }
    // Python prints an integer without ".0".
    auto text = detail::repr(seconds_);
    if (whole_ && text.ends_with(".0"))
    {
        text.resize(text.size() - 2);
    }
    return text;
}

deadline::deadline(timeout const& t)
{
    // A timeout of a century or more means no deadline.
    constexpr double absurd = 100 * 365.25 * 86400;
    if (t && *t.seconds() < absurd)
    {
        auto const wait =
            std::chrono::duration_cast<clock::duration>(detail::to_nanoseconds(
                std::chrono::duration<double>(*t.seconds())));
        at_ = clock::time_point(clock::duration(detail::saturated_sum(
            clock::now().time_since_epoch().count(), wait.count())));
    }
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
