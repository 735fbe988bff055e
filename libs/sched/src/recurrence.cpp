// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/sched/detail/recurrence.hpp>

#include <cmath>
#include <limits>

namespace concur::sched::detail {

float next_number(float x) noexcept
{
    return std::nextafter(x, std::numeric_limits<float>::infinity());
}

double next_number(double x) noexcept
{
    return std::nextafter(x, std::numeric_limits<double>::infinity());
}

long double next_number(long double x) noexcept
{
    return std::nextafter(x, std::numeric_limits<long double>::infinity());
}

} // namespace concur::sched::detail
