// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_ASYNC_ARGUMENTS_HPP
#define CONCUR_SUBPROCESS_DETAIL_ASYNC_ARGUMENTS_HPP

#include <concur/subprocess/detail/async_process.hpp>
#include <concur/subprocess/detail/driven_operation.hpp>
#include <concur/subprocess/detail/fold.hpp>

#include <boost/asio/async_result.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <concepts>
#include <cstddef>
#include <exception>
#include <tuple>
#include <type_traits>
#include <utility>

// This file splits the arguments of an asynchronous function into keywords,
// initializers and the completion token.

namespace concur::subprocess::detail {

/// Whether the last of some types is a completion token.
template<class Signature, class... Arguments>
inline constexpr bool ends_with_token = false;

template<class Signature, class Last>
inline constexpr bool ends_with_token<Signature, Last> = is_initializer<Last>&&
    boost::asio::completion_token_for<std::remove_cvref_t<Last>, Signature>;

template<class Signature, class First, class Second, class... Rest>
inline constexpr bool ends_with_token<Signature, First, Second, Rest...> =
    ends_with_token<Signature, Second, Rest...>;

/// Copies of the arguments that are initializers.
template<class T>
auto copied_initializer(T&& argument)
{
    if constexpr (is_initializer<T>)
    {
        return std::tuple<std::decay_t<T>>(std::forward<T>(argument));
    }
    else
    {
        return std::tuple<>();
    }
}

template<template<class, class...> class Start, class Policy, class Tuple>
struct start_with;

template<template<class, class...> class Start, class Policy, class... Inits>
struct start_with<Start, Policy, std::tuple<Inits...>>
{
    using type = Start<Policy, Inits...>;
};

/// A start that owns the arguments of a call.
template<template<class, class...> class Start, class Policy, class Work,
         class... Keywords>
auto make_start(Work args, Keywords&&... keywords)
{
    auto inits =
        std::tuple_cat(copied_initializer(std::forward<Keywords>(keywords))...);
    using start = typename start_with<Start, Policy, decltype(inits)>::type;
    return start(
        std::move(args),
        fold<typename start::refused::template with<&options::stop_token>>(
            std::forward<Keywords>(keywords)...),
        std::move(inits));
}

template<class Signature, class Executor, class Start, class Token>
auto initiate_start(Executor const& executor, Start start, Token&& token)
{
    return initiate_driver<process_driver<Start>, Signature>(
        executor, std::forward<Token>(token), std::move(start));
}

template<template<class, class...> class Start, class Policy, class Result,
         class Executor, class Work, class... Arguments>
auto initiate_process(Executor const& executor, Work args,
                      Arguments&&... arguments)
{
    using signature = void(std::exception_ptr, Result);
    if constexpr (ends_with_token<signature, Arguments...>)
    {
        constexpr auto keywords = sizeof...(Arguments) - 1;
        auto all = std::forward_as_tuple(std::forward<Arguments>(arguments)...);
        auto start = [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            return make_start<Start, Policy>(std::move(args),
                                             std::get<I>(std::move(all))...);
        }
        (std::make_index_sequence<keywords>());
        return initiate_start<signature>(executor, std::move(start),
                                         std::get<keywords>(std::move(all)));
    }
    else
    {
        return initiate_start<signature>(
            executor,
            make_start<Start, Policy>(std::move(args),
                                      std::forward<Arguments>(arguments)...),
            boost::asio::use_awaitable);
    }
}

} // namespace concur::subprocess::detail

#endif
