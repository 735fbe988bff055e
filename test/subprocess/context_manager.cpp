// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <stdexcept>
#include <string>

#include <unistd.h>

// Python's `with`: close_and_wait(), and what the destructor does by default.

namespace sp = concur::subprocess;
using concur::BrokenPipeError;
using namespace std::string_literals;
using namespace support;

BOOST_AUTO_TEST_SUITE(context_manager,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    context_manager_closes_pipes,
    *boost::unit_test::label("py:subprocess.context_manager.closes_pipes"))
{
    for (bool explicitly : {false, true})
    {
        sp::stream in;
        sp::stream out;
        sp::stream err;
        {
            sp::Popen p(child({"out:stdout", "err:stderr", "drain"}),
                        sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                        sp::stderr_ = sp::PIPE);
            in = p.stdin_();
            out = p.stdout_();
            err = p.stderr_();
            BOOST_TEST(out.read(6) == "stdout");
            BOOST_TEST(err.read(6) == "stderr");
            if (explicitly)
            {
                BOOST_TEST(p.close_and_wait() == 0);
                BOOST_TEST((in.closed() && out.closed() && err.closed()));
                BOOST_TEST(p.close_and_wait() == 0);
            }
        }
        BOOST_TEST((in.closed() && out.closed() && err.closed()));
        BOOST_TEST(no_children());
    }
}

BOOST_AUTO_TEST_CASE(
    context_manager_waits,
    *boost::unit_test::label("py:subprocess.context_manager.waits"))
{
    sp::Popen p(child({"sleep:0.05", "exit:100"}));
    BOOST_TEST(p.close_and_wait() == 100);
    BOOST_TEST(p.returncode().value() == 100);

    // The destructor waits until the child has ended, and does not kill it.
    scratch_directory place;
    auto const path = place.path() + "/done";
    {
        sp::Popen q(child({"drain", "sleep:0.05", "create:" + path}),
                    sp::stdin_ = sp::PIPE);
    }
    BOOST_TEST(::access(path.c_str(), F_OK) == 0);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(context_manager_flushes)
{
    scratch_directory place;
    auto const path = place.path() + "/copy";
    for (bool explicitly : {false, true})
    {
        sp::Popen p({"sh", "-c", "cat >>\"$0\"", path.c_str()},
                    sp::stdin_ = sp::PIPE);
        p.stdin_().write("pear");
        if (explicitly)
        {
            p.close_and_wait();
        }
    }
    BOOST_TEST(read_file(path) == "pearpear");
}

BOOST_AUTO_TEST_CASE(context_manager_communicate_inside,
                     *boost::unit_test::label(
                         "py:subprocess.context_manager.communicate_inside"))
{
    sp::Popen p({"sh", "-c", "[ \"$(cat)\" = context ] && exit 1"},
                sp::stdin_ = sp::PIPE);
    p.communicate("context");
    BOOST_TEST(p.returncode().value() == 1);
    BOOST_TEST(p.close_and_wait() == 1);
}

BOOST_AUTO_TEST_CASE(
    context_manager_start_failure,
    *boost::unit_test::label("py:subprocess.context_manager.start_failure"))
{
    bool entered = false;
    try
    {
        sp::Popen p({"/nonexisting_i_hope"}, sp::stdout_ = sp::PIPE,
                    sp::stderr_ = sp::PIPE);
        entered = true;
    }
    catch (concur::FileNotFoundError const& e)
    {
        BOOST_TEST(e.code().value() == ENOENT);
        BOOST_TEST(e.filename().value() == "/nonexisting_i_hope");
    }
    BOOST_TEST(!entered);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    context_manager_broken_pipe_still_waits,
    *boost::unit_test::label(
        "py:subprocess.context_manager.broken_pipe_still_waits"))
{
    std::string const data(300000, 'x');
    sp::Popen p(child({}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::bufsize = 600000);
    p.stdin_().write(data);
    BOOST_TEST(p.stdout_().read() == "");
    BOOST_TEST(!p.returncode());
    BOOST_CHECK_EXCEPTION(
        p.close_and_wait(), BrokenPipeError,
        [](BrokenPipeError const& e) { return e.code().value() == EPIPE; });
    BOOST_TEST(p.returncode().value() == 0);
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(p.stdout_().closed());
    BOOST_TEST(no_children());
    // The error is reported only once.
    BOOST_TEST(p.close_and_wait() == 0);

    // The destructor does not report the error.
    sp::stream in;
    {
        sp::Popen q(child({}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                    sp::bufsize = 600000);
        in = q.stdin_();
        in.write(data);
        BOOST_TEST(q.stdout_().read() == "");
    }
    BOOST_TEST(in.closed());
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(context_manager_exception_still_waits,
                     *boost::unit_test::label(
                         "py:subprocess.context_manager.exception_still_waits"))
{
    scratch_directory place;
    auto const path = place.path() + "/done";
    sp::stream in;
    BOOST_CHECK_EXCEPTION(
        {
            sp::Popen p(child({"drain", "sleep:0.05", "create:" + path}),
                        sp::stdin_ = sp::PIPE);
            in = p.stdin_();
            throw std::runtime_error("the body's own");
        },
        std::runtime_error,
        [](std::runtime_error const& e) {
            return e.what() == "the body's own"s;
        });
    BOOST_TEST(in.closed());
    // The child was not killed.
    BOOST_TEST(::access(path.c_str(), F_OK) == 0);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    context_manager_closing_stdout_stops_writer,
    *boost::unit_test::label(
        "py:subprocess.context_manager.closing_stdout_stops_writer"))
{
    sp::Popen p(child({"blocks:1000000000:4096:0"}), sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read(10) == "xxxxxxxxxx");
    BOOST_TEST(p.close_and_wait() == -SIGPIPE);
    {
        sp::Popen q(child({"blocks:1000000000:4096:0"}),
                    sp::stdout_ = sp::PIPE);
    }
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(context_manager_move_assignment)
{
    // An assignment waits for the old child, as the default policy says, and
    // does not kill it.
    scratch_directory place;
    auto const path = place.path() + "/done";
    sp::Popen p(child({"drain", "sleep:0.05", "create:" + path}),
                sp::stdin_ = sp::PIPE);
    auto const old = p.stdin_();
    p = sp::Popen(child({"exit:3"}));
    BOOST_TEST(old.closed());
    BOOST_TEST(::access(path.c_str(), F_OK) == 0);
    BOOST_TEST(!p.stdin_());
    BOOST_TEST(p.wait() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
