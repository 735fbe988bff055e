// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/executor_state.hpp>

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

namespace concur::contextvars::detail {

constinit CONCUR_THREAD_LOCAL executor_state const* running_executor = nullptr;

boost::asio::any_io_executor running_inner_executor()
{
    auto inner = running_executor != nullptr
                     ? running_executor->inner_executor()
                     : boost::asio::any_io_executor();
    if (!inner)
    {
        boost::throw_exception(RuntimeError(
            "no running context_executor: give spawn() an executor"));
    }
    return inner;
}

} // namespace concur::contextvars::detail
