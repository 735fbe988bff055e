// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <string>

#include <fcntl.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(call, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    call_returns_exit_code,
    *boost::unit_test::label("py:subprocess.call.returns_exit_code"))
{
    BOOST_TEST(sp::call(child({"exit:47"})) == 47);
    BOOST_TEST(sp::call(child({"exit:0"})) == 0);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    call_timeout_kills_and_raises,
    *boost::unit_test::label("py:subprocess.call.timeout.kills_and_raises"))
{
    stopwatch const watch;
    auto const command = child({"ignore:15", "sleep:40"});
    auto const e = expect_error<sp::TimeoutExpired>(
        [&] { sp::call(command, sp::timeout = 0.1); });
    BOOST_TEST(no_children());
    BOOST_TEST(watch.seconds() < far_too_long);
    BOOST_TEST(e.cmd == sp::command(command));
    BOOST_TEST(e.timeout == 0.1);

    CHECK_FORKED([&] {
        count_ended_children();
        expect_error<sp::TimeoutExpired>(
            [&] { sp::call(command, sp::timeout = 0.1); });
        EXPECT(ended_children == 1);
        EXPECT(killed_children == 1);
        expect_error<sp::TimeoutExpired>(
            [&] { sp::check_call(command, sp::timeout = 0.1); });
        EXPECT(ended_children == 2);
        EXPECT(killed_children == 2);
    });
}

BOOST_AUTO_TEST_CASE(
    call_keyword_timeout,
    *boost::unit_test::label("py:subprocess.call.keyword_timeout"))
{
    scratch_directory const place;
    auto const path = place.file("out");
    file_descriptor const out(path, O_WRONLY);
    auto const code =
        sp::call({absolute_child(), "cwd", "umask", "err:e", "exit:9"},
                 sp::timeout = 30, sp::cwd = place.path(), sp::umask = 027,
                 sp::stdout_ = out, sp::stderr_ = sp::STDOUT);
    BOOST_TEST(code == 9);
    BOOST_TEST(read_file(path) ==
               std::filesystem::canonical(place.path()).string() + "\n23\ne");

    BOOST_TEST(sp::call(child({"raise:15"}), sp::timeout = 30) == -SIGTERM);
    BOOST_TEST(sp::call(child({"raise:9"})) == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(
    call_passes_popen_options,
    *boost::unit_test::label("py:subprocess.call.passes_popen_options"))
{
    auto env = sp::environment::current();
    env.set("FRUIT", "banana");
    BOOST_TEST(sp::call("test \"$FRUIT\" = banana && exit 1; exit 2",
                        sp::shell = true, sp::env = env) == 1);
}

BOOST_AUTO_TEST_CASE(call_devnull,
                     *boost::unit_test::label("py:subprocess.call.devnull"))
{
    scratch_directory const place;
    auto const said = place.file("said");
    CHECK_FORKED([&] {
        redirect_stream(1, said, O_WRONLY | O_APPEND);
        redirect_stream(2, said, O_WRONLY | O_APPEND);
        auto const command = child({"out:o", "err:e", "exit:4"});
        EXPECT(sp::call(command, sp::stdout_ = sp::DEVNULL,
                        sp::stderr_ = sp::DEVNULL) == 4);
        EXPECT(read_file(said).empty());
        EXPECT(sp::call(command) == 4);
        EXPECT(read_file(said) == "oe");
    });
}

BOOST_AUTO_TEST_CASE(
    check_call_zero_returns_zero,
    *boost::unit_test::label("py:subprocess.check_call.zero_returns_zero"))
{
    BOOST_TEST(sp::check_call(child({"exit:0"})) == 0);
}

BOOST_AUTO_TEST_CASE(
    check_call_nonzero_raises,
    *boost::unit_test::label("py:subprocess.check_call.nonzero_raises"))
{
    auto const e = expect_error<sp::CalledProcessError>(
        [] { sp::check_call(child({"exit:47"})); });
    BOOST_TEST(e.returncode == 47);
}

BOOST_AUTO_TEST_CASE(
    check_call_error_fields,
    *boost::unit_test::label("py:subprocess.check_call.error_fields"))
{
    auto const command = child({"out:o", "err:e", "exit:5"});
    auto const e = expect_error<sp::CalledProcessError>([&] {
        sp::check_call(command, sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE);
    });
    BOOST_TEST(e.cmd == sp::command(command));
    BOOST_TEST(e.returncode == 5);
    BOOST_TEST(!e.output);
    BOOST_TEST(!e.stdout_);
    BOOST_TEST(!e.stderr_);
}

BOOST_AUTO_TEST_CASE(check_call_start_failure_propagates,
                     *boost::unit_test::label(
                         "py:subprocess.check_call.start_failure_propagates"))
{
    check_os_error(
        [] {
            sp::check_call({"/no/such/program", "x"});
        },
        ENOENT, "/no/such/program");
    BOOST_CHECK_THROW(sp::check_call("/no/such/program"),
                      concur::FileNotFoundError);
}

BOOST_AUTO_TEST_CASE(
    posix_call_string_program,
    *boost::unit_test::label("py:subprocess.posix.call.string_program"))
{
    scratch_directory const place;
    std::string const script =
        place.file("a script", "#!/bin/sh\nexit 47\n", 0755);
    BOOST_TEST(sp::call(script) == 47);
}

BOOST_AUTO_TEST_SUITE_END()
