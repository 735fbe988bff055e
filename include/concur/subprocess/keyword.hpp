// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_KEYWORD_HPP
#define CONCUR_SUBPROCESS_KEYWORD_HPP

#include <concur/detail/misuse.hpp>
#include <concur/subprocess/options.hpp>

#include <concepts>
#include <functional>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>

namespace concur::subprocess {

namespace detail {

template<class T>
struct member_type;

template<class T>
struct member_type<T options::*>
{
    using type = T;
};

// list_item<T>::type is the type of the items in a braced list that a keyword
// of type T takes. It is no_list if the keyword takes no list.
struct no_list
{
};

template<class T>
struct list_item
{
    using type = no_list;
};

template<class T>
struct list_item<sequence<T>>
{
    using type = T;
};

template<>
struct list_item<environment>
{
    using type = environment::value_type;
};

template<>
struct list_item<tee_targets>
{
    using type = tee_target;
};

template<class T>
struct list_item<std::optional<T>> : list_item<T>
{
};

// Whether a keyword of type T takes several values in braces for one of T.
template<class T>
inline constexpr bool has_parts = std::same_as<T, output_limit>;

template<class T>
inline constexpr bool is_flag =
    std::same_as<T, bool> || std::same_as<T, std::optional<bool>> ||
    std::same_as<T, parent_death>;

// For a flag, only flags and std::nullopt fit, and no other type that converts
// to bool. A null pointer fits only for preexec_fn, where it
// means no function.
template<class T, class Value>
concept fits = (is_flag<Value> &&
                (is_flag<T> || std::same_as<T, std::nullopt_t>)) ||
               (!is_flag<Value> &&
                (!std::is_null_pointer_v<T> ||
                 std::same_as<Value, std::function<void()>>));

} // namespace detail

/// A keyword with its value: the result of `cwd = "/tmp"`.
template<auto Member>
struct argument
{
    /// The value that was assigned to the keyword.
    typename detail::member_type<decltype(Member)>::type value;
};

/** A keyword argument: assign to it at the call.

    A keyword for a flag may also be passed without a value, which means true.

    @tparam Member The member of `options` that the keyword sets.
*/
template<auto Member>
struct keyword
{
    /// The type of the member; if that is a list, item_type is the type of its
    /// items.
    using value_type = typename detail::member_type<decltype(Member)>::type;
    using item_type = typename detail::list_item<value_type>::type;

    /// Make an argument from the keyword and a value.
    template<class T>
    requires detail::fits<std::remove_cvref_t<T>, value_type> &&
        std::convertible_to<T, value_type>
    constexpr argument<Member> operator=(T&& value) const
    {
        return {std::forward<T>(value)};
    }

    /// A compile-time error: the keyword takes no value of this type.
    template<class T>
    requires(!std::same_as<std::remove_cvref_t<T>, keyword> &&
             !(detail::fits<std::remove_cvref_t<T>, value_type> &&
               std::convertible_to<T, value_type>)) argument<Member>
    operator=(T&&) const
    {
        static_assert(concur::detail::right_use<T>,
                      "the keyword takes no value of this type");
        return {};
    }

    /// Make an argument from a braced list, for keywords that take a list.
    argument<Member> operator=(std::initializer_list<item_type> items) const
        requires(!std::same_as<item_type, detail::no_list>)
    {
        return {value_type(items)};
    }

    /// Make an argument from the parts of its value in braces.
    argument<Member> operator=(value_type value) const
        requires(detail::has_parts<value_type>)
    {
        return {std::move(value)};
    }
};

} // namespace concur::subprocess

#endif
