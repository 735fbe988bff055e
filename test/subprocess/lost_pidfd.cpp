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
#include <concur/subprocess/attach.hpp>
#include <concur/subprocess/run.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/reaped_later.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// A program may close descriptors that it did not open, as daemons do. The
// numbers may then be used for other files.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

struct detached : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

// Adds a time limit, so that a call that hangs fails only its own case.
std::function<void()> bounded(std::function<void()> const& body)
{
    return [body] {
        ::alarm(60);
        body();
    };
}

// Give a file the number of a descriptor that was closed before.
void move_to(int file, int number)
{
    EXPECT(number < 0 || file == number ||
           ::dup3(file, number, O_CLOEXEC) == number);
}

// Check a body as on Linux before 6.9, where all pidfds have the same inode.
void check_without_inodes(std::function<void()> const& body)
{
    BOOST_TEST_CONTEXT("without inodes")
    {
        CHECK_FORKED([&] {
            refuse_calls({SYS_fstatfs}, ENOSYS);
            bounded(body)();
        });
    }
}

// Check a body with pidfds, without pidfds, and with pidfds of one inode.
void check_each_way(std::function<void()> const& body)
{
    check_with_and_without_pidfds(bounded(body));
    check_without_inodes(body);
}

// While it exists, no descriptor above a number can be opened.
class descriptor_limit
{
public:
    explicit descriptor_limit(int end)
    {
        EXPECT(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
        rlimit const now{static_cast<rlim_t>(end), before_.rlim_max};
        EXPECT(::setrlimit(RLIMIT_NOFILE, &now) == 0);
    }

    ~descriptor_limit()
    {
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }

    descriptor_limit(descriptor_limit const&) = delete;
    descriptor_limit& operator=(descriptor_limit const&) = delete;

private:
    rlimit before_{};
};

int lowest_free()
{
    int const number = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    ::close(number);
    return number;
}

} // namespace

BOOST_AUTO_TEST_SUITE(lost_pidfd,
                      *boost::unit_test::fixture<leaves_no_trace>() *
                          support::may_refuse_calls)

BOOST_AUTO_TEST_CASE(a_signal_goes_to_its_own_child)
{
    check_each_way([] {
        std::optional<sp::Popen> p(std::in_place, child({"forever"}));
        close_pidfds();
        // The pidfd of this child gets the number of the descriptor that was
        // closed.
        sp::Popen other(child({"forever"}));
        p->kill();
        EXPECT(p->wait(30s) == -SIGKILL);
        EXPECT(!other.poll());
        auto const before = open_descriptors();
        p.reset();
        EXPECT(open_descriptors() == before);
        other.terminate();
        EXPECT(other.wait(30s) == -SIGTERM);
    });
}

// The pidfd of a reaped child refers to no process, and may have the number of
// the closed one.
BOOST_AUTO_TEST_CASE(a_signal_is_not_lost_to_a_child_that_was_reaped)
{
    check_each_way([] {
        sp::Popen p(child({"forever"}));
        close_pidfds();
        sp::Popen other(child({"exit:3"}));
        EXPECT(other.wait() == 3);
        EXPECT(!p.poll());
        p.kill();
        EXPECT(p.wait(30s) == -SIGKILL);
    });
}

BOOST_AUTO_TEST_CASE(a_signal_to_an_attached_process_is_an_error)
{
    if (portable_kernel())
    {
        return;
    }
    auto const body = [] {
        sp::Popen first(child({"forever"}));
        sp::Popen second(child({"forever"}));
        std::optional p(sp::attach(first.pid()));
        close_pidfds();
        // It gets one of the numbers that were closed.
        auto q = sp::attach(second.pid());
        auto r = sp::attach(second.pid());
        auto s = sp::attach(second.pid());
        auto const e = expect_error<concur::OSError>([&] { p->kill(); });
        EXPECT(e.errno_() == EBADF);
        p.reset();
        EXPECT(!q.poll() && !r.poll() && !s.poll());
        first.kill();
        second.kill();
        EXPECT(first.wait(30s) == -SIGKILL);
        EXPECT(second.wait(30s) == -SIGKILL);
    };
    CHECK_FORKED(bounded(body));
    check_without_inodes(body);
}

// Without a free descriptor, the system tells nothing about a pidfd, unless it
// has an inode of its own.
BOOST_AUTO_TEST_CASE(no_descriptor_leaks_when_none_is_free)
{
    check_each_way([] {
        auto const before = open_descriptors();
        for (int i = 0; i != 3; ++i)
        {
            std::optional<sp::Popen> p(std::in_place, child({"forever"}));
            descriptor_limit const none(0);
            EXPECT(!p->poll());
            p->kill();
            EXPECT(p->wait(30s) == -SIGKILL);
            p.reset();
        }
        EXPECT(open_descriptors() == before);
    });
}

BOOST_AUTO_TEST_CASE(a_pidfd_that_is_never_identified_is_closed_at_once)
{
    check_without_inodes([] {
        sp::call(child({}));
        auto const before = open_descriptors();
        std::optional<sp::Popen> p;
        try
        {
            // The pidfd uses the last free number.
            descriptor_limit const few(lowest_free() + 1);
            p.emplace(child({"forever"}));
        }
        catch (concur::OSError const& e)
        {
            EXPECT(e.errno_() == EMFILE);
            BOOST_TEST_MESSAGE("skipped: a start takes more of them here");
            return;
        }
        auto const during = open_descriptors();
        p->kill();
        EXPECT(p->wait(30s) == -SIGKILL);
        EXPECT(during == before);
    });
}

// A file that cannot be told from the pidfd is not closed in its place.
BOOST_AUTO_TEST_CASE(a_file_of_others_stays_open_when_none_is_free)
{
    check_each_way([] {
        std::optional<sp::Popen> p(std::in_place, child({"forever"}));
        auto const number = close_pidfds();
        auto const file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        move_to(file, number);
        {
            descriptor_limit const none(0);
            p->kill();
            EXPECT(p->wait(30s) == -SIGKILL);
            p.reset();
        }
        EXPECT(::fcntl(file, F_GETFD) >= 0);
        EXPECT(number < 0 || ::fcntl(number, F_GETFD) >= 0);
    });
}

// The kernel shows all ids of a child that has a pid namespace of its own.
BOOST_AUTO_TEST_CASE(a_child_in_another_namespace_is_known)
{
    check_without_inodes([] {
        auto const with_child = [] {
            sp::Popen p(child({"forever"}));
            auto const all = open_descriptors();
            p.kill();
            EXPECT(p.wait(30s) == -SIGKILL);
            return all;
        };
        auto const here = with_child();
        auto const before = open_descriptors();
        if (::unshare(CLONE_NEWPID) != 0 &&
            ::unshare(CLONE_NEWUSER | CLONE_NEWPID) != 0)
        {
            BOOST_TEST_MESSAGE("skipped: namespaces may not be made");
            return;
        }
        // The first process of the namespace: without it no other can be
        // started.
        EXPECT(with_child() == here);
        EXPECT(open_descriptors() == before);
    });
}

BOOST_AUTO_TEST_CASE(a_signal_needs_no_pidfd)
{
    check_each_way([] {
        sp::Popen p(child({"forever"}));
        close_pidfds();
        p.terminate();
        EXPECT(p.wait(30s) == -SIGTERM);
        sp::Popen q(child({"exit:3"}));
        close_pidfds();
        EXPECT(q.wait() == 3);
    });
}

// /dev/null is always ready; the pipe never is.
BOOST_AUTO_TEST_CASE(a_wait_notices_that_the_file_is_another)
{
    check_each_way([] {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        for (int const file :
             {::open("/dev/null", O_RDONLY | O_CLOEXEC), ends[0]})
        {
            std::optional<sp::Popen> p(std::in_place, child({"forever"}));
            auto const number = close_pidfds();
            move_to(file, number);
            auto const before = cpu_seconds();
            EXPECT(expect_error<sp::TimeoutExpired>([&] {
                       p->wait(1s);
                   }).timeout == 1);
            EXPECT(cpu_seconds() - before < 0.5);
            p->kill();
            EXPECT(p->wait(30s) == -SIGKILL);
            p.reset();
            // The library has not closed it.
            EXPECT(number < 0 || ::fcntl(number, F_GETFD) >= 0);
            ::close(number);
            ::close(file);
        }
        ::close(ends[1]);
    });
}

// The wait does not use the descriptor with the number of the pidfd, which is
// never ready.
BOOST_AUTO_TEST_CASE(a_wait_returns_when_the_child_ends)
{
    check_each_way([] {
        sp::Popen p(child({"line", "exit:5"}), sp::stdin_ = sp::PIPE);
        // The pipe must not get the number of the pidfd before that is closed.
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        move_to(ends[0], close_pidfds());
        std::atomic<bool> slept{false};
        std::thread other([&, waiting = task_id()] {
            slept = eventually([=] {
                return is_blocked_in_poll(waiting) ||
                       !blocking_calls_are_visible();
            });
            p.stdin_().write("\n");
            p.stdin_().flush();
        });
        auto const result = p.wait(3600s);
        other.join();
        EXPECT(slept);
        EXPECT(result == 5);
    });
}

// A start that reaps abandoned children checks their descriptors, too.
BOOST_AUTO_TEST_CASE(an_abandoned_child_is_reaped_without_its_pidfd)
{
    check_each_way([] {
        {
            sp::basic_popen<detached> p(child({"line"}), sp::stdin_ = sp::PIPE);
        }
        auto const number = close_pidfds();
        auto const file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        move_to(file, number);
        EXPECT(reaped_later());
        EXPECT(number < 0 || ::fcntl(number, F_GETFD) >= 0);
    });
}

// An interrupted run() leaves a child without an object, whose descriptor has
// never been checked.
BOOST_AUTO_TEST_CASE(a_child_that_outlives_run_is_reaped_without_its_pidfd)
{
    check_each_way([] {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        concur::detail::allow_interrupts();
        // The child is not killed, as if it took long to end.
        refuse_calls({SYS_kill, SYS_pidfd_send_signal}, ESRCH);
        std::thread other([waiting = task_id()] {
            eventually([=] {
                return is_blocked_in_poll(waiting) ||
                       !blocking_calls_are_visible();
            });
            concur::detail::post_interrupt(SIGINT);
        });
        auto const await = "await:" + std::to_string(ends[0]);
        expect_error<concur::KeyboardInterrupt>(
            [&] { sp::run(child({await}), sp::pass_fds = {ends[0]}); });
        other.join();
        EXPECT(!no_children());
        auto const number = close_pidfds();
        auto const file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        move_to(file, number);
        ::close(ends[1]);
        EXPECT(reaped_later());
        EXPECT(number < 0 || ::fcntl(number, F_GETFD) >= 0);
    });
}

BOOST_AUTO_TEST_SUITE_END()
