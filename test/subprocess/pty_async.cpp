// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "async_popen.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/pipeline.hpp>

#include <support/expect_error.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstddef>
#include <string>

// Terminals as asynchronous streams, and in pipelines.

namespace {

sp::options with_terminal()
{
    sp::options o;
    o.stdin_ = o.stdout_ = o.stderr_ = sp::PTY;
    return o;
}

} // namespace

BOOST_AUTO_TEST_SUITE(pty_async, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_dialogue)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), {"/bin/sh", "-c", "read x; echo $x; cat"},
                with_terminal());
    BOOST_TEST(!p.async_stderr());
    std::string said;
    std::string rest;
    error_code end;
    std::string const word = "word\n";
    std::string const part = "part";
    asio::async_write(
        p.async_stdin(), asio::buffer(word), [&](error_code, std::size_t) {
            asio::async_read_until(
                p.async_stdout(), asio::dynamic_buffer(said), '\n',
                [&](error_code, std::size_t) {
                    asio::async_write(p.async_stdin(), asio::buffer(part),
                                      [&](error_code, std::size_t) {
                                          p.async_stdin().close();
                                      });
                    asio::async_read(
                        p.async_stdout(), asio::dynamic_buffer(rest),
                        [&](error_code e, std::size_t) { end = e; });
                });
        });
    waited ended;
    p.async_wait(ended.handler());
    io.run();
    BOOST_TEST(said == "word\r\n");
    BOOST_TEST(rest == "part");
    BOOST_TEST((end == asio::error::eof));
    BOOST_TEST(ended.calls == 1);
    BOOST_TEST(ended.code == 0);
}

BOOST_AUTO_TEST_CASE(communicate)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), {"cat"}, with_terminal());
    std::string got;
    p.async_communicate("one\ntwo",
                        [&](std::exception_ptr e, sp::Popen::outputs o) {
                            BOOST_TEST(!e);
                            got = o.stdout_.value_or("none");
                            BOOST_TEST(!o.stderr_);
                        });
    io.run();
    BOOST_TEST(got == "one\r\ntwo");
    BOOST_TEST(*p.returncode() == 0);
}

BOOST_AUTO_TEST_CASE(hanging_up_ends_a_read)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), {"cat"}, with_terminal());
    char c;
    error_code read;
    waited ended;
    p.async_wait(ended.handler());
    p.async_stdout().async_read_some(
        asio::buffer(&c, 1), [&](error_code e, std::size_t) { read = e; });
    io.poll();
    p.terminal().hang_up();
    io.restart();
    io.run();
    BOOST_TEST((read == asio::error::operation_aborted));
    BOOST_TEST(ended.code == -SIGHUP);
}

BOOST_AUTO_TEST_CASE(a_pipeline_has_none)
{
    for (auto stream :
         {&sp::options::stdin_, &sp::options::stdout_, &sp::options::stderr_})
    {
        sp::options o;
        o.*stream = sp::PTY;
        support::expect_error<concur::ValueError>([&] {
            sp::run_pipeline({{"true"}, {"true"}}, o);
        });
    }
    support::expect_error<concur::ValueError>([] {
        sp::run_pipeline(
            {sp::stage(sp::command{"true"}, sp::stderr_ = sp::PTY), {"true"}});
    });
}

BOOST_AUTO_TEST_SUITE_END()
