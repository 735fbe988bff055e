// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/wait_any.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(run_timeout,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(run_timeout_kills, *boost::unit_test::label(
                                            "py:subprocess.run.timeout_kills"))
{
    stopwatch const watch;
    auto const command = child({"forever"});
    auto const e = expect_error<sp::TimeoutExpired>(
        [&] { sp::run(command, sp::timeout = 0.0001); });
    BOOST_TEST(watch.seconds() < far_too_long);
    BOOST_TEST(no_children());
    BOOST_TEST(e.cmd == sp::command(command));
    BOOST_TEST(e.timeout == 0.0001);
}

BOOST_AUTO_TEST_CASE(
    run_timeout_child_reaped,
    *boost::unit_test::label("py:subprocess.run.timeout_child_reaped"))
{
    CHECK_FORKED([] {
        count_ended_children();
        auto const command =
            child({"ignore:15", "ignore:2", "ignore:1", "out:x", "sleep:40"});
        int runs = 0;
        expect_timeout([&](double seconds) {
            ++runs;
            sp::run(command, sp::timeout = seconds, sp::capture_output);
        });
        EXPECT(no_children());
        EXPECT(ended_children == runs);
        EXPECT(killed_children == runs);
    });
}

BOOST_AUTO_TEST_CASE(
    run_timeout_carries_output,
    *boost::unit_test::label("py:subprocess.run.timeout_carries_output"))
{
    auto const e = expect_timeout([](double seconds) {
        sp::run(child({"out:BDFL", "sleep:3600"}), sp::timeout = seconds,
                sp::stdout_ = sp::PIPE);
    });
    BOOST_TEST(e.output.value() == "BDFL");
    BOOST_TEST(e.stdout_.value() == "BDFL");
    BOOST_TEST(!e.stderr_);
}

BOOST_AUTO_TEST_CASE(
    run_timeout_exception_fields,
    *boost::unit_test::label("py:subprocess.run.timeout_exception_fields"))
{
    auto const command = child({"out:o\\r\\n\\xff", "err:e\\r", "forever"});
    auto const e = expect_timeout(
        [&](double seconds) {
            sp::run(command, sp::capture_output = true, sp::text = true,
                    sp::timeout = seconds);
        },
        [](auto const& e) { return e.stderr_.has_value(); });
    BOOST_TEST(e.cmd == sp::command(command));
    BOOST_TEST(e.output.value() == "o\r\n\xff");
    BOOST_TEST(e.stdout_.value() == "o\r\n\xff");
    BOOST_TEST(e.stderr_.value() == "e\r");
}

BOOST_AUTO_TEST_CASE(run_timeout_reports_original_timeout,
                     *boost::unit_test::label(
                         "py:subprocess.run.timeout_reports_original_timeout"))
{
    auto const e = expect_error<sp::TimeoutExpired>(
        [] { sp::run(child({"forever"}), sp::timeout = 0.125); });
    BOOST_TEST(e.timeout == 0.125);
    BOOST_TEST(e.what() == "Command '" + sp::command(child({"forever"})).str() +
                               "' timed out after 0.125 seconds");
}

BOOST_AUTO_TEST_CASE(
    run_timeout_does_not_wait_for_grandchild,
    *boost::unit_test::label(
        "py:subprocess.run.timeout_does_not_wait_for_grandchild"))
{
    // The grandchild keeps the pipes open, and ends by itself.
    stopwatch const watch;
    double allowed = 0;
    auto const e = expect_timeout([&](double seconds) {
        allowed += seconds;
        sp::run("sleep 40 & echo started; wait", sp::shell = true,
                sp::timeout = seconds, sp::capture_output = true);
    });
    BOOST_TEST(e.output.value() == "started\n");
    BOOST_TEST(watch.seconds() - allowed < far_too_long);
}

BOOST_AUTO_TEST_CASE(timeout_expired_output_always_bytes,
                     *boost::unit_test::label(
                         "py:subprocess.timeout_expired.output_always_bytes"))
{
    // The output ends within a character, which is not an error here.
    auto const command =
        child({"out:a\\r\\nb\\r\\xe2\\x82", "err:\\r\\n\\xff\\xc3", "forever"});
    for (auto const& encoding : {"utf-8", "utf-16", "latin-1", "ascii"})
    {
        auto const e = expect_timeout(
            [&](double seconds) {
                sp::run(command, sp::capture_output, sp::encoding = encoding,
                        sp::timeout = seconds);
            },
            [](auto const& e) { return e.stderr_.has_value(); });
        BOOST_TEST(e.output.value() == "a\r\nb\r\xe2\x82");
        BOOST_TEST(e.stderr_.value() == "\r\n\xff\xc3");
    }
}

BOOST_AUTO_TEST_CASE(
    timeout_expired_output_absent_when_nothing_seen,
    *boost::unit_test::label(
        "py:subprocess.timeout_expired.output_absent_when_nothing_seen"))
{
    for (bool const text : {false, true})
    {
        auto const e = expect_error<sp::TimeoutExpired>([&] {
            sp::run(child({"forever"}), sp::capture_output, sp::text = text,
                    sp::timeout = 0.05);
        });
        BOOST_TEST(!e.output);
        BOOST_TEST(!e.stdout_);
        BOOST_TEST(!e.stderr_);
    }
}

BOOST_AUTO_TEST_CASE(
    timeout_expired_from_wait_and_call_no_output,
    *boost::unit_test::label(
        "py:subprocess.timeout_expired.from_wait_and_call_no_output"))
{
    auto const check = [](sp::TimeoutExpired const& e) {
        BOOST_TEST(e.cmd == sp::command(child({"out:x", "forever"})));
        BOOST_TEST(e.timeout == 0.25);
        BOOST_TEST(!e.output);
        BOOST_TEST(!e.stderr_);
    };
    check(expect_error<sp::TimeoutExpired>([] {
        sp::call(child({"out:x", "forever"}), sp::stdout_ = sp::DEVNULL,
                 sp::timeout = 250ms);
    }));

    sp::Popen p(child({"out:x", "forever"}), sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read(1) == "x");
    check(expect_error<sp::TimeoutExpired>([&] { p.wait(0.25); }));
    BOOST_TEST(!p.poll());
    p.kill();
    BOOST_TEST(p.wait() == -9);
}

namespace {

// The error of a call that a deadline ends, which names the time that was left
// when the wait began.
template<class Clock, class Call>
void check_deadline(Call const& call)
{
    auto const error = expect_error<sp::TimeoutExpired>(
        [&] { call(concur::timeout(Clock::now() + 50ms)); });
    BOOST_TEST(error.timeout <= 0.05);
    BOOST_TEST(error.timeout >= 0.0);
    auto const text = std::string(error.what());
    auto const number = text.substr(text.rfind(" after ") + 7);
    BOOST_TEST(std::stod(number) == error.timeout);

    auto const past = expect_error<sp::TimeoutExpired>(
        [&] { call(concur::timeout(Clock::now() - 1h)); });
    BOOST_TEST(past.timeout == 0.0);
    BOOST_TEST(std::string(past.what()).ends_with("timed out after 0 seconds"));
}

} // namespace

BOOST_AUTO_TEST_CASE(a_deadline_ends_each_call)
{
    auto const command = child({"forever"});
    auto const check = [&](auto const& call) {
        check_deadline<std::chrono::steady_clock>(call);
        check_deadline<std::chrono::system_clock>(call);
    };
    check([&](concur::timeout const& t) {
        sp::run(command, sp::timeout = t, sp::capture_output);
    });
    check(
        [&](concur::timeout const& t) { sp::call(command, sp::timeout = t); });

    sp::Popen p(command, sp::stdout_ = sp::PIPE);
    sp::Popen* const only[] = {&p};
    check([&](concur::timeout const& t) { p.wait(t); });
    check([&](concur::timeout const& t) { p.communicate({}, t); });
    check([&](concur::timeout const& t) { sp::wait_any(only, t); });
    check([&](concur::timeout const& t) { sp::wait_all(only, t); });
    p.kill();
    BOOST_TEST(p.wait(std::chrono::system_clock::time_point::max()) == -9);
}

BOOST_AUTO_TEST_CASE(a_deadline_of_several_calls_stays_the_same)
{
    stopwatch const watch;
    sp::options o;
    o.timeout = std::chrono::steady_clock::now() + 200ms;
    auto const first = expect_error<sp::TimeoutExpired>(
        [&] { sp::run(child({"forever"}), o); });
    BOOST_TEST(watch.seconds() >= 0.2);
    auto const second = expect_error<sp::TimeoutExpired>(
        [&] { sp::run(child({"forever"}), o); });
    BOOST_TEST(first.timeout <= 0.2);
    BOOST_TEST(second.timeout == 0.0);
    BOOST_TEST(
        sp::run({"true"},
                sp::timeout = std::chrono::steady_clock::time_point::max())
            .returncode == 0);
}

BOOST_AUTO_TEST_SUITE_END()
