// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_BOTH_PIPELINE_DRIVERS_HPP
#define CONCUR_TEST_SUBPROCESS_BOTH_PIPELINE_DRIVERS_HPP

#include <concur/subprocess/async_pipeline.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/pipeline.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <exception>
#include <stdexcept>
#include <utility>

// What must be the same for run_pipeline() and async_run_pipeline() is tested
// with both.

namespace support {

/// Run a pipeline by async_run_pipeline() and return what run_pipeline()
/// returns.
inline concur::subprocess::PipelineResult
run_pipeline_asynchronously(concur::subprocess::pipeline const& p,
                            concur::subprocess::options const& o)
{
    boost::asio::io_context io;
    std::exception_ptr error;
    int calls = 0;
    concur::subprocess::PipelineResult done;
    concur::subprocess::async_run_pipeline(
        io.get_executor(), p, o,
        [&](std::exception_ptr e, concur::subprocess::PipelineResult result) {
            ++calls;
            error = e;
            done = std::move(result);
        });
    // No memory is allocated here: in some tests that fails.
    if (calls != 0)
    {
        throw std::logic_error("called within the initiating function");
    }
    io.run();
    if (calls != 1)
    {
        throw std::logic_error("the handler was not called once");
    }
    if (error)
    {
        std::rethrow_exception(error);
    }
    return done;
}

/// Call a body with run_pipeline() and with async_run_pipeline(), both as a
/// function of a pipeline and options.
template<class Body>
void with_both_pipeline_drivers(Body const& body)
{
    BOOST_TEST_CONTEXT("run_pipeline()")
    {
        body([](concur::subprocess::pipeline const& p,
                concur::subprocess::options const& o) {
            return concur::subprocess::run_pipeline(p, o);
        });
    }
    BOOST_TEST_CONTEXT("async_run_pipeline()")
    {
        body(run_pipeline_asynchronously);
    }
}

/// Options that capture both outputs.
inline concur::subprocess::options captured_pipeline()
{
    concur::subprocess::options o;
    o.capture_output = true;
    return o;
}

} // namespace support

#endif
