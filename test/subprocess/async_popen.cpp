// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_popen.hpp>

#include "async_popen.hpp"
#include "child_barrier.hpp"
#include "pidfd_modes.hpp"
#include "process_status.hpp"

#include <concur/subprocess/launcher.hpp>

#include <support/expect_error.hpp>
#include <support/reaped_later.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

// async_wait(), and what is common to all operations of a process object.

using namespace std::chrono_literals;
using support::check_with_and_without_pidfds;
using support::reaped_later;

namespace {

constexpr asio::cancellation_type all_types[] = {
    asio::cancellation_type::total, asio::cancellation_type::partial,
    asio::cancellation_type::terminal};

struct kills : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::kill;
};

struct detaches : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_popen,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(waits)
{
    asio::io_context io;
    sp::Popen p(io.get_executor(), child({"exit:3"}));
    BOOST_TEST((p.get_executor() == io.get_executor()));
    waited w;
    p.async_wait(w.handler());
    BOOST_TEST(w.calls == 0);
    io.run();
    BOOST_TEST(w.calls == 1);
    BOOST_TEST(!w.error);
    BOOST_TEST(w.code == 3);
    BOOST_TEST(p.returncode().value() == 3);
    // Once more, after the end.
    waited again;
    p.async_wait(again.handler());
    BOOST_TEST(again.calls == 0);
    io.restart();
    io.run();
    BOOST_TEST(again.code == 3);
    sp::Popen killed(io.get_executor(), {child(), "raise:9"});
    waited k;
    killed.async_wait(k.handler());
    io.restart();
    io.run();
    BOOST_TEST(k.code == -9);
}

// The library finds out by itself that a child has ended, without a thread that
// blocks, with and without pidfds.
BOOST_AUTO_TEST_CASE(many_waits_at_once)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"read:1", "exit:5"}),
                    sp::stdin_ = sp::PIPE);
        std::vector<waited> all(20);
        for (auto& each : all)
        {
            p.async_wait(each.handler());
        }
        asio::steady_timer soon(io, 20ms);
        soon.async_wait([&](error_code) { p.stdin_().close(); });
        io.run();
        for (auto const& each : all)
        {
            EXPECT(each.calls == 1 && !each.error && each.code == 5);
        }
    });
}

// Asynchronous and blocking functions of several threads share the status.
BOOST_AUTO_TEST_CASE(beside_blocking_functions)
{
    asio::thread_pool pool(4);
    for (int i = 0; i != 100; ++i)
    {
        sp::Popen p(pool.get_executor(), child({"drain", "exit:6"}),
                    sp::stdin_ = sp::PIPE);
        auto a = p.async_wait(asio::use_future);
        auto b = p.async_wait(asio::use_future);
        auto blocking =
            std::async(std::launch::async, [&] { return p.wait(); });
        auto polling = std::async(std::launch::async, [&] {
            while (!p.poll())
            {
                p.send_signal(0);
                std::this_thread::yield();
            }
            return *p.returncode();
        });
        p.stdin_().close();
        BOOST_TEST(a.get() == 6);
        BOOST_TEST(b.get() == 6);
        BOOST_TEST(blocking.get() == 6);
        BOOST_TEST(polling.get() == 6);
    }
    pool.join();
}

// Another part of the program may take the status.
BOOST_AUTO_TEST_CASE(others_reap_the_child)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"exit:3"}));
        waited w;
        p.async_wait(w.handler());
        EXPECT(::waitpid(-1, nullptr, 0) > 0);
        io.run();
        EXPECT(w.calls == 1 && !w.error && w.code == 0);
    });
}

// A cancellation at any time ends the wait and nothing else.
BOOST_AUTO_TEST_CASE(cancelled_at_each_step)
{
    check_with_and_without_pidfds([] {
        for (auto const type : all_types)
        {
            for (int steps = 0; steps != 6; ++steps)
            {
                asio::io_context io;
                sp::Popen p(io.get_executor(), child({"drain", "exit:3"}),
                            sp::stdin_ = sp::PIPE);
                asio::cancellation_signal signal;
                waited w;
                p.async_wait(
                    asio::bind_cancellation_slot(signal.slot(), w.handler()));
                for (int i = 0; i != steps; ++i)
                {
                    io.run_one_for(1ms);
                }
                EXPECT(w.calls == 0);
                signal.emit(type);
                EXPECT(w.calls == 0);
                io.restart();
                io.run();
                EXPECT(w.aborted());
                EXPECT(!p.poll() && p.stdin_() && !p.stdin_().closed());
                p.stdin_().close();
                waited again;
                p.async_wait(again.handler());
                io.restart();
                io.run();
                EXPECT(!again.error && again.code == 3);
            }
        }
    });
}

// Destroying, moving to, releasing and detaching the object end its waits, at
// any time. The context has no work of theirs afterwards.
BOOST_AUTO_TEST_CASE(gone_at_each_step)
{
    check_with_and_without_pidfds([] {
        for (int way = 0; way != 4; ++way)
        {
            for (int steps = 0; steps != 4; ++steps)
            {
                asio::io_context io;
                using Popen = sp::basic_popen<kills>;
                std::optional<Popen> p(std::in_place, io.get_executor(),
                                       child({"forever"}));
                waited w[3];
                for (auto& each : w)
                {
                    p->async_wait(each.handler());
                }
                for (int i = 0; i != steps; ++i)
                {
                    io.run_one_for(1ms);
                }
                switch (way)
                {
                case 0:
                    p.reset();
                    break;
                case 1:
                    *p = Popen(io.get_executor(), child({}));
                    p.reset();
                    break;
                case 2: {
                    try
                    {
                        auto other = p->release(io.get_executor());
                        error_code ignored;
                        other.terminate(ignored);
                    }
                    catch (boost::system::system_error const&)
                    {
                        // Boost.Process needs a pidfd. The child was killed.
                    }
                    break;
                }
                case 3: {
                    Popen other(std::move(*p));
                    break;
                }
                }
                EXPECT(w[0].calls == 0);
                io.restart();
                io.run();
                for (auto const& each : w)
                {
                    EXPECT(each.aborted());
                }
                EXPECT(no_children());
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(waits_end_if_the_child_is_detached)
{
    CHECK_FORKED([] {
        asio::io_context io;
        waited w;
        sp::stream input;
        long pid;
        {
            sp::basic_popen<detaches> p(io.get_executor(), child({"drain"}),
                                        sp::stdin_ = sp::PIPE);
            input = p.stdin_();
            pid = p.pid();
            p.async_wait(w.handler());
            io.run_one_for(1ms);
        }
        io.restart();
        io.run();
        EXPECT(w.aborted());
        // The child goes on, and a later start reaps it.
        EXPECT(!input.closed());
        EXPECT(::kill(static_cast<pid_t>(pid), 0) == 0);
        input.close();
        EXPECT(reaped_later());
    });
}

// The destructor blocks no thread: the executor reaps the child.
BOOST_AUTO_TEST_CASE(the_executor_reaps_the_child)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        support::child_barrier g;
        bool between = false;
        {
            // The child ends when its input is closed, and not at once.
            sp::Popen p(io.get_executor(), child({"drain", g.wait_action()}),
                        sp::stdin_ = sp::PIPE, sp::pass_fds = {g.descriptor()});
        }
        EXPECT(!no_children());
        asio::post(io, [&] {
            between = !no_children();
            g.release();
        });
        io.run();
        EXPECT(between);
        EXPECT(no_children());
    });
}

// If the context ends before the child, a later start reaps the child.
BOOST_AUTO_TEST_CASE(a_later_start_reaps_the_child)
{
    check_with_and_without_pidfds([] {
        for (int steps = 0; steps != 4; ++steps)
        {
            auto input = sp::stream();
            {
                asio::io_context io;
                sp::basic_popen<kills> p(io.get_executor(), child({"forever"}));
                {
                    auto const gone = std::move(p);
                }
                for (int i = 0; i != steps; ++i)
                {
                    io.poll_one();
                }
            }
            EXPECT(reaped_later());
        }
    });
}

// Buffered input that does not fit into the pipe does not block the destructor.
BOOST_AUTO_TEST_CASE(the_destructor_drops_what_does_not_fit)
{
    asio::io_context io;
    {
        sp::Popen p(io.get_executor(), child({"sleep:0.05", "drain"}),
                    sp::stdin_ = sp::PIPE, sp::bufsize = 1 << 20);
        p.stdin_().write(std::string(500'000, 'x'));
    }
    io.run();
    BOOST_TEST(no_children());
}

// The handlers that are pending when the context ends are destroyed.
BOOST_AUTO_TEST_CASE(destroyed_at_each_step)
{
    check_with_and_without_pidfds([] {
        for (int steps = 0; steps != 4; ++steps)
        {
            auto const alive = std::make_shared<int>(0);
            int calls = 0;
            auto io = std::make_unique<asio::io_context>();
            sp::basic_popen<kills> p(io->get_executor(), child({"forever"}));
            p.async_wait([&calls, alive](error_code, int) { ++calls; });
            for (int i = 0; i != steps; ++i)
            {
                io->run_one_for(1ms);
            }
            // After this, the destructor of the object needs no executor.
            p.kill();
            p.wait();
            io.reset();
            EXPECT(calls == 0 && alive.use_count() == 1);
        }
    });
}

// The handler may destroy the object and the other way round.
BOOST_AUTO_TEST_CASE(a_handler_destroys_the_object)
{
    asio::io_context io;
    auto p = std::make_unique<sp::Popen>(io.get_executor(), child({"exit:3"}));
    waited other;
    int code = 0;
    p->async_wait([&](error_code, int c) {
        code = c;
        p.reset();
    });
    p->async_wait(other.handler());
    io.run();
    BOOST_TEST(code == 3);
    BOOST_TEST(other.calls == 1);
}

// A pool of threads destroys objects while their waits run.
BOOST_AUTO_TEST_CASE(destroyed_on_a_pool)
{
    asio::thread_pool pool(4);
    std::vector<std::future<int>> all;
    for (int i = 0; i != 100; ++i)
    {
        auto p = std::make_unique<sp::basic_popen<kills>>(
            pool.get_executor(), child({"sleep:0.001"}));
        for (int n = 0; n != 3; ++n)
        {
            all.push_back(p->async_wait(asio::use_future));
        }
        asio::post(pool, [p = std::move(p)]() mutable { p.reset(); });
    }
    for (auto& each : all)
    {
        try
        {
            auto const code = each.get();
            BOOST_TEST((code == 0 || code == -SIGKILL));
        }
        catch (boost::system::system_error const& e)
        {
            BOOST_TEST((e.code() == asio::error::operation_aborted));
        }
    }
    pool.join();
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(on_a_strand)
{
    asio::thread_pool pool(3);
    auto const strand = asio::make_strand(pool);
    sp::Popen p(strand, child({"exit:3"}));
    sp::Popen q(pool.get_executor(), child({"exit:4"}));
    std::promise<bool> first;
    std::promise<bool> second;
    p.async_wait([&](error_code, int c) {
        first.set_value(c == 3 && strand.running_in_this_thread());
    });
    q.async_wait(asio::bind_executor(strand, [&](error_code, int c) {
        second.set_value(c == 4 && strand.running_in_this_thread());
    }));
    BOOST_TEST(first.get_future().get());
    BOOST_TEST(second.get_future().get());
    pool.join();
}

// Other handlers run while many waits wait for children that make no progress.
BOOST_AUTO_TEST_CASE(stopped_children_block_no_thread)
{
    asio::io_context io;
    std::vector<sp::basic_popen<kills>> all;
    std::vector<waited> waits(50);
    for (auto& w : waits)
    {
        all.emplace_back(io.get_executor(), child({"raise:19"}));
        all.back().async_wait(w.handler());
    }
    asio::steady_timer ticker(io);
    int ticks = 0;
    std::function<void()> const tick = [&] {
        ticker.expires_after(1ms);
        ticker.async_wait([&](error_code) {
            if (++ticks != 50)
            {
                tick();
                return;
            }
            all.clear();
        });
    };
    tick();
    io.run();
    BOOST_TEST(ticks == 50);
    for (auto const& w : waits)
    {
        BOOST_TEST(w.aborted());
    }
    BOOST_TEST(no_children());
}

// A forked process that destroys its copy of the object does not end the waits
// of this process, and does not make them busy.
BOOST_AUTO_TEST_CASE(a_copy_in_a_forked_process)
{
    CHECK_FORKED([] {
        asio::io_context io;
        std::optional<sp::Popen> p(std::in_place, io.get_executor(),
                                   child({"drain", "exit:3"}),
                                   sp::stdin_ = sp::PIPE);
        waited w;
        p->async_wait(w.handler());
        io.run_for(1ms);
        if (auto const pid = ::fork(); pid == 0)
        {
            p.reset();
            ::_exit(0);
        }
        else
        {
            EXPECT(::waitpid(pid, nullptr, 0) == pid);
        }
        io.restart();
        EXPECT(io.run_for(100ms) < 100U);
        EXPECT(w.calls == 0);
        p->stdin_().close();
        io.restart();
        io.run();
        EXPECT(w.calls == 1 && !w.error && w.code == 3);
    });
}

BOOST_AUTO_TEST_CASE(needs_an_executor)
{
    sp::Popen p(child({}));
    auto const message = [](auto const& call) {
        return std::string(
            support::expect_error<concur::ValueError>(call).what());
    };
    auto const expected = "the process object was made without an executor";
    BOOST_TEST(message([&] { p.get_executor(); }) == expected);
    BOOST_TEST(message([&] { p.async_wait([](error_code, int) {}); }) ==
               expected);
    BOOST_TEST(message([&] { p.async_stdin(); }) == expected);
    asio::io_context io;
    {
        sp::Popen q(io.get_executor(), child({}));
        auto const other = std::move(q);
        BOOST_TEST(message([&] { q.async_wait([](error_code, int) {}); }) ==
                   "the process object has been moved from");
    }
    io.run();
}

BOOST_AUTO_TEST_CASE(a_suspended_child_is_waited_for)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"forever"}));
        waited w;
        p.async_wait(w.handler());
        p.suspend();
        support::await_stop(p.pid());
        p.terminate();
        io.run_for(100ms);
        EXPECT(w.calls == 0);
        p.resume();
        io.run_for(20s);
        EXPECT(w.calls == 1 && w.code == -SIGTERM);
    });
}

// A constructor that fails starts nothing and leaves nothing.
BOOST_AUTO_TEST_CASE(failed_starts)
{
    asio::io_context io;
    BOOST_CHECK_THROW(sp::Popen(io.get_executor(), {"/nonexistent/program"}),
                      concur::FileNotFoundError);
    BOOST_CHECK_THROW(
        sp::Popen(io.get_executor(), child({}), sp::encoding = "nosuch"),
        concur::LookupError);
    BOOST_TEST(io.run() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
