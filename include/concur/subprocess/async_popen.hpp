// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_POPEN_HPP
#define CONCUR_SUBPROCESS_ASYNC_POPEN_HPP

#include <concur/subprocess/async_stream.hpp>
#include <concur/subprocess/detail/async_arguments.hpp>
#include <concur/subprocess/detail/async_part.hpp>
#include <concur/subprocess/detail/child_wait.hpp>
#include <concur/subprocess/detail/driven_operation.hpp>
#include <concur/subprocess/detail/popen_communicate.hpp>
#include <concur/subprocess/detail/popen_stop.hpp>
#include <concur/subprocess/popen.hpp>

#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

// The asynchronous functions of basic_popen.

namespace concur::subprocess {
namespace detail {

/// The driver of basic_popen::async_wait().
class wait_for_one : public child_wait
{
public:
    explicit wait_for_one(std::shared_ptr<popen_core> core)
        : child_wait(popen_list{std::move(core)}, goal::any)
    {
    }

    std::tuple<boost::system::error_code, int> results() const noexcept
    {
        return {error(), returncode(0)};
    }
};

/// Options from the arguments of async_communicate() but for the token.
inline options communicate_options()
{
    return {};
}

template<class First, class... Rest>
options communicate_options(First&& first, Rest&&... rest)
{
    if constexpr (is_keyword<std::remove_cvref_t<First>>::value)
    {
        return fold<async_communicate_refuses>(std::forward<First>(first),
                                               std::forward<Rest>(rest)...);
    }
    else
    {
        auto o = fold<all_but<&options::timeout>>(std::forward<Rest>(rest)...);
        o.input = input_data(std::forward<First>(first));
        return o;
    }
}

} // namespace detail

template<class Executor>
template<class... Token>
auto async_popen_base<Executor>::async_wait(Token&&... token)
{
    return detail::start_with_token(
        [this](auto&& given) {
            return detail::initiate_driver<
                detail::wait_for_one, void(boost::system::error_code, int)>(
                get_executor(), std::forward<decltype(given)>(given), core_);
        },
        std::forward<Token>(token)...);
}

template<class Executor>
template<class... Token>
auto async_popen_base<Executor>::start_stop(
    std::optional<sequence<stop_step>> steps, Token&&... token)
{
    detail::check_stop_steps(steps);
    return detail::start_with_token(
        [&](auto&& given) {
            return detail::initiate_driver<
                detail::stop_one, void(boost::system::error_code, int)>(
                get_executor(), std::forward<decltype(given)>(given), core_,
                std::move(steps));
        },
        std::forward<Token>(token)...);
}

template<class Executor>
template<detail::no_stop_steps... Token>
auto async_popen_base<Executor>::async_stop(Token&&... token)
{
    return start_stop(std::nullopt, std::forward<Token>(token)...);
}

template<class Executor>
template<class... Token>
auto async_popen_base<Executor>::async_stop(sequence<stop_step> steps,
                                            Token&&... token)
{
    return start_stop(std::move(steps), std::forward<Token>(token)...);
}

template<policy Policy>
template<class... Arguments>
auto basic_popen<Policy>::async_communicate(Arguments&&... arguments)
{
    using signature = void(std::exception_ptr, outputs);
    auto start = [this](auto&& token, auto&&... rest) {
        auto o =
            detail::communicate_options(std::forward<decltype(rest)>(rest)...);
        return detail::initiate_driver<detail::communicate_into<outputs>,
                                       signature>(
            this->get_executor(), std::forward<decltype(token)>(token), core_,
            std::move(o.input), o.timeout);
    };
    if constexpr (detail::ends_with_token<signature, Arguments...>)
    {
        constexpr auto count = sizeof...(Arguments) - 1;
        auto all = std::forward_as_tuple(std::forward<Arguments>(arguments)...);
        return [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            return start(std::get<count>(std::move(all)),
                         std::get<I>(std::move(all))...);
        }
        (std::make_index_sequence<count>());
    }
    else
    {
        return start(boost::asio::use_awaitable,
                     std::forward<Arguments>(arguments)...);
    }
}

} // namespace concur::subprocess

#endif
