// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "blocking_calls.hpp"
#include "checks.hpp"
#include "pidfd_modes.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <ucontext.h>
#include <unistd.h>

// How threads wait for a child: the system calls that they use, and those that
// they must not use while other threads use the child.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

bool waits(long task)
{
    return is_blocked_in_poll(task) || is_blocked_in(task, SYS_waitid) ||
           is_blocked_in(task, SYS_futex);
}

// A thread that waits for a child.
class waiter
{
public:
    explicit waiter(sp::Popen& p)
        : p_(p), thread_([this, &p] {
              task_ = task_id();
              result_ = p.wait();
          })
    {
        EXPECT(eventually([&] { return task_ != 0 && waits(task_); }));
    }

    ~waiter()
    {
        if (thread_.joinable())
        {
            // The case has failed.
            p_.kill();
            thread_.join();
        }
    }

    // The system call in which the thread blocks.
    std::vector<unsigned long> call() const
    {
        return blocking_call(task_);
    }

    bool waits_by_pid() const
    {
        return is_blocked_in(task_, SYS_waitid);
    }

    int result()
    {
        thread_.join();
        return result_;
    }

private:
    sp::Popen& p_;
    std::atomic<long> task_{0};
    int result_ = 0;
    std::thread thread_;
};

// Check with pidfds, without pidfds, with pidfds that take no signals, and with
// pidfds that the program has closed.
void check_each_way(
    std::function<void(std::function<void()> const&)> const& body)
{
    auto const bounded = [&](std::function<void()> const& lose) {
        return [&body, lose] {
            ::alarm(60);
            body(lose);
        };
    };
    check_with_and_without_pidfds(bounded([] {}));
    BOOST_TEST_CONTEXT("that take no signals")
    {
        CHECK_FORKED(
            bounded([] { refuse_calls({SYS_pidfd_send_signal}, EPERM); }));
    }
    BOOST_TEST_CONTEXT("closed")
    {
        CHECK_FORKED(bounded([] { close_pidfds(); }));
    }
}

} // namespace

boost::test_tools::assertion_result can_look(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result answer(blocking_calls_are_visible());
    answer.message() << "the kernel does not show system calls";
    return answer;
}

BOOST_AUTO_TEST_SUITE(waiters, *boost::unit_test::fixture<leaves_no_trace>() *
                                   boost::unit_test::precondition(&can_look))

// Otherwise a signal could go to the next process with the same id.
BOOST_AUTO_TEST_CASE(a_child_that_others_may_signal_is_reaped_under_the_lock,
                     *support::may_refuse_calls)
{
    check_each_way([](auto const& lose) {
        sp::Popen p(child({"forever"}));
        lose();
        waiter first(p);
        EXPECT(eventually([&] { return first.waits_by_pid(); }));
        EXPECT((first.call().at(4) & WNOWAIT) != 0);
        p.kill();
        EXPECT(first.result() == -SIGKILL);
        EXPECT(p.poll() == -SIGKILL);
        EXPECT(no_children());
    });
}

// When the first thread has reaped the child, the id may belong to another
// process.
BOOST_AUTO_TEST_CASE(only_one_thread_waits_by_the_pid,
                     *support::may_refuse_calls)
{
    check_each_way([](auto const& lose) {
        sp::Popen p(child({"forever"}));
        lose();
        waiter first(p);
        EXPECT(eventually([&] { return first.waits_by_pid(); }));
        waiter second(p);
        waiter third(p);
        EXPECT(!second.waits_by_pid());
        EXPECT(!third.waits_by_pid());
        p.kill();
        EXPECT(first.result() == -SIGKILL);
        EXPECT(second.result() == -SIGKILL);
        EXPECT(third.result() == -SIGKILL);
        EXPECT(no_children());
    });
}

#if defined(__x86_64__)

namespace {

// Handles a refused ppoll(): for a pidfd it returns at once that the descriptor
// is ready.
void answer_poll(int, siginfo_t*, void* context)
{
    auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
    auto* const set = reinterpret_cast<pollfd*>(registers[REG_RDI]);
    auto const count = static_cast<std::size_t>(registers[REG_RSI]);
    auto const keep = errno;
    long ready = 0;
    for (std::size_t i = 0; i != count; ++i)
    {
        char path[32];
        char target[32] = {};
        std::snprintf(path, sizeof path, "/proc/self/fd/%d", set[i].fd);
        auto const size = ::readlink(path, target, sizeof target);
        std::string_view const name(target, size > 0 ? size : 0);
        bool const pidfd = name.find("pidfd") != name.npos;
        set[i].revents = pidfd ? set[i].events : short(0);
        ready += pidfd ? 1 : 0;
    }
    if (ready == 0)
    {
        // The filter lets this call pass.
        auto const n =
            ::syscall(SYS_ppoll, set, count, registers[REG_RDX], nullptr, 0);
        ready = n < 0 ? -errno : n;
    }
    registers[REG_RAX] = ready;
    errno = keep;
}

// From now on pidfds cannot be polled, as in Linux 5.2. Only for use in
// run_forked().
void make_pidfds_unpollable()
{
    struct sigaction action = {};
    action.sa_sigaction = answer_poll;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    EXPECT(::sigaction(SIGSYS, &action, nullptr) == 0);
    auto const number = static_cast<unsigned>(offsetof(seccomp_data, nr));
    auto const last = static_cast<unsigned>(offsetof(seccomp_data, args[4]));
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_ppoll, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, last),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog const filter{sizeof program / sizeof *program, program};
    EXPECT(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    EXPECT(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0);
}

} // namespace

BOOST_AUTO_TEST_CASE(it_waits_when_pidfds_cannot_be_polled)
{
    CHECK_FORKED([] {
        ::alarm(60);
        sp::Popen p(child({"line", "exit:5"}), sp::stdin_ = sp::PIPE);
        make_pidfds_unpollable();
        auto const before = cpu_seconds();
        EXPECT(expect_error<sp::TimeoutExpired>([&] { p.wait(1s); }).timeout ==
               1);
        EXPECT(cpu_seconds() - before < 0.5);
        // First no other thread waits, then one does.
        waiter first(p);
        EXPECT(expect_error<sp::TimeoutExpired>([&] {
                   p.wait(100ms);
               }).timeout == 0.1);
        waiter second(p);
        p.stdin_().write("\n");
        p.stdin_().flush();
        EXPECT(p.wait(3600s) == 5);
        EXPECT(first.result() == 5);
        EXPECT(second.result() == 5);
    });
}

// Another thread waits for the same child.
BOOST_AUTO_TEST_CASE(the_main_thread_is_interrupted_when_pidfds_are_unpollable)
{
    CHECK_FORKED([] {
        ::alarm(60);
        concur::detail::allow_interrupts();
        sp::Popen p(child({"forever"}));
        make_pidfds_unpollable();
        waiter first(p);
        auto const main = task_id();
        std::thread other([&] {
            eventually([&] { return waits(main); });
            concur::detail::post_interrupt(SIGINT);
        });
        expect_error<concur::KeyboardInterrupt>([&] { p.wait(3600s); });
        other.join();
        p.kill();
        EXPECT(first.result() == -SIGKILL);
        EXPECT(p.wait() == -SIGKILL);
    });
}

#endif

BOOST_AUTO_TEST_SUITE_END()
