// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_BOTH_DRIVERS_HPP
#define CONCUR_TEST_SUBPROCESS_BOTH_DRIVERS_HPP

#include <concur/subprocess/async.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <utility>

// What must be the same for run() and async_run() is tested with both.

namespace support {

/// Run a command by async_run() and return what run() returns.
inline concur::subprocess::CompletedProcess
run_asynchronously(concur::subprocess::command const& c,
                   concur::subprocess::options const& o)
{
    boost::asio::io_context io;
    std::exception_ptr error;
    concur::subprocess::CompletedProcess done;
    concur::subprocess::async_run(
        io.get_executor(), c, o,
        [&](std::exception_ptr e, concur::subprocess::CompletedProcess result) {
            error = e;
            done = std::move(result);
        });
    io.run();
    if (error)
    {
        std::rethrow_exception(error);
    }
    return done;
}

/// Call a body with run() and with async_run(), both as a function of a command
/// and options.
template<class Body>
void with_both_drivers(Body const& body)
{
    BOOST_TEST_CONTEXT("run()")
    {
        body([](concur::subprocess::command const& c,
                concur::subprocess::options const& o) {
            return concur::subprocess::run(c, o);
        });
    }
    BOOST_TEST_CONTEXT("async_run()")
    {
        body(run_asynchronously);
    }
}

} // namespace support

#endif
