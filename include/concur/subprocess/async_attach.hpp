// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_ATTACH_HPP
#define CONCUR_SUBPROCESS_ASYNC_ATTACH_HPP

#include <concur/subprocess/attach.hpp>
#include <concur/subprocess/detail/attached_wait.hpp>
#include <concur/subprocess/detail/driven_operation.hpp>

#include <boost/asio/use_awaitable.hpp>
#include <boost/system/error_code.hpp>

#include <utility>

// The asynchronous function of attached_process.

namespace concur::subprocess {

template<class Executor, class... Token>
auto attached_process::async_wait(Executor const& executor, Token&&... token)
{
    static_assert(sizeof...(Token) <= 1,
                  "concur: async_wait() takes an executor and a completion "
                  "token only");
    using signature = void(boost::system::error_code, process_end);
    static_cast<void>(process());
    auto start = [&](auto&& given) {
        return detail::initiate_driver<detail::attached_wait, signature>(
            executor, std::forward<decltype(given)>(given), process_);
    };
    if constexpr (sizeof...(Token) == 0)
    {
        return start(boost::asio::use_awaitable);
    }
    else
    {
        return start(std::forward<Token>(token)...);
    }
}

} // namespace concur::subprocess

#endif
