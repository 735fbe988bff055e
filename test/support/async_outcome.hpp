// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_ASYNC_OUTCOME_HPP
#define CONCUR_TEST_SUPPORT_ASYNC_OUTCOME_HPP

#include <support/expect_error.hpp>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <utility>

namespace support {

/// What the handler of an asynchronous function was called with.
template<class Result>
struct async_outcome
{
    /// The handler of an operation. It must not outlive this object.
    auto handler()
    {
        return [this](std::exception_ptr e, Result r) {
            ++calls;
            error = std::move(e);
            done = std::move(r);
        };
    }

    template<class Error>
    Error expect_error() const
    {
        return support::expect_error<Error>(
            [&] { std::rethrow_exception(error); });
    }

    bool aborted() const
    {
        return expect_error<boost::system::system_error>().code() ==
               boost::asio::error::operation_aborted;
    }

    int calls = 0;
    std::exception_ptr error = nullptr;
    Result done = {};
};

} // namespace support

#endif
