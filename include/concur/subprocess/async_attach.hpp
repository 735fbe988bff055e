// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_ATTACH_HPP
#define CONCUR_SUBPROCESS_ASYNC_ATTACH_HPP

#include <concur/subprocess/attach.hpp>
#include <concur/subprocess/detail/attached_wait.hpp>
#include <concur/subprocess/detail/driven_operation.hpp>

#include <boost/system/error_code.hpp>

#include <utility>

// The asynchronous function of attached_process.

namespace concur::subprocess {

template<class Executor, class... Token>
auto attached_process::async_wait(Executor const& executor, Token&&... token)
{
    using signature = void(boost::system::error_code, process_end);
    static_cast<void>(process());
    return detail::start_with_token(
        [&](auto&& given) {
            return detail::initiate_driver<detail::attached_wait, signature>(
                executor, std::forward<decltype(given)>(given), process_);
        },
        std::forward<Token>(token)...);
}

} // namespace concur::subprocess

#endif
