// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/policy.hpp>

#include "child_barrier.hpp"
#include "warnings.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

namespace {

template<sp::destroy Choice>
struct choosing : sp::default_policy
{
    static constexpr auto on_destroy = Choice;
};

using detached = sp::basic_popen<choosing<sp::destroy::detach>>;

void await_end(long pid)
{
    siginfo_t info{};
    BOOST_TEST(
        ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOWAIT) == 0);
}

// True if the child neither runs nor is a zombie.
bool reaped(long pid)
{
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid), &info,
                    WEXITED | WNOHANG | WNOWAIT) != 0 &&
           errno == ECHILD;
}

bool runs(long pid)
{
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(pid), &info,
                    WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid == 0;
}

void check_fails_to_start()
{
    BOOST_CHECK_THROW(sp::Popen("/nonexisting_i_hope"),
                      concur::FileNotFoundError);
}

} // namespace

BOOST_AUTO_TEST_SUITE(destructor, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    posix_destructor_running_child_tracked,
    *boost::unit_test::label(
        "py:subprocess.posix.destructor.running_child_tracked"))
{
    child_barrier g;
    long pid = 0;
    sp::stream out;
    {
        detached p(child({g.wait_action(), "out:alive"}),
                   sp::stdout_ = sp::PIPE, sp::pass_fds = {g.descriptor()});
        pid = p.pid();
        out = p.stdout_();
    }
    BOOST_TEST(runs(pid));
    // A start at this time does not reap the child, and does not wait for it.
    BOOST_TEST(sp::call(child({"exit:3"})) == 3);
    BOOST_TEST(runs(pid));
    g.release();
    BOOST_TEST(out.read() == "alive");
    await_end(pid);
    BOOST_TEST(sp::call(child({"exit:3"})) == 3);
    BOOST_TEST(reaped(pid));
}

BOOST_AUTO_TEST_CASE(posix_destructor_reaped_at_next_start,
                     *boost::unit_test::label(
                         "py:subprocess.posix.destructor.reaped_at_next_start"))
{
    long pid = 0;
    long other = 0;
    {
        detached p(child({"forever"}));
        detached q(child({"forever"}));
        pid = p.pid();
        other = q.pid();
    }
    ::kill(static_cast<pid_t>(pid), SIGKILL);
    await_end(pid);
    BOOST_TEST(!reaped(pid));
    check_fails_to_start();
    BOOST_TEST(::waitpid(static_cast<pid_t>(pid), nullptr, WNOHANG) == -1);
    BOOST_TEST(errno == ECHILD);
    BOOST_TEST(runs(other));
    ::kill(static_cast<pid_t>(other), SIGKILL);
    await_end(other);
    check_fails_to_start();
    BOOST_TEST(reaped(other));
}

BOOST_AUTO_TEST_CASE(
    destructor_resource_warning,
    *boost::unit_test::label("py:subprocess.destructor.resource_warning"))
{
    heard_warnings warnings(concur::warning::resource);
    auto const text = [](long pid) {
        return "subprocess " + std::to_string(pid) + " is still running";
    };
    // A child that has ended is reaped by the destructor.
    long ended = 0;
    {
        detached p(child({}));
        ended = p.pid();
        await_end(ended);
        BOOST_TEST(warnings.texts.empty());
    }
    BOOST_TEST(reaped(ended));
    BOOST_TEST_REQUIRE(warnings.texts.size() == 1u);
    BOOST_TEST(warnings.texts[0] == text(ended));

    long running = 0;
    {
        detached p(child({"forever"}));
        running = p.pid();
    }
    BOOST_TEST_REQUIRE(warnings.texts.size() == 2u);
    BOOST_TEST(warnings.texts[1] == text(running));
    ::kill(static_cast<pid_t>(running), SIGKILL);
    await_end(running);
    check_fails_to_start();
    BOOST_TEST(reaped(running));

    // There is no warning if the child was waited for, or if the destructor
    // waits.
    {
        detached p(child({}));
        p.wait();
        sp::Popen q(child({}));
        detached moved(std::move(p));
    }
    BOOST_TEST(warnings.texts.size() == 2u);
}

BOOST_AUTO_TEST_CASE(destructor_terminate)
{
    scratch_directory place;
    auto const path = place.file("out");
    {
        sp::basic_popen<choosing<sp::destroy::terminate>> p(
            {"sh", "-c", "exec \"$0\" trap:15 err:ready forever >\"$1\"",
             child(), path},
            sp::stderr_ = sp::PIPE);
        BOOST_TEST(p.stderr_().read(5) == "ready");
    }
    BOOST_TEST(read_file(path) == "caught 15\n");
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(destructor_kill)
{
    sp::stream out;
    {
        sp::basic_popen<choosing<sp::destroy::kill>> p(
            child({"ignore:15", "out:ready", "forever"}),
            sp::stdout_ = sp::PIPE);
        out = p.stdout_();
        BOOST_TEST(out.read(5) == "ready");
    }
    BOOST_TEST(out.closed());
    BOOST_TEST(no_children());
}

// A destructor that detaches does not wait, even if the child does not read its
// input.
BOOST_AUTO_TEST_CASE(destructor_detached_does_not_wait_for_a_reader)
{
    child_barrier g;
    std::optional<detached> p(std::in_place, child({g.wait_action(), "count"}),
                              sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                              sp::pass_fds = {g.descriptor()},
                              sp::bufsize = 200000);
    auto out = p->stdout_();
    // More data than the pipe holds, all of it in the buffer.
    p->stdin_().write(std::string(150000, 'x'));
    p.reset();
    g.release();
    // The child has got as much as the pipe had room for.
    auto const size = std::stol(out.read());
    BOOST_TEST(size >= 4096);
    BOOST_TEST(size < 150000);
    BOOST_TEST(reaped_later());
}

// The same if the pipe cannot be opened again, and takes little at once.
BOOST_AUTO_TEST_CASE(destructor_detached_writes_what_the_pipe_has_room_for)
{
    auto const body = [](bool exhausted) {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        sp::stream out;
        {
            detached p(child({"await:" + std::to_string(ends[0]), "count"}),
                       sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                       sp::pass_fds = {ends[0]}, sp::bufsize = 100000);
            out = p.stdout_();
            p.stdin_().write(std::string(30000, 'x'));
            rlimit limit{};
            EXPECT(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
            if (exhausted)
            {
                // poll() fails if the limit is 0.
                limit.rlim_cur = 1;
                EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
            }
        }
        ::close(ends[1]);
        EXPECT(out.read() == "30000");
    };
    CHECK_FORKED([&] { body(false); });
    CHECK_FORKED([&] { body(true); });
}

BOOST_AUTO_TEST_CASE(destructor_of_what_was_moved_from)
{
    child_barrier g;
    std::optional<sp::Popen> p(std::in_place,
                               child({g.wait_action(), "exit:3"}),
                               sp::pass_fds = {g.descriptor()});
    sp::Popen q(std::move(*p));
    p.reset();
    BOOST_TEST(!q.poll());
    g.release();
    BOOST_TEST(q.wait() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
