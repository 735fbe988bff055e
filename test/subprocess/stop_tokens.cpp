// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

#include <sys/syscall.h>

// A stop that is requested of a token cancels the blocking functions.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using sp::ended_by;
using sp::ended_how;
using sp::process_end;

namespace {

constexpr process_end killed{ended_how::signalled, 9, ended_by::cancelled};

// The CancelledError of a call with a command and a token. Another thread
// requests the stop when the child has made a file and this thread sleeps.
template<class Error = sp::CancelledError, class Call>
Error stopped(Call const& call, std::string const& before = "sleep:0")
{
    scratch_directory const place;
    auto const file = place.path() + "/made";
    std::stop_source source;
    auto const caller = task_id();
    std::jthread const other([&] {
        eventually(
            [&] { return std::filesystem::exists(file) && asleep(caller); });
        source.request_stop();
    });
    // Without the stop, the child ends late.
    return expect_error<Error>([&] {
        call(child({before, "create:" + file, "sleep:25"}), source.get_token());
    });
}

void check_killed(sp::CancelledError const& e)
{
    BOOST_TEST((e.ended.value() == killed));
    BOOST_TEST(e.pid > 0);
    BOOST_TEST(no_children());
}

sp::options with(std::stop_source const& source)
{
    sp::options o;
    o.stop_token = source.get_token();
    return o;
}

} // namespace

BOOST_AUTO_TEST_SUITE(stop_tokens,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_stop_ends_each_wait)
{
    auto const check = [](auto&&... keywords) {
        check_killed(stopped([&](auto const& c, auto stop) {
            sp::run(c, sp::stop_token = stop, keywords...);
        }));
    };
    // A wait for the child alone, for one pipe, for two, and for room in one.
    check();
    check(sp::timeout = 600);
    check(sp::stdout_ = sp::PIPE);
    check(sp::capture_output = true, sp::timeout = 600);
    check(sp::input = std::string(1 << 20, 'x'));
    check_killed(stopped([](auto const& c, auto stop) {
        sp::check_call(c, sp::stop_token = stop);
    }));
    check_killed(
        stopped([](auto const& c,
                   auto stop) { sp::check_output(c, sp::stop_token = stop); },
                "close:1"));
}

BOOST_AUTO_TEST_CASE(the_error_has_the_output)
{
    sp::command command;
    auto const e = stopped(
        [&](auto const& c, auto stop) {
            command = c;
            sp::run(c, sp::capture_output, sp::text, sp::stop_token = stop);
        },
        "out:a\\r\\xc3");
    check_killed(e);
    BOOST_TEST(e.output.value() == "a\r\xc3");
    BOOST_TEST(!e.stderr_);
    BOOST_TEST(e.stdout_bytes == 3u);
    BOOST_TEST(e.cmd == command);
    BOOST_TEST(e.what() == "Command '" + command.str() + "' was cancelled");
    BOOST_TEST(e.command_line() == command.shell_line());
}

BOOST_AUTO_TEST_CASE(a_pipeline_is_cancelled_as_a_whole)
{
    auto const e = stopped<sp::PipelineCancelledError>(
        [&](auto const& c, auto stop) {
            sp::run_pipeline({child({"forever"}), c}, sp::capture_output,
                             sp::stop_token = stop);
        },
        "out:early");
    check_killed(e);
    BOOST_TEST(e.output.value() == "early");
    BOOST_TEST(e.commands.size() == 2u);
    BOOST_TEST(e.stages.size() == 2u);
    for (auto const& each : e.stages)
    {
        BOOST_TEST((each.ended.value() == killed));
    }
}

BOOST_AUTO_TEST_CASE(no_child_is_started_after_a_stop)
{
    scratch_directory const place;
    auto const file = place.path() + "/made";
    auto const command = child({"create:" + file});
    std::stop_source source;
    source.request_stop();
    auto const o = with(source);
    auto const check = [&](auto const& call) {
        auto const e = expect_error<sp::CancelledError>(call);
        BOOST_TEST(e.pid == 0);
        BOOST_TEST(!e.ended);
        BOOST_TEST(!e.output);
        BOOST_TEST(!std::filesystem::exists(file));
    };
    check([&] { sp::run(command, o); });
    check([&] { sp::call(command, o); });
    check([&] { sp::check_output(command, o); });
    check([&] { sp::run_pipeline({command, command}, o); });
}

BOOST_AUTO_TEST_CASE(without_a_stop_nothing_changes)
{
    std::stop_source source;
    for (auto const& token : {std::stop_token(), source.get_token()})
    {
        auto const done = sp::run(child({"cat", "exit:3"}), sp::input = "x",
                                  sp::capture_output, sp::stop_token = token);
        BOOST_TEST(done.returncode == 3);
        BOOST_TEST(*done.stdout_ == "x");
        auto const late = expect_error<sp::TimeoutExpired>([&] {
            sp::run(child({"forever"}), sp::timeout = 0.02,
                    sp::stop_token = token);
        });
        BOOST_TEST((late.ended.value().by == ended_by::timeout));
    }
}

BOOST_AUTO_TEST_CASE(a_callback_requests_the_stop)
{
    std::stop_source source;
    auto o = with(source);
    o.on_stdout = [&](std::string_view) { source.request_stop(); };
    check_killed(expect_error<sp::CancelledError>([&] {
        sp::run(child({"out:x\\n", "sleep:25"}), o);
    }));
}

BOOST_AUTO_TEST_CASE(a_process_object_goes_on_after_a_stop)
{
    std::optional<sp::Popen> made;
    auto const first = stopped(
        [&](auto const& c, auto stop) {
            made.emplace(c, sp::stdout_ = sp::PIPE);
            made->communicate(sp::stop_token = stop);
        },
        "out:first");
    auto& p = *made;
    BOOST_TEST(first.output.value() == "first");
    BOOST_TEST(first.pid == p.pid());
    BOOST_TEST(!first.ended);
    std::stop_source source;
    source.request_stop();
    auto const stop = source.get_token();
    BOOST_CHECK_THROW(p.wait(sp::stop_token = stop), sp::CancelledError);
    // The stop wins over a timeout that has passed as well.
    BOOST_CHECK_THROW(p.wait(sp::timeout = 0, sp::stop_token = stop),
                      sp::CancelledError);
    BOOST_CHECK_THROW(p.communicate(sp::timeout = 0, sp::stop_token = stop),
                      sp::CancelledError);
    BOOST_CHECK_THROW(
        p.wait(sp::timeout = 0, sp::stop_token = std::stop_token()),
        sp::TimeoutExpired);
    BOOST_TEST(!p.poll());
    p.kill();
    BOOST_TEST(p.communicate().stdout_.value() == "first");
    // The end of the child counts even after a stop.
    BOOST_TEST(p.wait(sp::stop_token = stop) == -9);
}

// Each run ends with its result or with the error, whichever comes first. With
// the thread sanitizer, this is a test of the access to the token.
BOOST_AUTO_TEST_CASE(a_stop_races_with_the_end)
{
    for (int i = 0; i != 60; ++i)
    {
        std::stop_source source;
        std::jthread const other([&] {
            std::this_thread::sleep_for(i * 50us);
            source.request_stop();
        });
        try
        {
            BOOST_TEST(sp::run(child({}), with(source)).returncode == 0);
        }
        catch (sp::CancelledError const& e)
        {
            BOOST_TEST(e.ended.has_value() == (e.pid != 0));
        }
        BOOST_TEST(no_children());
    }
}

BOOST_AUTO_TEST_CASE(a_refused_descriptor_starts_no_child,
                     *support::may_refuse_calls)
{
    if (portable_kernel())
    {
        return; // it needs no descriptor
    }
    CHECK_FORKED([] {
        refuse_calls({SYS_eventfd2}, EMFILE);
        EXPECT(sp::call({"true"}, sp::stop_token = std::stop_token()) == 0);
        scratch_directory const place;
        auto const file = place.path() + "/made";
        std::stop_source source;
        auto const o = with(source);
        auto const check = [&](auto const& call) {
            process_state const before;
            auto const e = expect_error<concur::OSError>(call);
            EXPECT(e.errno_() == EMFILE);
            EXPECT(e.filename() == "stop_token");
            EXPECT(before.changes().empty());
            EXPECT(!std::filesystem::exists(file));
        };
        auto const command = child({"create:" + file});
        check([&] { sp::run(command, o); });
        check([&] { sp::call(command, o); });
        check([&] { sp::run_pipeline({command, command}, o); });
    });
}

BOOST_AUTO_TEST_CASE(others_do_not_take_the_keyword)
{
    std::stop_source source;
    auto const o = with(source);
    check_rejected([&](auto const& c) { sp::Popen p(c, o); }, {"stop_token"});
    check_rejected([&](auto const& c) { sp::run_pipeline({sp::stage(c, o)}); },
                   {"stop_token"});
}

BOOST_AUTO_TEST_SUITE_END()
