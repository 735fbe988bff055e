// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/errors.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <exception>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

std::string message(int returncode, sp::command const& command)
{
    return sp::CalledProcessError(returncode, command).what();
}

std::string message(sp::command const& command, concur::timeout const& t)
{
    return sp::TimeoutExpired(command, t).what();
}

} // namespace

BOOST_AUTO_TEST_SUITE(errors, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    subprocess_error_base,
    *boost::unit_test::label("py:subprocess.subprocess_error.base"))
{
    // An exception that is copied while another is handled must not throw.
    static_assert(std::is_nothrow_copy_constructible_v<sp::SubprocessError>);
    static_assert(std::is_nothrow_copy_constructible_v<sp::CalledProcessError>);
    static_assert(std::is_nothrow_copy_constructible_v<sp::TimeoutExpired>);
    static_assert(std::is_base_of_v<std::runtime_error, sp::SubprocessError>);
    static_assert(
        std::is_base_of_v<sp::SubprocessError, sp::CalledProcessError>);
    static_assert(std::is_base_of_v<sp::SubprocessError, sp::TimeoutExpired>);

    auto const failing = [] { sp::run(child({"exit:1"}), sp::check); };
    auto const late = [] { sp::run(child({"forever"}), sp::timeout = 0.01); };
    BOOST_CHECK_THROW(failing(), sp::SubprocessError);
    BOOST_CHECK_THROW(failing(), std::exception);
    BOOST_CHECK_THROW(late(), sp::SubprocessError);
    BOOST_CHECK_THROW(late(), std::exception);
    BOOST_TEST(sp::SubprocessError("words").what() == "words"s);
}

BOOST_AUTO_TEST_CASE(
    called_process_error_fields,
    *boost::unit_test::label("py:subprocess.called_process_error.fields"))
{
    sp::CalledProcessError full(3, {"a", "b"}, "o", "e");
    BOOST_TEST(full.returncode == 3);
    BOOST_TEST(full.cmd == (sp::command{"a", "b"}));
    BOOST_TEST(full.output.value() == "o");
    BOOST_TEST(full.stdout_.value() == "o");
    BOOST_TEST(full.stderr_.value() == "e");
    full.stdout_ = "other";
    BOOST_TEST(full.output.value() == "other");

    auto const copy = full;
    full.output = "changed";
    BOOST_TEST(copy.stdout_.value() == "other");
    BOOST_TEST(copy.what() == std::string(full.what()));

    sp::CalledProcessError const bare(3, "a");
    BOOST_TEST(!bare.output);
    BOOST_TEST(!bare.stdout_);
    BOOST_TEST(!bare.stderr_);

    auto const captureless = expect_error<sp::CalledProcessError>(
        [] { sp::check_call(child({"exit:2"})); });
    BOOST_TEST(captureless.returncode == 2);
    BOOST_TEST(captureless.cmd == sp::command(child({"exit:2"})));
    BOOST_TEST(!captureless.output);
    BOOST_TEST(!captureless.stderr_);
}

BOOST_AUTO_TEST_CASE(called_process_error_str_exit_status,
                     *boost::unit_test::label(
                         "py:subprocess.called_process_error.str_exit_status"))
{
    BOOST_TEST(message(2, "fake cmd") ==
               "Command 'fake cmd' returned non-zero exit status 2.");
    BOOST_TEST(message(127, {"it's", "b"}) ==
               "Command '[\"it's\", 'b']' returned non-zero exit status 127.");
}

BOOST_AUTO_TEST_CASE(
    called_process_error_str_signal,
    *boost::unit_test::label("py:subprocess.called_process_error.str_signal"))
{
    BOOST_TEST(message(-SIGABRT, "fake cmd") ==
               "Command 'fake cmd' died with <Signals.SIGABRT: 6>.");
    BOOST_TEST(message(-1, "x") ==
               "Command 'x' died with <Signals.SIGHUP: 1>.");
    BOOST_TEST(message(-SIGSEGV, "x") ==
               "Command 'x' died with <Signals.SIGSEGV: 11>.");
    BOOST_TEST(message(-SIGTERM, {"x"}) ==
               "Command '['x']' died with <Signals.SIGTERM: 15>.");
}

BOOST_AUTO_TEST_CASE(
    called_process_error_str_unknown_signal,
    *boost::unit_test::label(
        "py:subprocess.called_process_error.str_unknown_signal"))
{
    BOOST_TEST(message(-9876543, "fake cmd") ==
               "Command 'fake cmd' died with unknown signal 9876543.");
}

BOOST_AUTO_TEST_CASE(
    called_process_error_unnamed_realtime_signal,
    *boost::unit_test::label(
        "py:subprocess.called_process_error.unnamed_realtime_signal"))
{
    BOOST_TEST(message(-40, "x") == "Command 'x' died with unknown signal 40.");
    // Only the first and the last real-time signal have names.
    BOOST_TEST(message(-34, "x") ==
               "Command 'x' died with <Signals.SIGRTMIN: 34>.");
    BOOST_TEST(message(-64, "x") ==
               "Command 'x' died with <Signals.SIGRTMAX: 64>.");
    auto const e = expect_error<sp::CalledProcessError>(
        [] { sp::run(child({"raise:40"}), sp::check = true); });
    BOOST_TEST(e.returncode == -40);
    BOOST_TEST(std::string(e.what()).ends_with("died with unknown signal 40."));
}

BOOST_AUTO_TEST_CASE(
    called_process_error_signal_returncode,
    *boost::unit_test::label(
        "py:subprocess.called_process_error.signal_returncode"))
{
    auto const e = expect_error<sp::CalledProcessError>(
        [] { sp::check_call("kill -9 $$", sp::shell = true); });
    BOOST_TEST(e.returncode == -9);
    BOOST_TEST(e.what() ==
               "Command 'kill -9 $$' died with <Signals.SIGKILL: 9>."s);
}

BOOST_AUTO_TEST_CASE(called_process_error_text_mode_output,
                     *boost::unit_test::label(
                         "py:subprocess.called_process_error.text_mode_output"))
{
    auto const e = expect_error<sp::CalledProcessError>([] {
        sp::run(child({"out:\\xe9\\r\\n", "err:\\xfc\\r", "exit:1"}),
                sp::capture_output, sp::encoding = "latin-1", sp::check);
    });
    BOOST_TEST(e.output.value() == "\xc3\xa9\n");
    BOOST_TEST(e.stderr_.value() == "\xc3\xbc\n");
}

BOOST_AUTO_TEST_CASE(
    timeout_expired_fields,
    *boost::unit_test::label("py:subprocess.timeout_expired.fields"))
{
    sp::TimeoutExpired const full({"a", "b"}, 1500ms, "o", "e");
    BOOST_TEST(full.cmd == (sp::command{"a", "b"}));
    BOOST_TEST(full.timeout == 1.5);
    BOOST_TEST(full.output.value() == "o");
    BOOST_TEST(&full.stdout_ == &full.output);
    BOOST_TEST(full.stderr_.value() == "e");

    auto const uncaptured = expect_error<sp::TimeoutExpired>([] {
        sp::run("exec sleep 600", sp::shell = true, sp::timeout = 50ms);
    });
    BOOST_TEST(uncaptured.cmd == sp::command("exec sleep 600"));
    BOOST_TEST(uncaptured.timeout == 0.05);
    BOOST_TEST(!uncaptured.output);
    BOOST_TEST(&uncaptured.stdout_ == &uncaptured.output);
    BOOST_TEST(!uncaptured.stderr_);
}

BOOST_AUTO_TEST_CASE(
    timeout_expired_message,
    *boost::unit_test::label("py:subprocess.timeout_expired.message"))
{
    BOOST_TEST(message({"a", "b c"}, 5) ==
               "Command '['a', 'b c']' timed out after 5 seconds");
    BOOST_TEST(message("a b", 0.5) ==
               "Command 'a b' timed out after 0.5 seconds");
    BOOST_TEST(message("x", 5.0) == "Command 'x' timed out after 5.0 seconds");
    BOOST_TEST(message("x", 5s) == "Command 'x' timed out after 5 seconds");
    BOOST_TEST(message("x", 250ms) ==
               "Command 'x' timed out after 0.25 seconds");
}

BOOST_AUTO_TEST_CASE(timeout_expired_stdout_alias_writable,
                     *boost::unit_test::label(
                         "py:subprocess.timeout_expired.stdout_alias_writable"))
{
    sp::TimeoutExpired e("x", 1, "o");
    e.stdout_ = "other";
    BOOST_TEST(e.output.value() == "other");
    e.output = std::nullopt;
    BOOST_TEST(!e.stdout_);

    // The copy's stdout_ refers to the output of the copy.
    e.output = "before";
    auto copy = e;
    e.output = "after";
    BOOST_TEST(copy.stdout_.value() == "before");
    copy.stdout_ = "copy's";
    BOOST_TEST(copy.output.value() == "copy's");
    BOOST_TEST(e.output.value() == "after");
}

BOOST_AUTO_TEST_CASE(timeout_expired_direct_construction,
                     *boost::unit_test::label(
                         "py:subprocess.timeout_expired.direct_construction"))
{
    sp::TimeoutExpired const e({"a"}, 2);
    BOOST_TEST(e.cmd == sp::command{"a"});
    BOOST_TEST(e.timeout == 2.0);
    BOOST_TEST(!e.output);
    BOOST_TEST(!e.stdout_);
    BOOST_TEST(!e.stderr_);
}

BOOST_AUTO_TEST_SUITE_END()
