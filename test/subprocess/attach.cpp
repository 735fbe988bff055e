// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/attach.hpp>

#include "blocking_calls.hpp"
#include "core_dumps.hpp"
#include "forked_child.hpp"
#include "process_status.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/expect_error.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/needs_root.hpp>
#include <support/on_native_kernel.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// Processes that the library did not start.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

bool still_runs(sp::attached_process& p)
{
    return expect_error<sp::TimeoutExpired>([&] { p.wait(0.1); }).timeout ==
               0.1 &&
           !p.poll() && !p.ended();
}

} // namespace

BOOST_AUTO_TEST_SUITE(attach_, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_grandchild_ends_with_an_unknown_status,
                     *on_native_kernel)
{
    sp::Popen parent("exec 3<&0; (read x <&3; exit 5) & echo $!; wait $!",
                     sp::shell, sp::text, sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE);
    auto const pid = std::stol(parent.stdout_().readline());
    auto const start = std::chrono::steady_clock::now();
    auto p = sp::attach(pid);
    BOOST_TEST(p.pid() == pid);
    BOOST_TEST(still_runs(p));
    auto const e =
        expect_error<sp::TimeoutExpired>([&] { p.wait(sp::timeout = 0); });
    BOOST_TEST(e.cmd.str() == "process " + std::to_string(pid));
    BOOST_TEST(e.pid == pid);
    BOOST_TEST(e.elapsed >= 100ms); // of the wait before
    BOOST_TEST(e.elapsed < std::chrono::steady_clock::now() - start);
    BOOST_TEST(!e.ended);
    // Its parent cannot reap it yet.
    parent.suspend();
    await_stop(parent.pid());
    parent.stdin_().write("x\n");
    parent.stdin_().flush();
    BOOST_TEST((p.wait(20s) == unknown_end));
    auto zombie = sp::attach(pid);
    BOOST_TEST((zombie.wait(20s) == unknown_end));
    auto other = sp::attach(pid);
    parent.resume();
    BOOST_TEST(parent.wait(20s) == 5);
    // It is reaped.
    other.kill();
    BOOST_TEST((other.poll() == unknown_end));
    BOOST_TEST((other.ended() == unknown_end));
}

BOOST_AUTO_TEST_CASE(a_child_of_the_program_is_reaped, *on_native_kernel)
{
    auto p = sp::attach(fork_child(3));
    BOOST_TEST((p.wait() == sp::process_end{sp::ended_how::exited, 3}));
    BOOST_TEST(no_children());
    BOOST_TEST((p.wait(0) == sp::process_end{sp::ended_how::exited, 3}));
    auto q = sp::attach(fork_child());
    BOOST_TEST(still_runs(q));
    q.kill();
    BOOST_TEST(
        (q.wait(20s) == sp::process_end{sp::ended_how::signalled, SIGKILL}));
    BOOST_TEST(no_children());
    auto const zombie = fork_child(4);
    siginfo_t info{};
    BOOST_TEST(::waitid(P_PID, static_cast<id_t>(zombie), &info,
                        WEXITED | WNOWAIT) == 0);
    auto r = sp::attach(zombie);
    r.send_signal(12345);
    BOOST_TEST((r.ended() == sp::process_end{sp::ended_how::exited, 4}));
    BOOST_TEST(no_children());
    // Other code is faster.
    auto const pid = fork_child();
    auto s = sp::attach(pid);
    kill_forked(pid);
    s.terminate();
    BOOST_TEST((s.wait() == unknown_end));
}

BOOST_AUTO_TEST_CASE(a_suspended_process, *on_native_kernel)
{
    auto p = sp::attach(fork_child());
    p.suspend();
    await_stop(p.pid());
    auto q = sp::attach(p.pid());
    q.terminate();
    BOOST_TEST(still_runs(q));
    BOOST_TEST(process_status(p.pid()) == 'T');
    q.resume();
    BOOST_TEST((q.wait(20s) == terminated_end));
    BOOST_TEST((p.wait(20s) == unknown_end)); // q has reaped it
}

BOOST_AUTO_TEST_CASE(
    a_core_dump_is_reported,
    *on_native_kernel* boost::unit_test::precondition(&core_is_dumped))
{
    scratch_directory const scratch;
    auto const pid = ::fork();
    if (pid == 0)
    {
        rlimit const most{largest_core(), largest_core()};
        if (::chdir(scratch.path().c_str()) == 0 &&
            ::setrlimit(RLIMIT_CORE, &most) == 0)
        {
            std::signal(SIGSEGV, SIG_DFL);
            std::raise(SIGSEGV);
        }
        ::_exit(1);
    }
    auto p = sp::attach(pid);
    BOOST_TEST(
        (p.wait(20s) == sp::process_end{sp::ended_how::dumped_core, SIGSEGV}));
}

// It ignores the signal of a terminal that suspends.
BOOST_AUTO_TEST_CASE(a_process_cannot_refuse_to_be_suspended, *on_native_kernel)
{
    CHECK_FORKED([] {
        std::signal(SIGTSTP, SIG_IGN);
        auto p = sp::attach(fork_child());
        p.suspend();
        await_stop(p.pid());
        p.kill();
        EXPECT(p.wait(20s) ==
               sp::process_end{sp::ended_how::signalled, SIGKILL});
    });
}

BOOST_AUTO_TEST_CASE(no_such_process, *on_native_kernel)
{
    auto const pid = fork_child(0);
    reap_forked(pid);
    for (long const none : {pid, 1L << 30})
    {
        auto const e =
            expect_error<concur::ProcessLookupError>([&] { sp::attach(none); });
        BOOST_TEST(!e.filename());
    }
    for (long const wrong : {0L, -1L, -pid})
    {
        expect_error<concur::ValueError>([&] { sp::attach(wrong); });
    }
    std::jthread([] {
        auto const e =
            expect_error<concur::OSError>([] { sp::attach(task_id()); });
        EXPECT(e.filename() == "pidfd_open");
    });
}

BOOST_AUTO_TEST_CASE(signals_use_the_pidfd_only,
                     *on_native_kernel* support::may_refuse_calls)
{
    CHECK_FORKED([] {
        auto const pid = fork_child();
        auto p = sp::attach(pid);
        expect_error<concur::OSError>([&] { p.send_signal(1LL << 32); });
        refuse_calls({calls::pidfd_send_signal}, EPERM);
        expect_error<concur::PermissionError>([&] { p.kill(); });
        EXPECT(!p.poll());
        kill_forked(pid);
    });
}

BOOST_AUTO_TEST_CASE(a_process_of_another_user, *on_native_kernel* needs_root)
{
    auto const pid = fork_child();
    CHECK_FORKED([=] {
        auto p = sp::attach(pid);
        drop_privileges();
        // SIGCONT is allowed in the same session.
        for (auto const f :
             {&sp::attached_process::terminate, &sp::attached_process::kill,
              &sp::attached_process::suspend})
        {
            expect_error<concur::PermissionError>([&] { (p.*f)(); });
        }
        auto q = sp::attach(::getppid());
        expect_error<concur::PermissionError>([&] { q.send_signal(0); });
        EXPECT(!q.poll() && !p.poll());
    });
    kill_forked(pid);
}

BOOST_AUTO_TEST_CASE(the_descriptor_belongs_to_the_object, *on_native_kernel)
{
    auto const before = open_descriptors();
    auto const pid = fork_child();
    {
        auto p = sp::attach(pid);
        auto during = open_descriptors();
        BOOST_TEST(during.size() == before.size() + 1);
        for (auto const& each : before)
        {
            during.erase(each.first);
        }
        BOOST_TEST(::fcntl(during.begin()->first, F_GETFD) == FD_CLOEXEC);
        BOOST_TEST(still_runs(p));
        auto q = std::move(p);
        BOOST_TEST(open_descriptors().size() == before.size() + 1);
        expect_error<concur::ValueError>([&] { p.poll(); });
        expect_error<concur::ValueError>([&] { p.kill(); });
        q = sp::attach(::getpid());
        BOOST_TEST(open_descriptors().size() == before.size() + 1);
    }
    BOOST_TEST((open_descriptors() == before));
    kill_forked(pid);
}

BOOST_AUTO_TEST_CASE(a_file_with_the_number_of_the_pidfd_stays_open,
                     *on_native_kernel)
{
    CHECK_FORKED([] {
        auto const pid = fork_child();
        std::optional p(sp::attach(pid));
        auto const number = close_pidfds();
        EXPECT(::open("/dev/null", O_RDONLY | O_CLOEXEC) == number);
        p.reset();
        EXPECT(::fcntl(number, F_GETFD) == FD_CLOEXEC);
        kill_forked(pid);
    });
}

BOOST_AUTO_TEST_CASE(a_wait_without_the_pidfd_is_an_error, *on_native_kernel)
{
    CHECK_FORKED([] {
        auto const pid = fork_child();
        auto p = sp::attach(pid);
        close_pidfds();
        auto const e = expect_error<concur::OSError>([&] { p.wait(20s); });
        EXPECT(e.errno_() == EBADF);
        EXPECT(!p.ended());
        kill_forked(pid);
    });
}

// The end is visible, but its tracer must wait for the process first.
BOOST_AUTO_TEST_CASE(a_traced_child, *on_native_kernel)
{
    auto const pid = fork_child();
    int ends[2];
    EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
    auto const tracer = ::fork();
    if (tracer == 0)
    {
        char const c = ::ptrace(PTRACE_SEIZE, pid, 0, 0) == 0 ? 'y' : 'n';
        [[maybe_unused]] auto const n = ::write(ends[1], &c, 1);
        for (;;)
        {
            ::pause();
        }
    }
    char traced = 'n';
    BOOST_TEST(::read(ends[0], &traced, 1) == 1);
    ::close(ends[0]);
    ::close(ends[1]);
    auto p = sp::attach(pid);
    p.kill();
    if (traced == 'y')
    {
        BOOST_TEST(eventually([=] { return process_status(pid) == 'Z'; }));
        auto const before = cpu_seconds();
        BOOST_TEST(still_runs(p));
        expect_error<sp::TimeoutExpired>([&] { p.wait(0.5); });
        BOOST_TEST(cpu_seconds() - before < 0.25);
    }
    kill_forked(tracer);
    BOOST_TEST(
        (p.wait(20s) == sp::process_end{sp::ended_how::signalled, SIGKILL}));
}

BOOST_AUTO_TEST_SUITE_END()
