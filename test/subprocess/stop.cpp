// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "both_drivers.hpp"
#include "both_pipeline_drivers.hpp"
#include "process_status.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/expect_error.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <sys/syscall.h>
#include <unistd.h>

// A stop: signals in steps before SIGKILL, to a child or to a wider scope.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using sp::ended_by;
using sp::ended_how;
using sp::stop_scope;
using mechanism = sp::containment_mechanism;
using steps = sp::sequence<sp::stop_step>;

namespace {

// What is over before such a step has not waited for the next one.
constexpr auto long_step = 120s;
constexpr auto soon = 40s;

// The error of a run that has timed out after the child has written "ready".
template<class Error = sp::TimeoutExpired, class Run, class Command>
Error timed_out(Run const& run, Command const& c, sp::options o)
{
    o.stdout_ = sp::PIPE;
    for (double limit = 0.2;; limit *= 2)
    {
        o.timeout = limit;
        auto e = expect_error<Error>([&] { run(c, o); });
        if (e.output.value_or("").find("ready") != std::string::npos)
        {
            return e;
        }
        BOOST_TEST_REQUIRE(limit < 20);
    }
}

sp::options with(steps const& s, stop_scope scope = stop_scope::child)
{
    sp::options o;
    o.stop = s;
    o.scope = scope;
    return o;
}

sp::command of_shell(std::string const& text)
{
    return {"/bin/sh", "-c", text};
}

// A shell with a grandchild that ignores SIGTERM; the output is its pid. The
// words are those before the command of the grandchild.
sp::command with_grandchild(std::string const& before = "")
{
    return of_shell("trap '' TERM; " + before +
                    " sleep 300 & echo $! ready; trap - TERM; wait");
}

bool lives(long pid)
{
    auto const status = process_status(pid);
    return status != ' ' && status != 'Z' && status != 'X';
}

struct terminating : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::terminate;
};

// Ends a process that should live.
bool survived(sp::TimeoutExpired const& e)
{
    auto const pid = std::stol(e.output.value());
    bool const alive = lives(pid);
    if (alive)
    {
        ::kill(static_cast<pid_t>(pid), SIGKILL);
    }
    return alive;
}

} // namespace

BOOST_AUTO_TEST_SUITE(stop, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_step_is_over_when_the_child_ends)
{
    with_both_drivers([](auto const& run) {
        auto const e =
            timed_out(run, child({"trap:2", "out:ready", "forever"}),
                      with({{SIGINT, long_step}, {SIGTERM, long_step}}));
        BOOST_TEST(e.output.value() == "readycaught 02\n");
        BOOST_TEST(e.elapsed < soon);
        BOOST_TEST((e.ended == sp::process_end{ended_how::exited, 7,
                                               ended_by::timeout, 0}));
        BOOST_TEST(to_string(*e.ended) == "exit status 7 after a timeout");
    });
}

BOOST_AUTO_TEST_CASE(the_last_step_kills)
{
    with_both_drivers([](auto const& run) {
        auto const e =
            timed_out(run,
                      of_shell("trap 'echo int' INT; trap 'echo term' TERM; "
                               "echo ready; while :; do sleep 0.01; done"),
                      with({{SIGINT, 10ms}, {SIGTERM, 1s}}));
        BOOST_TEST(e.output.value() == "ready\nint\nterm\n");
        BOOST_TEST((e.ended == sp::process_end{ended_how::signalled, 9,
                                               ended_by::timeout, 2}));
    });
}

// The child would wait for a reader, and be killed.
BOOST_AUTO_TEST_CASE(output_is_read_during_a_step)
{
    with_both_drivers([](auto const& run) {
        auto const big =
            of_shell("trap 'head -c 1000000 /dev/zero; exit 3' TERM; "
                     "echo ready; while :; do sleep 0.01; done");
        auto const e = timed_out(run, big, with({{SIGTERM, long_step}}));
        BOOST_TEST(e.output->size() == 1000006u);
        BOOST_TEST((e.ended == sp::process_end{ended_how::exited, 3,
                                               ended_by::timeout, 0}));
        auto o = with({{SIGTERM, long_step}});
        o.stdout_ = sp::PIPE;
        o.max_output = {5, sp::overflow_stop};
        auto const done = run(big, o);
        BOOST_TEST(done.returncode == 3);
        BOOST_TEST(done.stdout_bytes == 1000006u);
        BOOST_TEST((done.ended->by == ended_by::ceiling));
        // This one ends at the end of its input, if it is closed.
        o = with({{SIGUSR1, long_step}});
        o.input = std::string(1 << 20, 'x');
        auto const fed = timed_out(
            run, child({"ignore:10", "out:ready", "sleep:0.5", "drain"}), o);
        BOOST_TEST(to_string(*fed.ended) == "exit status 0 after a timeout");
    });
}

BOOST_AUTO_TEST_CASE(a_function_that_throws_stops_the_child)
{
    with_both_drivers([](auto const& run) {
        scratch_directory const place;
        auto const file = place.path() + "/last";
        auto o = with({{SIGTERM, long_step}});
        int calls = 0;
        o.on_stdout = [&](std::string_view) {
            ++calls;
            throw std::runtime_error("enough");
        };
        auto const e = expect_error<std::runtime_error>([&] {
            run(of_shell("trap 'head -c 1000000 /dev/zero; echo > " + file +
                         "; exit' TERM; echo a; while :; do sleep 0.01; done"),
                o);
        });
        BOOST_TEST(e.what() == std::string("enough"));
        BOOST_TEST(calls == 1);
        BOOST_TEST(read_file(file) == "\n");
    });
}

BOOST_AUTO_TEST_CASE(a_group_is_stopped_as_a_whole)
{
    BOOST_TEST((sp::containment(stop_scope::child) == mechanism::child));
    BOOST_TEST((sp::containment(stop_scope::group) == mechanism::group));
    auto const given = [](steps const& s) {
        return std::vector{with(s), with(s, stop_scope::group)};
    };
    with_both_drivers([&](auto const& run) {
        for (auto const& s : {steps(), steps{{SIGTERM, long_step}}})
        {
            auto const options = given(s);
            auto const alone = timed_out(run, with_grandchild(), options[0]);
            BOOST_TEST(survived(alone));
            BOOST_TEST(alone.pipe_still_held);
            BOOST_TEST((alone.ended->mechanism == mechanism::child));
            BOOST_TEST(!alone.ended->survivors);
            auto const whole = timed_out(run, with_grandchild(), options[1]);
            BOOST_TEST(!survived(whole));
            BOOST_TEST(!whole.pipe_still_held);
            BOOST_TEST((whole.ended->mechanism == mechanism::group));
            BOOST_TEST(whole.ended->survivors.has_value() ==
                       !portable_kernel());
            BOOST_TEST(whole.ended->survivors.value_or(0) == 0u);
            BOOST_TEST(whole.ended->code == (s.empty() ? SIGKILL : SIGTERM));
            // A child that has ended, while its grandchild goes on.
            auto const ended = timed_out(
                run, of_shell("sleep 300 & echo $! ready"), options[1]);
            BOOST_TEST(!survived(ended));
            BOOST_TEST((ended.ended->by == ended_by::itself));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_session_is_stopped_with_its_groups)
{
    bool const known =
        sp::containment(stop_scope::session) == mechanism::session;
    BOOST_TEST(known == !portable_kernel());
    auto o = with({{SIGTERM, long_step}}, stop_scope::session);
    o.stderr_ = sp::DEVNULL; // the shell says that it has no terminal
    with_both_drivers([&](auto const& run) {
        // `set -m` gives the grandchild a group of its own.
        auto const e = timed_out(run, with_grandchild("set -m;"), o);
        BOOST_TEST(survived(e) == !known);
        // Nobody finds a session of its own.
        BOOST_TEST(survived(timed_out(run, with_grandchild("setsid"), o)));
    });
}

BOOST_AUTO_TEST_CASE(wrong_arguments_are_refused)
{
    auto const text = [](sp::options const& o) {
        return std::string(expect_error<concur::ValueError>([&] {
                               sp::run({"true"}, o);
                           }).what());
    };
    BOOST_TEST(text(with({{0, 1}})) ==
               "stop has a number that is no signal: 0");
    BOOST_TEST(text(with({{SIGTERM, 1}, {1 << 20, 1}})) ==
               "stop has a number that is no signal: 1048576");
    BOOST_TEST(text(with({{SIGTERM, -1}})) ==
               "a time of stop must not be negative");
    for (auto const scope :
         {stop_scope::group, stop_scope::session, stop_scope::tree})
    {
        for (auto const group : {static_cast<int>(::getpgrp()), -1})
        {
            auto o = with({}, scope);
            o.process_group = group;
            BOOST_TEST(text(o).starts_with("scope may not be used with a "));
        }
    }
    auto o = with({}, stop_scope::session);
    o.process_group = 0;
    BOOST_TEST(text(o).starts_with("process_group may not be used with "));
    sp::Popen p(child({"forever"}));
    BOOST_CHECK_THROW(p.stop({{SIGTERM, -1}}), concur::ValueError);
    BOOST_TEST(!p.poll());
    BOOST_TEST(p.stop({}) == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_process_object_is_stopped)
{
    sp::Popen p(child({"trap:15", "out:a", "forever"}), sp::stdout_ = sp::PIPE,
                sp::stop = {{SIGTERM, long_step}});
    BOOST_TEST(p.stdout_().read(1) == "a");
    BOOST_TEST(p.stop() == 7);
    BOOST_TEST((p.ended() ==
                sp::process_end{ended_how::exited, 7, ended_by::stop, 0}));
    BOOST_TEST(p.stop() == 7);
    BOOST_TEST(p.communicate().stdout_.value() == "caught 15\n");

    sp::Popen q({"sleep", "300"});
    BOOST_TEST(q.stop({{SIGTERM, 60}}) == -SIGTERM);
    BOOST_TEST(to_string(*q.ended()) == "SIGTERM after a stop");

    sp::Popen plain({"sleep", "300"});
    BOOST_TEST(plain.stop() == -SIGKILL);
    BOOST_TEST((plain.ended() ==
                sp::process_end{ended_how::signalled, 9, ended_by::stop}));
}

BOOST_AUTO_TEST_CASE(two_threads_stop_a_child)
{
    sp::Popen p(child({"ignore:2", "trap:15", "out:a", "forever"}),
                sp::stdout_ = sp::PIPE, sp::scope = stop_scope::group);
    BOOST_TEST(p.stdout_().read(1) == "a");
    int first = 0;
    std::jthread other([&] { first = p.stop({{SIGINT, long_step}}); });
    BOOST_TEST(p.stop({{SIGTERM, long_step}}) == 7);
    other.join();
    BOOST_TEST(first == 7);
}

BOOST_AUTO_TEST_CASE(the_destructor_takes_the_steps)
{
    auto const start = [](auto&&... keywords) {
        return sp::basic_popen<terminating>(
            child({"ignore:15", "out:a", "forever"}), sp::stdout_ = sp::PIPE,
            keywords...);
    };
    auto p = start(sp::stop = {{SIGTERM, 10ms}});
    BOOST_TEST(p.stdout_().read(1) == "a");
    auto q = start(sp::stop = {{SIGTERM, 10ms}}, sp::scope = stop_scope::group);
    BOOST_TEST(q.stdout_().read(1) == "a");
}

BOOST_AUTO_TEST_CASE(all_stages_get_each_signal)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = with({{SIGINT, long_step}}, stop_scope::group);
        sp::pipeline const p{of_shell("trap 'exit 7' INT; echo ready; "
                                      "while :; do sleep 0.01; done"),
                             sp::command(child({"trap:2", "line", "forever"}))};
        auto const e = timed_out<sp::PipelineTimeoutExpired>(run, p, o);
        BOOST_TEST_REQUIRE(e.stages.size() == 2u);
        for (auto const& each : e.stages)
        {
            BOOST_TEST(each.ended->code == 7);
            BOOST_TEST(each.ended->step.value() == 0u);
            BOOST_TEST((each.ended->mechanism == mechanism::group));
            BOOST_TEST(each.elapsed < soon);
        }
        BOOST_TEST(e.output->ends_with("caught 02\n"));
    });
}

// SIGKILL ends a child when an exception leaves a step.
BOOST_AUTO_TEST_CASE(an_interrupt_leaves_no_child)
{
    CHECK_FORKED([] {
        struct interrupt
        {
        };
        struct sigaction action = {};
        action.sa_handler = [](int) {};
        ::sigaction(SIGUSR1, &action, nullptr);
        concur::set_interrupt_hook([] { throw interrupt(); });
        bool left = false;
        try
        {
            sp::run(of_shell("trap 'kill -USR1 $PPID' INT; trap '' TERM; "
                             "echo a; while :; do sleep 0.01; done"),
                    sp::stdout_ = sp::PIPE,
                    sp::max_output = {0, sp::overflow_stop},
                    sp::stop = {{SIGINT, long_step}});
        }
        catch (interrupt const&)
        {
            left = true;
        }
        EXPECT(left);
        EXPECT(no_children());
    });
}

// A call waits for a child that it may not stop.
BOOST_AUTO_TEST_CASE(a_signal_is_refused)
{
    for (auto const scope :
         {stop_scope::child, stop_scope::group, stop_scope::session})
    {
        CHECK_FORKED([&] {
            refuse_calls({SYS_kill, calls::pidfd_send_signal}, EPERM);
            auto o = with({{SIGINT, 10ms}, {SIGTERM, 10ms}}, scope);
            o.timeout = 0.01;
            for (auto const run :
                 {+[](sp::command const&c, sp::options const&with) {
                      return sp::run(c, with);
                  },
                  &run_asynchronously})
            {
                EXPECT(expect_error<concur::PermissionError>([&] {
                           run(child({"sleep:0.2"}), o);
                       }).errno_() == EPERM);
                EXPECT(no_children());
            }
            sp::Popen p(child({"sleep:0.2"}), with({}, scope));
            EXPECT(expect_error<concur::PermissionError>([&] {
                       p.stop({{SIGINT, 1s}});
                   }).errno_() == EPERM);
            EXPECT(p.wait() == 0);
        });
    }
}

BOOST_AUTO_TEST_SUITE_END()
