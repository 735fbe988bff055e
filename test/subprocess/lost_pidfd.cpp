// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "both_ways.hpp"
#include "checks.hpp"

#include <concur/subprocess/run.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// A program may close descriptors that are not its own, as daemons do; their
// numbers then belong to other files.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

struct detached : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

// Closes every pidfd of this process; the lowest number, or -1 without any.
int close_pidfds()
{
    int lowest = -1;
    for (auto const& [number, what] : open_descriptors())
    {
        if (what == "anon_inode:[pidfd]")
        {
            ::close(number);
            lowest = lowest < 0 ? number : lowest;
        }
    }
    return lowest;
}

// Puts a file at a number that was closed before the file was opened.
void move_to(int file, int number)
{
    EXPECT(number < 0 || file == number ||
           ::dup3(file, number, O_CLOEXEC) == number);
}

// With pidfds and without, and where all of them have the same inode.
void check_each_way(std::function<void()> const& body)
{
    check_both_ways(body);
    BOOST_TEST_CONTEXT("without inodes")
    {
        CHECK_APART([&] {
            refuse_calls({SYS_fstatfs}, ENOSYS);
            body();
        });
    }
}

double cpu_seconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& t) {
        return static_cast<double>(t.tv_sec) +
               static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace

BOOST_AUTO_TEST_SUITE(lost_pidfd, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_signal_goes_to_its_own_child)
{
    check_each_way([] {
        std::optional<sp::Popen> p(std::in_place, child({"forever"}));
        close_pidfds();
        // Gets the number of the descriptor that was closed.
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

// /dev/null is always ready, a pipe never is.
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
            EXPECT(caught<sp::TimeoutExpired>([&] { p->wait(1s); }).timeout ==
                   1);
            EXPECT(cpu_seconds() - before < 0.5);
            p->kill();
            EXPECT(p->wait(30s) == -SIGKILL);
            p.reset();
            // It is not closed as if it were the child's.
            EXPECT(number < 0 || ::fcntl(number, F_GETFD) >= 0);
            ::close(number);
            ::close(file);
        }
        ::close(ends[1]);
    });
}

BOOST_AUTO_TEST_CASE(a_wait_returns_when_the_child_ends)
{
    check_each_way([] {
        sp::Popen p(child({"line", "exit:5"}), sp::stdin_ = sp::PIPE);
        auto const number = close_pidfds();
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        move_to(ends[0], number);
        p.stdin_().write("\n");
        p.stdin_().flush();
        EXPECT(p.wait(3600s) == 5);
    });
}

// The list of children whose objects are gone looks at descriptors, too.
BOOST_AUTO_TEST_CASE(an_abandoned_child_is_reaped_without_its_pidfd)
{
    check_each_way([] {
        {
            sp::basic_popen<detached> p(child({"line"}), sp::stdin_ = sp::PIPE);
        }
        auto const number = close_pidfds();
        auto const file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        move_to(file, number);
        EXPECT(eventually([] {
            sp::call(child({}));
            return no_children();
        }));
        EXPECT(number < 0 || ::fcntl(number, F_GETFD) >= 0);
    });
}

BOOST_AUTO_TEST_SUITE_END()
