// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_WIDE_INTEGER_HPP
#define CONCUR_DETAIL_WIDE_INTEGER_HPP

#include <concepts>
#include <limits>
#include <utility>

namespace concur::detail {

/// An integer that a user may pass where a number is wanted: no bool.
template<class T>
concept number_argument = std::integral<T> && !std::same_as<T, bool>;

/// The number as the widest type; the largest number of that type if it does
/// not fit.
template<number_argument T>
constexpr long long wide_integer(T number) noexcept
{
    return std::in_range<long long>(number)
               ? static_cast<long long>(number)
               : std::numeric_limits<long long>::max();
}

} // namespace concur::detail

#endif
