// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "child_barrier.hpp"
#include "pidfd_modes.hpp"
#include "process_status.hpp"

#include <concur/subprocess.hpp>
#include <support/expect_error.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <string>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using concur::OSError;
using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace support;

namespace {

// A child that performs some actions and then runs for ever.
sp::Popen alive(std::initializer_list<std::string> actions = {})
{
    auto all = child(actions);
    all.insert(all.end(), {"out:ready\\n", "forever"});
    sp::Popen p(all, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::PIPE);
    EXPECT(p.stdout_().readline() == "ready\n");
    return p;
}

// A child that has ended and has not been reaped.
sp::Popen dead(std::string const& action = "exit:0")
{
    sp::Popen p(child({"out:x", action}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE);
    siginfo_t info{};
    EXPECT(::waitid(P_PID, static_cast<id_t>(p.pid()), &info,
                    WEXITED | WNOWAIT) == 0);
    EXPECT(!p.returncode());
    return p;
}

int error_of(std::function<void()> const& action)
{
    try
    {
        action();
        return 0;
    }
    catch (OSError const& e)
    {
        EXPECT(!e.filename());
        return e.code().value();
    }
}

void check_dead(void (*signal)(sp::Popen&))
{
    check_with_and_without_pidfds([&] {
        auto p = dead();
        signal(p);
        auto const said = p.communicate();
        EXPECT(said.stdout_ == "x" && said.stderr_ == "");
        EXPECT(p.returncode() == 0);
        signal(p);
    });
}

} // namespace

BOOST_AUTO_TEST_SUITE(signals, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    posix_send_signal_delivers,
    *boost::unit_test::label("py:subprocess.posix.send_signal.delivers"))
{
    check_with_and_without_pidfds([] {
        auto p = alive({"trap:2"});
        p.send_signal(SIGINT);
        EXPECT(p.communicate().stdout_ == "caught 02\n");
        EXPECT(p.returncode() == 7);
    });
}

BOOST_AUTO_TEST_CASE(
    posix_kill_sigkill,
    *boost::unit_test::label("py:subprocess.posix.kill.sigkill"))
{
    check_with_and_without_pidfds([] {
        auto p = alive({"ignore:15", "ignore:2"});
        p.terminate();
        p.kill();
        EXPECT(p.communicate().stderr_ == "");
        EXPECT(p.wait() == -SIGKILL);
    });
}

BOOST_AUTO_TEST_CASE(
    posix_terminate_sigterm,
    *boost::unit_test::label("py:subprocess.posix.terminate.sigterm"))
{
    check_with_and_without_pidfds([] {
        auto p = alive();
        p.terminate();
        EXPECT(p.communicate().stderr_ == "");
        EXPECT(p.wait() == -SIGTERM);
        auto q = alive({"trap:15"});
        q.terminate();
        EXPECT(q.stdout_().read() == "caught 15\n");
        EXPECT(q.wait() == 7);
    });
}

BOOST_AUTO_TEST_CASE(
    posix_send_signal_dead_child,
    *boost::unit_test::label("py:subprocess.posix.send_signal.dead_child"))
{
    check_dead([](sp::Popen& p) { p.send_signal(SIGINT); });
}

BOOST_AUTO_TEST_CASE(
    posix_kill_dead_child,
    *boost::unit_test::label("py:subprocess.posix.kill.dead_child"))
{
    check_dead([](sp::Popen& p) { p.kill(); });
}

BOOST_AUTO_TEST_CASE(
    posix_terminate_dead_child,
    *boost::unit_test::label("py:subprocess.posix.terminate.dead_child"))
{
    check_dead([](sp::Popen& p) { p.terminate(); });
}

BOOST_AUTO_TEST_CASE(
    posix_send_signal_polls_first,
    *boost::unit_test::label("py:subprocess.posix.send_signal.polls_first") *
        support::may_refuse_calls)
{
    check_with_and_without_pidfds([] {
        auto p = dead("exit:7");
        int status = 0;
        EXPECT(::waitpid(static_cast<pid_t>(p.pid()), &status, 0) == p.pid());
        // From now on every attempt to send a signal is an error.
        refuse_calls({SYS_kill, SYS_pidfd_send_signal, SYS_tgkill}, EIO);
        p.send_signal(SIGTERM);
        EXPECT(p.returncode() == 0);
    });
}

BOOST_AUTO_TEST_CASE(send_signal_sets_returncode_if_dead,
                     *boost::unit_test::label(
                         "py:subprocess.send_signal.sets_returncode_if_dead") *
                         support::may_refuse_calls)
{
    check_with_and_without_pidfds([] {
        auto p = dead("exit:7");
        auto q = dead("raise:11");
        refuse_calls({SYS_kill, SYS_pidfd_send_signal, SYS_tgkill}, EIO);
        p.send_signal(SIGTERM);
        EXPECT(p.returncode() == 7);
        q.kill();
        EXPECT(q.returncode() == -11);
    });
}

BOOST_AUTO_TEST_CASE(
    posix_send_signal_esrch_ignored,
    *boost::unit_test::label("py:subprocess.posix.send_signal.esrch_ignored") *
        support::may_refuse_calls)
{
    for (int error : {ESRCH, EIO})
    {
        check_with_and_without_pidfds([=] {
            // As if the child had ended between the check and the call.
            child_barrier g;
            sp::Popen p(child({g.wait_action(), "exit:3"}),
                        sp::pass_fds = {g.descriptor()});
            refuse_calls({SYS_kill, SYS_pidfd_send_signal}, error);
            auto const expected = error == ESRCH ? 0 : error;
            EXPECT(error_of([&] { p.send_signal(SIGTERM); }) == expected);
            EXPECT(error_of([&] { p.terminate(); }) == expected);
            EXPECT(error_of([&] { p.kill(); }) == expected);
            EXPECT(error_of([&] { p.suspend(); }) == expected);
            EXPECT(error_of([&] { p.resume(); }) == expected);
            EXPECT(!p.returncode());
            g.release();
            EXPECT(p.wait() == 3);
        });
    }
}

BOOST_AUTO_TEST_CASE(
    send_signal_after_completion,
    *boost::unit_test::label("py:subprocess.send_signal.after_completion") *
        support::may_refuse_calls)
{
    check_with_and_without_pidfds([] {
        sp::Popen p(child({"exit:3"}));
        EXPECT(p.wait() == 3);
        refuse_calls({SYS_kill, SYS_pidfd_send_signal, SYS_waitid}, EIO);
        p.send_signal(SIGTERM);
        p.send_signal(12345);
        p.send_signal(-1);
        p.send_signal(1LL << 40);
        p.terminate();
        p.kill();
        p.suspend();
        p.resume();
        EXPECT(p.returncode() == 3);
    });
}

BOOST_AUTO_TEST_CASE(
    send_signal_invalid_number,
    *boost::unit_test::label("py:subprocess.send_signal.invalid_number"))
{
    check_with_and_without_pidfds([] {
        auto p = alive();
        for (auto number : {12345LL, -1LL, 1LL << 32, (1LL << 32) + SIGKILL})
        {
            EXPECT(error_of([&] { p.send_signal(number); }) == EINVAL);
        }
        p.send_signal(0);
        EXPECT(!p.poll());
        p.kill();
        EXPECT(p.wait() == -9);
    });
}

BOOST_AUTO_TEST_CASE(
    kill_only_direct_child,
    *boost::unit_test::label("py:subprocess.kill.only_direct_child"))
{
    check_with_and_without_pidfds([] {
        // The grandchild echoes a line after the death of its parent.
        sp::Popen p("exec 3<&0; (read x <&3; echo got $x) & echo ready; wait",
                    sp::shell, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
        EXPECT(p.stdout_().readline() == "ready\n");
        p.kill();
        EXPECT(p.wait() == -9);
        p.stdin_().write("pear\n");
        p.stdin_().flush();
        EXPECT(p.stdout_().read() == "got pear\n");
    });
}

BOOST_AUTO_TEST_CASE(a_suspended_child_goes_on_when_it_is_resumed)
{
    check_with_and_without_pidfds([] {
        sp::Popen p(child({"line", "exit:3"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE);
        p.suspend();
        await_stop(p.pid());
        p.stdin_().write("pear\n");
        p.stdin_().flush();
        EXPECT(!p.poll());
        expect_error<sp::TimeoutExpired>([&] { p.wait(0.1); });
        EXPECT(!p.returncode() && process_status(p.pid()) == 'T');
        p.suspend();
        p.resume();
        EXPECT(p.wait(20s) == 3);
        EXPECT(p.stdout_().read() == "pear\n");
    });
}

BOOST_AUTO_TEST_CASE(a_child_cannot_refuse_to_be_suspended)
{
    sp::Popen p(
        child({"ignore:" + std::to_string(SIGTSTP), "out:x", "forever"}),
        sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read(1) == "x");
    p.suspend();
    await_stop(p.pid());
    p.kill();
    BOOST_TEST(p.wait(20s) == -SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_suspended_child_can_be_killed)
{
    check_with_and_without_pidfds([] {
        auto p = alive();
        p.suspend();
        await_stop(p.pid());
        p.kill();
        EXPECT(p.wait(20s) == -SIGKILL);
    });
}

BOOST_AUTO_TEST_CASE(a_suspended_child_is_terminated_when_it_is_resumed)
{
    check_with_and_without_pidfds([] {
        auto p = alive();
        p.suspend();
        await_stop(p.pid());
        p.terminate();
        expect_error<sp::TimeoutExpired>([&] { p.wait(0.1); });
        EXPECT(process_status(p.pid()) == 'T');
        p.resume();
        EXPECT(p.wait(20s) == -SIGTERM);
    });
}

BOOST_AUTO_TEST_SUITE_END()
