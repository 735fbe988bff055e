// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/hooks.hpp>

#include "child_barrier.hpp"

#include <concur/subprocess/attach.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/reaped_later.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

// A signal interrupts a wait of the library. The interrupt hook may end the
// wait by an exception.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

// Not derived from std::exception, since a hook may throw any type.
struct interrupt
{
};

std::atomic<int> heard{0};
std::atomic<bool> throwing{true};

void hook()
{
    ++heard;
    if (throwing)
    {
        throw interrupt();
    }
}

// While it exists, a signal arrives every 20 ms, and the hook is set. Only for
// use in run_forked().
class interruptions
{
public:
    interruptions()
    {
        struct sigaction action = {};
        action.sa_handler = [](int) {};
        ::sigaction(SIGALRM, &action, nullptr);
        before_ = concur::set_interrupt_hook(hook);
        heard = 0;
        itimerval const often{{0, 20000}, {0, 20000}};
        ::setitimer(ITIMER_REAL, &often, nullptr);
    }

    ~interruptions()
    {
        itimerval const never{};
        ::setitimer(ITIMER_REAL, &never, nullptr);
        concur::set_interrupt_hook(before_);
    }

private:
    concur::interrupt_hook before_;
};

void leaves(std::function<void()> const& body, std::string const& what)
{
    interruptions const often;
    bool left = false;
    try
    {
        body();
    }
    catch (interrupt const&)
    {
        left = true;
    }
    expect(left, what);
    // Another signal may arrive in the moment that the child gets to end by
    // itself.
    EXPECT(heard >= 1);
}

// Every wait is interrupted, and repeated without the hook.
void waits_are_left()
{
    {
        sp::Popen p(child({"line", "exit:3"}), sp::stdin_ = sp::PIPE);
        leaves([&] { p.wait(); }, "wait");
        leaves([&] { p.wait(60s); }, "wait with a timeout");
        if (!portable_kernel())
        {
            auto attached = sp::attach(p.pid());
            leaves([&] { attached.wait(); }, "wait for an attached process");
        }
        EXPECT(!p.poll());
        p.stdin_().write("x\n");
        p.stdin_().flush();
        EXPECT(p.wait() == 3);
    }
    {
        sp::Popen p(child({"out:some", "line", "out: more"}),
                    sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
        leaves([&] { p.stdout_().read(); }, "read");
        EXPECT(!p.poll());
        p.stdin_().write("x\n");
        p.stdin_().close();
        // No byte that was read before is lost.
        EXPECT(p.stdout_().read() == "somex\n more");
        EXPECT(p.wait() == 0);
    }
    {
        child_barrier g;
        sp::Popen p(child({"out:some", "err:x", g.wait_action(), "out: more"}),
                    sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                    sp::pass_fds = {g.descriptor()});
        leaves([&] { p.communicate(); }, "communicate");
        leaves([&] { p.communicate({}, 60s); }, "communicate with a timeout");
        g.release();
        auto const o = p.communicate();
        EXPECT(*o.stdout_ == "some more");
        EXPECT(*o.stderr_ == "x");
        EXPECT(p.returncode() == 0);
    }
    {
        // The child does not read, so that sending its input blocks.
        std::string const much(1 << 20, 'x');
        child_barrier g;
        sp::Popen p(child({g.wait_action(), "count"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE, sp::pass_fds = {g.descriptor()});
        leaves([&] { p.communicate(much); }, "sending");
        g.release();
        EXPECT(*p.communicate().stdout_ == std::to_string(much.size()));
    }
    {
        std::string const much(1 << 20, 'x');
        sp::Popen p(child({"forever"}), sp::stdin_ = sp::PIPE);
        leaves([&] { p.stdin_().write(much); }, "write");
        p.kill();
        EXPECT(p.wait() == -SIGKILL);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(interrupts, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_hook_that_throws_leaves_every_wait)
{
    CHECK_FORKED([] {
        auto const descriptors = open_descriptors();
        waits_are_left();
        EXPECT(no_children());
        auto const now = open_descriptors();
        expect(now == descriptors, "no descriptor is left");
    });
}

BOOST_AUTO_TEST_CASE(a_hook_that_throws_leaves_every_wait_without_pidfds,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({SYS_clone3, SYS_pidfd_open}, ENOSYS);
        sp::Popen p(
            child({"line", "exit:3"}), sp::stdin_ = sp::PIPE,
            sp::preexec_fn = [] {});
        leaves([&] { p.wait(); }, "wait");
        leaves([&] { p.wait(60s); }, "wait with a timeout");
        p.stdin_().write("x\n");
        p.stdin_().flush();
        EXPECT(p.wait() == 3);
    });
}

BOOST_AUTO_TEST_CASE(run_kills_the_child_when_the_hook_throws)
{
    CHECK_FORKED([] {
        for (auto kind : {0, 1, 2, 3})
        {
            EXPECT(leaves_no_child([=] {
                leaves(
                    [=] {
                        switch (kind)
                        {
                        case 0:
                            sp::run(child({"forever"}));
                            break;
                        case 1:
                            sp::run(child({"forever"}), sp::capture_output);
                            break;
                        case 2:
                            sp::call(child({"forever"}), sp::timeout = 60s);
                            break;
                        default:
                            sp::check_output(child({"forever"}));
                        }
                    },
                    "run " + std::to_string(kind));
            }));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_hook_that_returns_lets_the_wait_go_on)
{
    CHECK_FORKED([] {
        throwing = false;
        interruptions const often;
        // If this thread is stopped, one signal stands for several.
        EXPECT(eventually([] {
            heard = 0;
            auto const r = sp::run(child({"sleep:0.2", "out:x"}),
                                   sp::capture_output, sp::timeout = 60s);
            EXPECT(*r.stdout_ == "x");
            return heard > 1;
        }));
        sp::Popen p(child({"forever"}));
        auto const begin = std::chrono::steady_clock::now();
        bool expired = false;
        try
        {
            p.wait(100ms);
        }
        catch (sp::TimeoutExpired const&)
        {
            expired = true;
        }
        EXPECT(expired);
        EXPECT(std::chrono::steady_clock::now() - begin >= 100ms);
        p.kill();
        EXPECT(p.wait() == -SIGKILL);
    });
}

// A destructor cannot throw: the next wait does. A later start reaps the child.
BOOST_AUTO_TEST_CASE(a_destructor_survives_a_hook_that_throws)
{
    CHECK_FORKED([] {
        child_barrier g;
        // Its start may be a wait, too.
        std::optional<sp::Popen> p(std::in_place, child({g.wait_action()}),
                                   sp::pass_fds = {g.descriptor()});
        {
            interruptions const often;
            p.reset();
        }
        EXPECT(heard >= 1);
        sp::Popen other(child({"forever"}));
        bool left = false;
        try
        {
            other.wait();
        }
        catch (interrupt const&)
        {
            left = true;
        }
        EXPECT(left);
        other.kill();
        other.wait();
        g.release();
        EXPECT(reaped_later());
    });
}

BOOST_AUTO_TEST_SUITE_END()
