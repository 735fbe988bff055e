// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "async_popen.hpp"
#include "child_barrier.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/async.hpp>
#include <concur/subprocess/stop.hpp>
#include <support/async_outcome.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <optional>
#include <string_view>
#include <utility>

#include <sys/syscall.h>

// A stop in steps that blocks no thread: by a cancellation, by async_stop(),
// and at the end of a process object.

using namespace support;
using namespace std::chrono_literals;
using asio::cancellation_type;
using sp::ended_by;
using sp::ended_how;

namespace {

constexpr auto long_step = 120s;

struct terminating : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::terminate;
};

// How a child ends whose run is cancelled when it has written something, and
// once more when it has written something else.
sp::process_end end_of_cancelled(sp::command const& c, cancellation_type first,
                                 std::optional<cancellation_type> second = {})
{
    asio::io_context io;
    asio::cancellation_signal cancel;
    async_outcome<sp::CompletedProcess> r;
    int pieces = 0;
    sp::async_run(
        io.get_executor(), c,
        sp::on_stdout =
            [&](std::string_view) {
                if (++pieces == 1)
                {
                    cancel.emit(first);
                }
                else if (second)
                {
                    cancel.emit(*second);
                }
            },
        sp::stop = {{SIGINT, long_step}, {SIGTERM, long_step}},
        asio::bind_cancellation_slot(cancel.slot(), r.handler()));
    io.run();
    BOOST_TEST(r.aborted());
    BOOST_TEST(r.done.elapsed < 60s);
    return r.done.ended.value();
}

// Starts a child that has set its signals when it has written a byte.
template<class Popen = sp::Popen, class... Keywords>
Popen started(asio::io_context& io, std::string const& action,
              Keywords const&... keywords)
{
    Popen p(io.get_executor(), child({action, "out:a", "forever"}),
            sp::stdout_ = sp::PIPE, keywords...);
    BOOST_TEST(p.stdout_().read(1) == "a");
    return p;
}

asio::awaitable<void> stop_in_a_coroutine()
{
    auto const ex = co_await asio::this_coro::executor;
    sp::command const c(child({"forever"}));
    sp::sequence<sp::stop_step> const steps = {{SIGTERM, long_step}};
    sp::Popen killed(ex, c), asked(ex, c), named(ex, c), moved(ex, c);
    BOOST_TEST(co_await killed.async_stop() == -SIGKILL);
    BOOST_TEST(co_await asked.async_stop(steps) == -SIGTERM);
    BOOST_TEST(co_await named.async_stop(steps, asio::use_awaitable) ==
               -SIGTERM);
    auto later = moved.async_stop({{SIGINT, long_step}});
    BOOST_TEST(co_await std::move(later) == -SIGINT);
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_stop, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_cancellation_takes_the_steps)
{
    auto const polite = child({"trap:2", "out:a\\n", "forever"});
    for (auto const type :
         {cancellation_type::total, cancellation_type::partial})
    {
        BOOST_TEST(
            (end_of_cancelled(polite, type) ==
             sp::process_end{ended_how::exited, 7, ended_by::cancelled, 0}));
    }
    // The shell answers the signal, and goes on.
    sp::command const stubborn = {
        "/bin/sh", "-c",
        "trap 'echo b' INT; echo a; while :; do sleep 0.01; done"};
    sp::process_end const killed{ended_how::signalled, SIGKILL,
                                 ended_by::cancelled, 2};
    BOOST_TEST((end_of_cancelled(stubborn, cancellation_type::total,
                                 cancellation_type::terminal) == killed));
    auto const at_once = end_of_cancelled(polite, cancellation_type::terminal);
    BOOST_TEST((at_once.how == ended_how::signalled));
    BOOST_TEST(at_once.code == SIGKILL);
}

BOOST_AUTO_TEST_CASE(a_process_object_is_stopped)
{
    asio::io_context io;
    auto p = started(io, "trap:15", sp::stop = {{SIGTERM, long_step}},
                     sp::scope = sp::stop_scope::group);
    auto q = started(io, "ignore:15");
    auto plain = started(io, "ignore:15");
    waited polite, killed, at_once;
    p.async_stop(polite.handler());
    q.async_stop({{SIGTERM, 10ms}}, killed.handler());
    plain.async_stop(at_once.handler());
    BOOST_TEST(polite.calls == 0);
    io.run();
    BOOST_TEST(!polite.error);
    BOOST_TEST(polite.code == 7);
    BOOST_TEST((p.ended()->by == ended_by::stop));
    BOOST_TEST(p.ended()->step.value() == 0u);
    BOOST_TEST(killed.code == -SIGKILL);
    BOOST_TEST(q.ended()->step.value() == 1u);
    BOOST_TEST(at_once.code == -SIGKILL);
    BOOST_TEST(!plain.ended()->step);
    BOOST_CHECK_THROW(p.async_stop({{0, 1s}}, polite.handler()),
                      concur::ValueError);
}

BOOST_AUTO_TEST_CASE(in_a_coroutine)
{
    asio::io_context io;
    auto done = asio::co_spawn(io, stop_in_a_coroutine(), asio::use_future);
    io.run();
    done.get();
}

BOOST_AUTO_TEST_CASE(a_stop_is_cancelled)
{
    asio::io_context io;
    auto p = started(io, "ignore:15");
    waited early, late, gone;
    asio::cancellation_signal cancel;
    auto const stop = [&](sp::Popen& popen, waited& w) {
        popen.async_stop(
            {{SIGTERM, long_step}},
            asio::bind_cancellation_slot(cancel.slot(), w.handler()));
    };
    // Before the first signal.
    stop(p, early);
    cancel.emit(cancellation_type::total);
    io.run();
    BOOST_TEST(early.aborted());
    BOOST_TEST(!p.poll());
    // After it.
    io.restart();
    stop(p, late);
    while (io.poll() != 0)
    {
    }
    cancel.emit(cancellation_type::total);
    io.poll();
    BOOST_TEST(late.calls == 0);
    cancel.emit(cancellation_type::terminal);
    io.run();
    BOOST_TEST(late.code == -SIGKILL);
    BOOST_TEST(p.ended()->step.value() == 1u);
    // The object ends first.
    io.restart();
    {
        auto q = started<sp::basic_popen<terminating>>(
            io, "ignore:15", sp::stop = {{SIGTERM, 10ms}});
        q.async_stop({{SIGINT, long_step}}, gone.handler());
    }
    io.run();
    BOOST_TEST(gone.aborted());
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(the_destructor_takes_the_steps)
{
    asio::io_context io;
    for (auto const scope : {sp::stop_scope::child, sp::stop_scope::group})
    {
        auto const p = started<sp::basic_popen<terminating>>(
            io, "ignore:15", sp::stop = {{SIGTERM, 10ms}}, sp::scope = scope);
    }
    BOOST_TEST(!no_children());
    io.run();
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(a_stop_is_refused, *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        asio::io_context io;
        support::child_barrier g;
        sp::Popen p(io.get_executor(), child({g.wait_action()}),
                    sp::pass_fds = {g.descriptor()});
        refuse_calls({SYS_kill, calls::pidfd_send_signal}, EPERM);
        waited refused;
        p.async_stop({{SIGTERM, long_step}}, refused.handler());
        io.run();
        EXPECT(refused.calls == 1 && refused.error.value() == EPERM);
        g.release();
        EXPECT(p.wait() == 0);
    });
    // Without a set or a timer, the child is polled.
    CHECK_FORKED([] {
        refuse_calls({SYS_timerfd_create, SYS_pidfd_open}, EMFILE);
        asio::io_context io;
        sp::Popen p(io.get_executor(), child({"ignore:15", "out:a", "forever"}),
                    sp::stdout_ = sp::PIPE);
        EXPECT(p.stdout_().read(1) == "a");
        waited w;
        p.async_stop({{SIGTERM, 10ms}}, w.handler());
        io.run();
        EXPECT(w.code == -SIGKILL);
    });
}

BOOST_AUTO_TEST_SUITE_END()
