// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "async_popen.hpp"

#include <concur/hooks.hpp>

#include <support/failing_allocation.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/reaped_later.hpp>
#include <support/refused_calls.hpp>

#include <boost/asio/buffer.hpp>
#include <boost/asio/execution/blocking.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include <sys/resource.h>
#include <sys/syscall.h>

// What the system, the memory or the executor refuses.

using namespace std::chrono_literals;
using support::reaped_later;

namespace {

/// An io_context and what its executor does instead of posting.
struct odd_context
{
    asio::io_context io;
    int refusals = 0;          // so many functions are refused
    bool runs_at_once = false; // although the executor says that it does not
};

struct odd_executor
{
    odd_context* c;

    asio::io_context& query(asio::execution::context_t) const noexcept
    {
        return c->io;
    }

    asio::execution::blocking_t
    query(asio::execution::blocking_t) const noexcept
    {
        return asio::execution::blocking.never;
    }

    // Boost 1.83 does not compile where this property is known at compile time.
    odd_executor require(asio::execution::blocking_t::never_t) const noexcept
    {
        return *this;
    }

    template<class Function>
    void execute(Function f) const
    {
        if (c->refusals > 0)
        {
            --c->refusals;
            throw std::bad_alloc();
        }
        if (c->runs_at_once)
        {
            f();
            return;
        }
        c->io.get_executor().execute(std::move(f));
    }

    bool operator==(odd_executor const&) const noexcept = default;
};

struct odd : sp::default_policy
{
    using executor_type = odd_executor;
    static constexpr auto on_destroy = sp::destroy::kill;
};

struct odd_terminates : sp::default_policy
{
    using executor_type = odd_executor;
    static constexpr auto on_destroy = sp::destroy::terminate;
};

struct kills : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

/// No descriptor more than there are now can be opened.
void use_up_descriptors()
{
    rlimit const limit{3, 3};
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

/// The first allocation fails, then the second, and so on, until none fails.
/// `call` runs with such a failure; `check` is told whether it threw.
template<class Call, class Check>
void check_allocations(Call const& call, Check const& check)
{
    for (int n = 0;; ++n)
    {
        BOOST_TEST_REQUIRE(n < 1000);
        bool thrown = false;
        allocations_left = n;
        try
        {
            call();
        }
        catch (std::bad_alloc const&)
        {
            thrown = true;
        }
        auto const done = allocations_left >= 0;
        allocations_left = -1;
        check(thrown);
        if (done)
        {
            BOOST_TEST(n > 3);
            return;
        }
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen_faults,
                      *boost::unit_test::fixture<leaves_no_trace>())

// Each allocation of a wait fails once: the wait does not begin, or ends with
// an error. The child is not affected, and another wait succeeds.
BOOST_AUTO_TEST_CASE(memory_for_a_wait)
{
    asio::io_context io;
    std::unique_ptr<sp::Popen> p;
    std::unique_ptr<waited> w;
    check_allocations(
        [&] {
            auto const left = std::exchange(allocations_left, -1);
            p = std::make_unique<sp::Popen>(io.get_executor(),
                                            child({"drain", "exit:3"}),
                                            sp::stdin_ = sp::PIPE);
            w = std::make_unique<waited>();
            allocations_left = left;
            p->async_wait(w->handler());
            io.restart();
            io.run_for(1ms);
            p->stdin_().close();
            io.run();
        },
        [&](bool thrown) {
            BOOST_TEST(w->calls <= 1);
            BOOST_TEST((thrown || w->calls == 1));
            BOOST_TEST((w->calls == 0 || w->code == 3 ||
                        w->error == asio::error::no_memory));
            p->stdin_().close();
            waited again;
            p->async_wait(again.handler());
            io.restart();
            io.run();
            BOOST_TEST(again.code == 3);
            BOOST_TEST(w->calls <= 1);
        });
}

// The same for a read, a write and a destructor.
BOOST_AUTO_TEST_CASE(memory_for_streams)
{
    asio::io_context io;
    std::array<char, 10> to;
    std::unique_ptr<sp::basic_popen<kills>> p;
    int calls = 0;
    check_allocations(
        [&] {
            auto const left = std::exchange(allocations_left, -1);
            p = std::make_unique<sp::basic_popen<kills>>(
                io.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
            calls = 0;
            allocations_left = left;
            auto const handler = [&](error_code, std::size_t) { ++calls; };
            p->async_stdout().async_read_some(asio::buffer(to), handler);
            p->async_stdin().async_write_some(asio::buffer("abc", 3), handler);
            io.restart();
            io.run();
            p.reset();
            io.restart();
            io.run();
        },
        [&](bool thrown) {
            BOOST_TEST((thrown || calls == 2));
            p.reset();
            io.restart();
            io.run();
            BOOST_TEST(reaped_later());
        });
}

// The same for async_communicate(): if it ends with an error or does not begin,
// another call collects the output.
BOOST_AUTO_TEST_CASE(memory_for_communicate)
{
    asio::io_context io;
    std::unique_ptr<sp::Popen> p;
    std::unique_ptr<spoken<>> s;
    check_allocations(
        [&] {
            auto const left = std::exchange(allocations_left, -1);
            p = std::make_unique<sp::Popen>(
                io.get_executor(), child({"out:abc"}), sp::stdout_ = sp::PIPE);
            s = std::make_unique<spoken<>>();
            allocations_left = left;
            p->async_communicate(s->handler());
            io.restart();
            io.run();
        },
        [&](bool thrown) {
            BOOST_TEST((thrown || s->calls == 1));
            if (s->calls == 1 && s->error)
            {
                BOOST_TEST(s->throws<std::bad_alloc>(
                    [](auto const&) { return true; }));
            }
            BOOST_TEST(p->communicate().stdout_.value() == "abc");
        });
}

// An executor that refuses the first step of a wait: the wait ends with an
// error. If it refuses the handler as well, the function throws. Nothing is
// left.
BOOST_AUTO_TEST_CASE(refused_posts)
{
    odd_context c;
    {
        sp::basic_popen<odd> p(odd_executor{&c}, child({"forever"}));
        waited none;
        c.refusals = 2;
        BOOST_CHECK_THROW(p.async_wait(none.handler()), std::bad_alloc);
        c.refusals = 1;
        waited refused;
        p.async_wait(refused.handler());
        BOOST_TEST(refused.calls == 0);
        c.io.run();
        BOOST_TEST(none.calls == 0);
        BOOST_TEST(refused.calls == 1);
        BOOST_TEST(refused.error == asio::error::no_memory);
        waited w;
        p.async_wait(w.handler());
        c.io.restart();
        c.io.run_for(5ms);
        p.kill();
        c.io.restart();
        c.io.run();
        BOOST_TEST(w.code == -SIGKILL);
    }
    // The destructor cannot let the executor reap the child, which has not
    // ended.
    long pid = 0;
    {
        sp::basic_popen<odd_terminates> p(
            odd_executor{&c}, child({"ignore:15", "out:x", "forever"}),
            sp::stdout_ = sp::PIPE);
        BOOST_TEST(p.stdout_().read(1) == "x");
        pid = p.pid();
        c.refusals = 1;
    }
    BOOST_TEST(c.refusals == 0);
    ::kill(static_cast<pid_t>(pid), SIGKILL);
    BOOST_TEST(reaped_later());
}

// An executor that runs steps at once, even in a destructor, blocks nothing. A
// handler and a function of the caller destroy the object there.
BOOST_AUTO_TEST_CASE(an_executor_that_runs_at_once)
{
    using Popen = sp::basic_popen<odd>;
    odd_context c;
    c.runs_at_once = true;
    odd_executor const ex{&c};
    auto p = std::make_unique<Popen>(ex, child({}));
    p->wait();
    int calls = 0;
    p->async_wait([&](error_code, int) {
        ++calls;
        p.reset();
    });
    BOOST_TEST(calls == 1);
    BOOST_TEST(!p);
    p = std::make_unique<Popen>(
        ex, child({"out:ab", "forever"}),
        sp::on_stdout = [&](std::string_view) {
            ++calls;
            p.reset();
        });
    spoken<Popen> s;
    waited w;
    p->async_wait(w.handler());
    p->async_communicate(s.handler());
    c.io.run();
    BOOST_TEST(calls == 2);
    BOOST_TEST(s.aborted());
    BOOST_TEST(w.aborted());
    BOOST_TEST(no_children());
}

// Without descriptors, the constructor fails, and operations that have none
// look from time to time.
BOOST_AUTO_TEST_CASE(no_descriptors)
{
    CHECK_FORKED([] {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"cat"}), sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE);
        waited w;
        waited without_reactor;
        asio::io_context late;
        sp::Popen other(late.get_executor(), child({"drain", "exit:4"}),
                        sp::stdin_ = sp::PIPE);
        asio::steady_timer const made_by_it(io); // the descriptors of Asio
        use_up_descriptors();
        try
        {
            sp::Popen q(io.get_executor(), child({}));
            EXPECT(false);
        }
        catch (concur::OSError const& e)
        {
            EXPECT(e.errno_() == EMFILE);
        }
        p.async_wait(w.handler());
        io.run_for(10ms);
        EXPECT(w.calls == 0);
        p.stdin_().close();
        io.restart();
        io.run();
        EXPECT(!w.error && w.code == 0);
        // A context without descriptors cannot wait. The error says why.
        other.async_wait(without_reactor.handler());
        late.run();
        EXPECT(without_reactor.error.value() == EMFILE);
        other.stdin_().close();
        EXPECT(other.wait() == 4);
    });
}

// The error of the system goes to the handler.
BOOST_AUTO_TEST_CASE(waits_that_fail, *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"drain"}), sp::stdin_ = sp::PIPE);
        waited w;
        p.async_wait(w.handler());
        support::refuse_calls({SYS_waitid}, EPERM);
        io.run();
        EXPECT(w.calls == 1 && w.error.value() == EPERM);
    });
}

BOOST_AUTO_TEST_SUITE_END()
