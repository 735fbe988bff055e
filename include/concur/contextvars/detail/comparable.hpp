// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_COMPARABLE_HPP
#define CONCUR_CONTEXTVARS_DETAIL_COMPARABLE_HPP

#include <concur/config.hpp>

#include <concepts>
#include <tuple>
#include <utility>
#include <variant>

namespace concur::contextvars::detail {

/// Whether values of a type can be compared by ==. The containers, pairs,
/// tuples and variants of the standard library declare operator== for any
/// element type. For these types, the element types decide.
template<class T>
inline constexpr bool comparable = std::equality_comparable<T>;

template<class T>
concept container = requires
{
    typename T::value_type;
    // Excludes std::filesystem::path, whose elements are paths.
    requires !std::same_as<typename T::value_type, T>;
};

template<container T>
inline constexpr bool comparable<T> =
    comparable<typename T::value_type>&& std::equality_comparable<T>;

template<class First, class Second>
inline constexpr bool comparable<std::pair<First, Second>> =
    comparable<First>&& comparable<Second>;

template<class... Elements>
inline constexpr bool
    comparable<std::tuple<Elements...>> = (comparable<Elements> && ...);

template<class... Alternatives>
inline constexpr bool comparable<std::variant<Alternatives...>> =
    (comparable<Alternatives> && ...);

} // namespace concur::contextvars::detail

#endif
