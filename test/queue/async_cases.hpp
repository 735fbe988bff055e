// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_QUEUE_ASYNC_CASES_HPP
#define CONCUR_TEST_QUEUE_ASYNC_CASES_HPP

#include "cases.hpp"
#include "thread_group.hpp"

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <utility>
#include <vector>

// What the tests of asynchronous operations share.

namespace asio = boost::asio;
using boost::system::error_code;

/// Like number, with a default value that goes with an error.
struct defaulted : number
{
    defaulted() : number(-7) {}
    using number::number;
};

/// Queues of every class, with policies that differ in their waits.
using queues_with_async_get =
    boost::mp11::mp_append<three<defaulted>, three<int, plain_policy>,
                           three<int, cq::single_thread_policy>,
                           std::tuple<cq::SimpleQueue<int>>>;

/// The arguments of the handlers of async_get(), in the order of the calls.
struct getter_log
{
    std::vector<std::pair<error_code, int>> calls;

    auto on(asio::io_context& io)
    {
        return asio::bind_executor(io, [this](error_code e, number n) {
            calls.emplace_back(e, n.value);
        });
    }

    std::vector<int> items() const
    {
        std::vector<int> all;
        for (auto const& [error, item] : calls)
        {
            all.push_back(error ? -1 : item);
        }
        return all;
    }
};

#endif
