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
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

// What must be the same for run() and async_run() is tested with both.

namespace support {

/// Run a command by async_run() and return what run() returns.
inline concur::subprocess::CompletedProcess
run_asynchronously(concur::subprocess::command const& c,
                   concur::subprocess::options const& o)
{
    boost::asio::io_context io;
    auto future = concur::subprocess::async_run(io.get_executor(), c, o,
                                                boost::asio::use_future);
    io.run();
    return future.get();
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
