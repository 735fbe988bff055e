// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "child_barrier.hpp"
#include "pidfd_modes.hpp"

#include <concur/subprocess.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <thread>

#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using sp::TimeoutExpired;
using namespace std::chrono_literals;
using namespace std::string_literals;
using namespace support;

namespace {

sp::Popen behind(child_barrier const& g, std::string const& action)
{
    return sp::Popen(child({g.wait_action(), action}),
                     sp::pass_fds = {g.descriptor()});
}

// The message of a wait that times out.
std::string expire(sp::Popen& p, concur::timeout t)
{
    try
    {
        return "returned " + std::to_string(p.wait(t));
    }
    catch (TimeoutExpired const& e)
    {
        EXPECT(e.timeout == *t.seconds());
        EXPECT(e.cmd == p.args());
        EXPECT(!e.output && !e.stderr_);
        std::string const what = e.what();
        return what.substr(what.find("' timed") + 2);
    }
}

// Wait until the child has ended, without reaping it.
void await_end(sp::Popen const& p)
{
    siginfo_t info{};
    EXPECT(::waitid(P_PID, static_cast<id_t>(p.pid()), &info,
                    WEXITED | WNOWAIT) == 0);
}

// A thread that has begun to wait without a timeout.
class waiting_thread
{
public:
    explicit waiting_thread(sp::Popen& p)
        : thread_([&] {
              id_ = ::gettid();
              code_ = p.wait();
          })
    {
        EXPECT(eventually([&] { return id_ != 0 && asleep(id_); }));
    }

    ~waiting_thread()
    {
        join();
    }

    int join()
    {
        if (thread_.joinable())
        {
            thread_.join();
        }
        return code_;
    }

private:
    std::atomic<int> id_ = 0;
    std::atomic<int> code_ = 12345;
    std::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(wait_, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    popen_poll_lifecycle,
    *boost::unit_test::label("py:subprocess.popen.poll.lifecycle"))
{
    check_with_and_without_pidfds([] {
        sp::Popen p(child({"drain"}), sp::stdin_ = sp::PIPE);
        EXPECT(!p.poll());
        EXPECT(!p.poll());
        p.stdin_().close();
        EXPECT(p.wait() == 0);
        EXPECT(p.poll() == 0);
        EXPECT(p.poll() == 0);
    });
}

BOOST_AUTO_TEST_CASE(
    popen_poll_running_absent,
    *boost::unit_test::label("py:subprocess.popen.poll.running_absent"))
{
    check_with_and_without_pidfds([] {
        child_barrier g;
        auto p = behind(g, "exit:3");
        EXPECT(!p.poll());
        EXPECT(!p.returncode());
        g.release();
        EXPECT(eventually([&] { return p.poll().has_value(); }));
        EXPECT(p.returncode() == 3);
        EXPECT(p.poll() == 3);
    });
}

BOOST_AUTO_TEST_CASE(
    popen_wait_idempotent,
    *boost::unit_test::label("py:subprocess.popen.wait.idempotent") *
        boost::unit_test::label("py:subprocess.popen.wait.sets_returncode") *
        support::may_refuse_calls)
{
    check_with_and_without_pidfds([] {
        sp::Popen p(child({}));
        EXPECT(p.wait() == 0);
        EXPECT(p.wait() == 0);
        sp::Popen q(child({"exit:3"}));
        EXPECT(!q.returncode());
        EXPECT(q.wait() == 3);
        EXPECT(q.returncode() == 3);
        // From now on the system returns an error, so the status must have been
        // kept.
        refuse_calls({SYS_waitid, SYS_wait4}, EIO);
        EXPECT(q.wait() == 3);
        EXPECT(q.wait(0) == 3);
        EXPECT(q.poll() == 3);
        EXPECT(q.returncode() == 3);
    });
}

BOOST_AUTO_TEST_CASE(
    popen_wait_timeout_then_retry,
    *boost::unit_test::label("py:subprocess.popen.wait.timeout_then_retry") *
        boost::unit_test::label("py:subprocess.popen.wait.timeout_keeps_child"))
{
    check_with_and_without_pidfds([] {
        child_barrier g;
        auto p = behind(g, "exit:0");
        EXPECT(expire(p, 0.0001) == "timed out after 0.0001 seconds");
        EXPECT(expire(p, 50ms) == "timed out after 0.05 seconds");
        EXPECT(!p.returncode());
        EXPECT(!p.poll());
        g.release();
        EXPECT(p.wait(30) == 0);
        EXPECT(p.returncode() == 0);
    });
}

BOOST_AUTO_TEST_CASE(popen_wait_timeout_is_waited_for)
{
    check_with_and_without_pidfds([] {
        child_barrier g;
        auto p = behind(g, "exit:0");
        auto const start = std::chrono::steady_clock::now();
        EXPECT(expire(p, 0.1) == "timed out after 0.1 seconds");
        EXPECT(std::chrono::steady_clock::now() - start >= 100ms);
        g.release();
    });
}

BOOST_AUTO_TEST_CASE(popen_wait_zero_or_negative_timeout,
                     *boost::unit_test::label(
                         "py:subprocess.popen.wait.zero_or_negative_timeout"))
{
    check_with_and_without_pidfds([] {
        child_barrier g;
        auto p = behind(g, "exit:3");
        EXPECT(expire(p, 0) == "timed out after 0 seconds");
        EXPECT(expire(p, -1) == "timed out after -1 seconds");
        EXPECT(expire(p, -0.5) == "timed out after -0.5 seconds");
        g.release();
        await_end(p);
        EXPECT(p.wait(0) == 3);
        auto q = behind(g, "exit:4");
        await_end(q);
        EXPECT(q.wait(-1) == 4);
        EXPECT(q.wait(-1) == 4);
    });
}

BOOST_AUTO_TEST_CASE(
    popen_wait_huge_timeout,
    *boost::unit_test::label("py:subprocess.popen.wait.huge_timeout"))
{
    check_with_and_without_pidfds([] {
        for (auto t : {concur::timeout(1e10), concur::timeout(1e300),
                       concur::timeout(std::numeric_limits<double>::infinity()),
                       concur::timeout(std::numeric_limits<long long>::max()),
                       concur::timeout(std::chrono::hours::max()),
                       concur::timeout(std::nullopt)})
        {
            sp::Popen p(child({"sleep:0.01", "exit:3"}));
            EXPECT(p.wait(t) == 3);
        }
    });
}

BOOST_AUTO_TEST_CASE(
    popen_wait_thread_safe,
    *boost::unit_test::label("py:subprocess.popen.wait.thread_safe"))
{
    check_with_and_without_pidfds([] {
        for (int round = 0; round < 20; ++round)
        {
            sp::Popen p(child({"forever"}));
            std::atomic<int> started = 0;
            std::atomic<int> seen = 12345;
            std::thread other([&] {
                started = 1;
                seen = p.wait(30);
            });
            EXPECT(eventually([&] { return started == 1; }));
            auto const before = p.poll();
            p.kill();
            auto const first = p.wait(30);
            auto const second = p.wait(30);
            other.join();
            EXPECT(!before);
            EXPECT(first == -9 && second == -9);
            EXPECT(seen == -9);
            EXPECT(p.returncode() == -9);
        }
    });
}

BOOST_AUTO_TEST_CASE(kill_during_wait,
                     *boost::unit_test::label("py:subprocess.kill.during_wait"))
{
    check_with_and_without_pidfds([] {
        sp::Popen p(child({"forever"}));
        waiting_thread other(p);
        p.kill();
        EXPECT(p.wait() == -9);
        EXPECT(other.join() == -9);
    });
}

BOOST_AUTO_TEST_CASE(popen_poll_while_other_thread_waits,
                     *boost::unit_test::label(
                         "py:subprocess.popen.poll.while_other_thread_waits"))
{
    check_with_and_without_pidfds([] {
        // The child ends after a bound, so that a poll() that blocks returns a
        // status.
        sp::Popen p(child({"sleep:30", "exit:3"}));
        waiting_thread other(p);
        auto const polled = p.poll();
        auto const expired = expire(p, 0);
        p.terminate();
        EXPECT(!polled);
        EXPECT(expired == "timed out after 0 seconds");
        EXPECT(other.join() == -15);
        EXPECT(p.poll() == -15);
    });
}

BOOST_AUTO_TEST_CASE(
    popen_poll_reaped_elsewhere,
    *boost::unit_test::label("py:subprocess.popen.poll.reaped_elsewhere"))
{
    check_with_and_without_pidfds([] {
        auto const reaped = [] {
            sp::Popen p(child({"exit:7"}));
            int status = 0;
            EXPECT(::waitpid(static_cast<pid_t>(p.pid()), &status, 0) ==
                   p.pid());
            EXPECT(WEXITSTATUS(status) == 7);
            EXPECT(!p.returncode());
            return p;
        };
        auto polled = reaped();
        EXPECT(polled.poll() == 0);
        EXPECT(polled.returncode() == 0);
        EXPECT(reaped().wait() == 0);
        EXPECT(reaped().wait(30) == 0);
        EXPECT(reaped().wait(0) == 0);
    });
}

BOOST_AUTO_TEST_CASE(
    popen_poll_stopped_child,
    *boost::unit_test::label("py:subprocess.popen.poll.stopped_child"))
{
    check_with_and_without_pidfds([] {
        child_barrier g;
        auto p = behind(g, "exit:3");
        p.send_signal(SIGSTOP);
        EXPECT(eventually([&] {
            auto const path = "/proc/" + std::to_string(p.pid()) + "/stat";
            return read_file(path).find(") T ") != std::string::npos;
        }));
        g.release();
        EXPECT(!p.poll());
        EXPECT(expire(p, 0.02) == "timed out after 0.02 seconds");
        p.send_signal(SIGCONT);
        EXPECT(p.wait(30) == 3);
    });
}

BOOST_AUTO_TEST_CASE(
    posix_wait_sigchld_ignored,
    *boost::unit_test::label("py:subprocess.posix.wait.sigchld_ignored"))
{
    check_with_and_without_pidfds([] {
        ::signal(SIGCHLD, SIG_IGN);
        sp::Popen p(child({}));
        EXPECT(p.wait() == 0);
        sp::Popen q(child({}));
        EXPECT(q.wait(30) == 0);
        sp::Popen r(child({"out:albatross"}), sp::stdout_ = sp::PIPE);
        EXPECT(eventually([&] { return r.poll().has_value(); }));
        EXPECT(r.poll() == 0);
        EXPECT(r.communicate().stdout_ == "albatross");
    });
}

BOOST_AUTO_TEST_CASE(popen_returncode_exit_status_mod_256,
                     *boost::unit_test::label(
                         "py:subprocess.popen.returncode.exit_status_mod_256"))
{
    auto const code = [](std::string const& status) {
        return sp::call(child({"exit:" + status}));
    };
    BOOST_TEST(code("255") == 255);
    BOOST_TEST(code("256") == 0);
    BOOST_TEST(code("300") == 44);
}

BOOST_AUTO_TEST_CASE(
    popen_returncode_signal_abort,
    *boost::unit_test::label("py:subprocess.popen.returncode.signal_abort") *
        boost::unit_test::label(
            "py:subprocess.popen.returncode.core_flag_masked"))
{
    auto const program = std::filesystem::absolute(child()).string();
    check_with_and_without_pidfds([&] {
        scratch_directory place;
        auto const ended_by = [&](int signal, std::string const& limit) {
            // A core file is written to a directory that is removed.
            sp::Popen p({"sh", "-c",
                         "ulimit -c " + limit +
                             "; exec \"$0\" raise:" + std::to_string(signal),
                         program},
                        sp::cwd = place.path());
            return p.wait();
        };
        EXPECT(ended_by(SIGABRT, "0") == -6);
        EXPECT(ended_by(SIGSEGV, "0") == -11);
        EXPECT(ended_by(SIGSEGV, "$(ulimit -H -c)") == -11);
        EXPECT(ended_by(40, "0") == -40);
    });
}

BOOST_AUTO_TEST_SUITE_END()
