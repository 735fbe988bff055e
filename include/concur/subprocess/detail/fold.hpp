// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_FOLD_HPP
#define CONCUR_SUBPROCESS_DETAIL_FOLD_HPP

#include <concur/subprocess/keywords.hpp>

#include <concepts>
#include <tuple>
#include <type_traits>
#include <utility>

// This file turns the arguments of a call into options. For each kind of
// mistake there is a struct below. The compiler prints the name of the struct
// and its argument, such as the keyword.

namespace concur::subprocess {

template<auto Member>
struct keyword_given_twice
{
    static_assert(!std::is_same_v<decltype(Member), decltype(Member)>,
                  "concur: this keyword is given twice");
};

template<auto Member>
struct keyword_not_taken
{
    static_assert(!std::is_same_v<decltype(Member), decltype(Member)>,
                  "concur: the function does not take this keyword");
};

template<auto Member>
struct keyword_needs_a_value
{
    static_assert(!std::is_same_v<decltype(Member), decltype(Member)>,
                  "concur: only a flag may stand without a value");
};

template<class T>
struct options_must_come_first
{
    static_assert(!std::is_same_v<T, T>,
                  "concur: options must come before the keywords");
};

namespace detail {

template<auto A, auto B>
inline constexpr bool same_member = false;

template<auto A>
inline constexpr bool same_member<A, A> = true;

/// A set of members of `options`, such as the members that a function does not
/// take.
template<auto... Members>
struct members
{
    template<auto M>
    static constexpr bool contain = (same_member<M, Members> || ...);

    template<auto M>
    using with = members<Members..., M>;
};

/// The set of all members of `options` except `Members`.
template<auto... Members>
struct all_but
{
    template<auto M>
    static constexpr bool contain = !members<Members...>::template contain<M>;
};

using run_refuses = members<&options::ok_codes, &options::strict_pipe>;
using popen_refuses =
    members<&options::input, &options::capture_output, &options::timeout,
            &options::stop_token, &options::check, &options::ok_codes,
            &options::strict_pipe>;
using call_refuses =
    members<&options::input, &options::capture_output, &options::check,
            &options::record, &options::max_output, &options::ok_codes,
            &options::strict_pipe>;
using communicate_refuses =
    all_but<&options::input, &options::timeout, &options::stop_token>;
using async_communicate_refuses = all_but<&options::input, &options::timeout>;
using check_output_refuses =
    members<&options::capture_output, &options::record, &options::max_output,
            &options::ok_codes, &options::strict_pipe>;
using pipeline_refuses = members<&options::executable>;
using stage_refuses =
    members<&options::bufsize, &options::stdin_, &options::stdout_,
            &options::universal_newlines, &options::encoding, &options::errors,
            &options::text, &options::pipesize, &options::on_stdout,
            &options::on_stderr, &options::on_output, &options::line_limit,
            &options::tee, &options::tee_stdout, &options::tee_stderr,
            &options::record, &options::max_output, &options::grace,
            &options::stop, &options::input, &options::capture_output,
            &options::timeout, &options::stop_token, &options::check,
            &options::strict_pipe>;

template<class T>
struct is_keyword : std::false_type
{
};

template<auto M>
struct is_keyword<argument<M>> : std::true_type
{
    static constexpr auto member = M;
    static constexpr bool bare = false;
};

template<auto M>
struct is_keyword<keyword<M>> : std::true_type
{
    static constexpr auto member = M;
    static constexpr bool bare = true;
};

template<class Refused, class Seen, bool First>
constexpr bool check_arguments()
{
    return true;
}

template<class Refused, class Seen, bool First, class Head, class... Tail>
constexpr bool check_arguments()
{
    using T = std::remove_cvref_t<Head>;
    if constexpr (is_keyword<T>::value)
    {
        constexpr auto m = is_keyword<T>::member;
        using value =
            typename member_type<std::remove_const_t<decltype(m)>>::type;
        if constexpr (Refused::template contain<m>)
        {
            return sizeof(keyword_not_taken<m>) == 0;
        }
        else if constexpr (Seen::template contain<m>)
        {
            return sizeof(keyword_given_twice<m>) == 0;
        }
        else if constexpr (is_keyword<T>::bare && !is_flag<value>)
        {
            return sizeof(keyword_needs_a_value<m>) == 0;
        }
        else
        {
            return check_arguments<Refused, typename Seen::template with<m>,
                                   false, Tail...>();
        }
    }
    else if constexpr (std::same_as<T, options> && !First)
    {
        return sizeof(options_must_come_first<T>) == 0;
    }
    else
    {
        return check_arguments<Refused, Seen, false, Tail...>();
    }
}

template<auto M>
void apply(options& o, argument<M> a)
{
    o.*M = std::move(a.value);
}

template<auto M>
void apply(options& o, keyword<M> const&)
{
    o.*M = true;
}

inline void apply(options& o, options given)
{
    o = std::move(given);
}

// An initializer of Boost.Process sets no option: the launcher uses it.
template<class T>
void apply(options&, T const&)
{
}

/// The options that result from the arguments of a call.
template<class Refused, class... Args>
options fold(Args&&... args)
{
    static_assert(check_arguments<Refused, members<>, true, Args...>());
    options o;
    (apply(o, std::forward<Args>(args)), ...);
    return o;
}

template<class T>
inline constexpr bool is_initializer =
    !is_keyword<std::remove_cvref_t<T>>::value &&
    !std::same_as<std::remove_cvref_t<T>, options>;

template<class T>
auto as_initializer(T& arg)
{
    if constexpr (is_initializer<T>)
    {
        return std::tuple<T&>(arg);
    }
    else
    {
        return std::tuple<>();
    }
}

/// References to the arguments of a call that are initializers.
template<class... Args>
auto initializers(Args&... args)
{
    return std::tuple_cat(as_initializer(args)...);
}

} // namespace detail
} // namespace concur::subprocess

#endif
