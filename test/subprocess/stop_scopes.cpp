// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "both_pipeline_drivers.hpp"
#include "checks.hpp"
#include "child_barrier.hpp"
#include "error_of_longer_child.hpp"
#include "process_status.hpp"
#include "stopped_runs.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/needs_root.hpp>
#include <support/on_native_kernel.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>
#include <vector>

#include <linux/capability.h>
#include <sys/syscall.h>
#include <unistd.h>

// The processes that a stop reaches.

using namespace support;
using namespace std::chrono_literals;
using sp::ended_by;
using sp::stop_scope;
using mechanism = sp::containment_mechanism;

namespace {

// A shell with a grandchild that ignores SIGTERM; the output is its pid. The
// words are those before the command of the grandchild.
sp::command with_grandchild(std::string const& before = "")
{
    return of_shell(before + " sh -c 'trap \"\" TERM; echo $$ ready; "
                             "exec sleep 300' & wait");
}

bool lives(long pid)
{
    auto const status = process_status(pid);
    return status != ' ' && status != 'Z' && status != 'X';
}

long grandchild(sp::TimeoutExpired const& e)
{
    return std::stol(e.output.value());
}

// Whether a grandchild has ended. The portable kernel does not wait for it.
bool dead(sp::TimeoutExpired const& e)
{
    auto const pid = grandchild(e);
    return portable_kernel() ? eventually([=] { return !lives(pid); })
                             : !lives(pid);
}

// Ends a grandchild that should live.
bool survived(sp::TimeoutExpired const& e)
{
    auto const pid = grandchild(e);
    bool const alive = lives(pid);
    if (alive)
    {
        ::kill(static_cast<pid_t>(pid), SIGKILL);
    }
    return alive;
}

// Without this right, root cannot signal the processes of other users.
void set_right_to_kill(bool on)
{
    __user_cap_header_struct version{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct all[2];
    EXPECT(::syscall(SYS_capget, &version, all) == 0);
    constexpr auto right = 1U << CAP_KILL;
    all[0].effective =
        on ? all[0].effective | right : all[0].effective & ~right;
    EXPECT(::syscall(SYS_capset, &version, all) == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stop_scopes,
                      *boost::unit_test::fixture<leaves_no_trace>())

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
            BOOST_TEST(dead(whole));
            BOOST_TEST(!whole.pipe_still_held);
            BOOST_TEST((whole.ended->mechanism == mechanism::group));
            BOOST_TEST(whole.ended->survivors.has_value() ==
                       !portable_kernel());
            BOOST_TEST(whole.ended->survivors.value_or(0) == 0u);
            BOOST_TEST(whole.ended->code == (s.empty() ? SIGKILL : SIGTERM));
            // A child that has ended, while its grandchild goes on.
            auto o = options[1];
            o.stdout_ = sp::PIPE;
            auto const ended = expect_timeout(
                [&](double seconds) {
                    o.timeout = seconds;
                    run(of_shell("sleep 300 & echo $! ready"), o);
                },
                [](auto const& e) { return e.ended->by == ended_by::itself; });
            BOOST_TEST(dead(ended));
            BOOST_TEST((ended.ended->by == ended_by::itself));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_session_is_stopped_with_its_groups)
{
    bool const known =
        sp::containment(stop_scope::session) == mechanism::session;
    BOOST_TEST(known == !portable_kernel());
    auto const o = with({{SIGTERM, long_step}}, stop_scope::session);
    // Starts a grandchild with a group of its own.
    auto const with_group = [&](std::string const& text) {
        auto all = o;
        all.preexec_fn = [text] {
            if (::fork() == 0)
            {
                ::setpgid(0, 0);
                ::execl("/bin/sh", "sh", "-c", text.c_str(), nullptr);
                ::_exit(1);
            }
        };
        return all;
    };
    with_both_drivers([&](auto const& run) {
        auto const e = timed_out(
            run, sp::command("sleep", "300"),
            with_group("trap '' TERM; echo $$ ready; exec sleep 300"));
        BOOST_TEST((known ? dead(e) : survived(e)));
        BOOST_TEST(e.ended->code == SIGTERM);
        if (known)
        {
            // The child ends when the grandchild has got the signal. First the
            // grandchild catches the signal, next the child ignores it, then
            // the grandchild is ready. Each run has files of its own.
            scratch_directory const place;
            auto const in_place = "cd " + place.path() + "; ";
            auto const both = timed_out(
                run,
                of_shell(in_place +
                         "until [ -e traps.$$ ]; do sleep 0.01; done; "
                         "trap '' TERM; > ignores.$$; "
                         "until [ -e got.$$ ]; do sleep 0.01; done"),
                with_group(in_place +
                           "trap '> got.$PPID' TERM; > traps.$PPID; "
                           "until [ -e ignores.$PPID ]; do sleep 0.01; done; "
                           "echo $$ ready; "
                           "until [ -e got.$PPID ]; do sleep 0.01; done"));
            BOOST_TEST((both.ended->how == sp::ended_how::exited));
        }
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

// The child is in the group of the test, which gets no signal.
BOOST_AUTO_TEST_CASE(a_child_that_has_left_its_group_is_stopped)
{
    auto o = with({}, stop_scope::group);
    o.preexec_fn = [] { ::setpgid(0, ::getpgid(::getppid())); };
    sp::Popen p(child({"sleep:20"}), o);
    BOOST_TEST(::getpgid(static_cast<pid_t>(p.pid())) == ::getpgrp());
    BOOST_TEST(p.stop({{SIGTERM, 10s}}) == -SIGTERM);
}

// A second signal could mean something else.
BOOST_AUTO_TEST_CASE(a_child_in_its_group_gets_each_signal_once,
                     *support::may_refuse_calls)
{
    for (auto const scope : {stop_scope::group, stop_scope::session})
    {
        CHECK_FORKED([&] {
            sp::Popen p(child({"sleep:20"}), with({}, scope));
            // The pid has these bits, but the number for its group has not.
            auto const pid = static_cast<unsigned>(p.pid());
            auto const bits = pid & (pid - 1);
            EXPECT((bits & -pid) == 0);
            if (bits != 0)
            {
                refuse_calls(
                    {calls::pidfd_send_signal, system_call(SYS_kill, bits)},
                    EPERM);
            }
            EXPECT(p.stop({{SIGTERM, 10s}}) == -SIGTERM);
        });
    }
}

BOOST_AUTO_TEST_CASE(all_others_get_a_signal_that_is_refused_once, *needs_root)
{
    auto const nobody = sp::user = 65534;
    auto const writes =
        of_shell("for i in $(seq 300); do echo; sleep 0.1; done");
    // It is still there when the other stage has ended.
    auto const reads = of_shell("cat; sleep 2");
    sp::command const sleeps("sleep", "20");
    CHECK_FORKED([&] {
        set_right_to_kill(false);
        with_both_pipeline_drivers([&](auto const& run) {
            auto o = with({{SIGINT, long_step}});
            o.timeout = 0.01;
            for (auto const& p :
                 {sp::pipeline{sp::stage(writes, nobody), sleeps},
                  sp::pipeline{sleeps, sp::stage(reads, nobody)}})
            {
                auto const start = std::chrono::steady_clock::now();
                expect_error<concur::PermissionError>([&] { run(p, o); });
                // The stage that ends by the signal ends the other.
                EXPECT(std::chrono::steady_clock::now() - start < 15s);
                EXPECT(no_children());
            }
        });
    });
}

// The other process belongs to another user. It has a group of its own, or the
// child has left theirs.
BOOST_AUTO_TEST_CASE(a_member_that_may_not_be_signalled_is_an_error,
                     *on_native_kernel* needs_root)
{
    for (auto const scope : {stop_scope::session, stop_scope::group})
    {
        CHECK_FORKED([=] {
            set_right_to_kill(false);
            auto o = with({}, scope);
            o.stdout_ = sp::PIPE;
            o.preexec_fn = [=] {
                bool const other = ::fork() == 0;
                bool const leaves = other == (scope == stop_scope::session);
                if (leaves)
                {
                    ::setpgid(0, other ? 0 : ::getpgid(::getppid()));
                }
                if (other)
                {
                    static_cast<void>(::setuid(65534) == 0);
                    ::execl("/bin/sh", "sh", "-c", "echo $$; exec sleep 60",
                            nullptr);
                    ::_exit(1);
                }
            };
            sp::Popen p({"sleep", "60"}, o);
            auto const other = std::stol(p.stdout_().readline());
            EXPECT(expect_error<concur::PermissionError>([&] {
                       p.stop({{SIGTERM, long_step}});
                   }).errno_() == EPERM);
            EXPECT(p.wait(20s) == -SIGTERM);
            EXPECT(p.ended()->survivors == 1u);
            EXPECT(lives(other));
            set_right_to_kill(true);
            ::kill(static_cast<pid_t>(other), SIGKILL);
        });
    }
}

// A call waits for a child that it may not stop.
BOOST_AUTO_TEST_CASE(a_signal_is_refused, *support::may_refuse_calls)
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
                auto const e = error_of_longer_child<concur::PermissionError>(
                    [&](std::string const& sleep) { run(child({sleep}), o); });
                EXPECT(e.errno_() == EPERM);
                EXPECT(no_children());
            }
            child_barrier g;
            auto waiting = with({}, scope);
            waiting.pass_fds = {g.descriptor()};
            sp::Popen p(child({g.wait_action()}), waiting);
            EXPECT(expect_error<concur::PermissionError>([&] {
                       p.stop({{SIGINT, 1s}});
                   }).errno_() == EPERM);
            g.release();
            EXPECT(p.wait() == 0);
        });
    }
}

BOOST_AUTO_TEST_SUITE_END()
