// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async_pipeline.hpp>

#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>

#include <support/async_outcome.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <string>
#include <utility>
#include <vector>

// What only async_run_pipeline() has: tokens, cancellation, and the end of an
// execution context.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

using outcome = async_outcome<sp::PipelineResult>;

sp::pipeline forever()
{
    sp::command const one = child({"forever"});
    return one | sp::command(child({"cat"})) | one;
}

asio::awaitable<std::string> awaited()
{
    auto const executor = co_await asio::this_coro::executor;
    sp::command const one = child({"out:a", "err:e"});
    sp::command const two = child({"upper"});
    auto const r = co_await sp::async_run_pipeline(executor, one | two,
                                                   sp::capture_output);
    auto const s = co_await sp::async_run_pipeline(
        executor, one, sp::stage(two, sp::umask = 1), sp::stdout_ = sp::PIPE,
        sp::stderr_ = sp::DEVNULL, asio::use_awaitable);
    co_return *r.stdout_ + *r.stderr_ + *s.stdout_;
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_pipeline,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_coroutine_awaits_pipelines)
{
    asio::io_context io;
    auto text = asio::co_spawn(io, awaited(), asio::use_future);
    io.run();
    BOOST_TEST(text.get() == "AeA");
}

BOOST_AUTO_TEST_CASE(futures_of_a_pool)
{
    asio::thread_pool pool(3);
    auto one = sp::async_run_pipeline(pool.get_executor(),
                                      {child({"out:a"}), child({"upper"})},
                                      sp::stdout_ = sp::PIPE, asio::use_future);
    auto two = sp::async_run_pipeline(pool.get_executor(),
                                      {child({}), child({"drain", "exit:3"})},
                                      sp::check, asio::use_future);
    BOOST_TEST(*one.get().stdout_ == "A");
    BOOST_TEST(expect_error<sp::PipelineError>([&] { two.get(); }).index == 1);
    pool.join();
}

BOOST_AUTO_TEST_CASE(a_cancellation_kills_and_reaps_all_stages)
{
    for (auto const type :
         {asio::cancellation_type::total, asio::cancellation_type::partial,
          asio::cancellation_type::terminal})
    {
        asio::io_context io;
        asio::cancellation_signal signal;
        outcome result;
        sp::options o;
        o.capture_output = true;
        // No stage ends because another one was killed first.
        sp::pipeline const p{child({"out:x", "forever"}),
                             child({"cat", "forever"}),
                             child({"cat", "forever"})};
        bool seen = false;
        o.on_stdout = [&](std::string_view) {
            seen = true;
            signal.emit(type);
        };
        sp::async_run_pipeline(
            io.get_executor(), p, o,
            asio::bind_cancellation_slot(signal.slot(), result.handler()));
        io.run();
        BOOST_TEST(seen);
        BOOST_TEST(result.calls == 1);
        BOOST_TEST(result.aborted());
        BOOST_TEST(no_children());
        BOOST_TEST(result.done.returncodes == (std::vector<int>(3, -SIGKILL)));
        BOOST_TEST(result.done.commands.size() == 3);
        BOOST_TEST(result.done.stdout_.value_or("") == "x");
    }
}

// Stages that were started are killed and reaped while the operation waits. The
// function itself does not wait for them.
BOOST_AUTO_TEST_CASE(a_missing_stage_is_reported_when_the_others_were_reaped)
{
    asio::io_context io;
    outcome result;
    sp::async_run_pipeline(io.get_executor(),
                           sp::command("/missing") | forever(),
                           result.handler());
    BOOST_TEST(result.calls == 0);
    io.run();
    BOOST_TEST(result.calls == 1);
    BOOST_TEST(no_children());
    check_os_error([&] { std::rethrow_exception(result.error); }, ENOENT,
                   "/missing");
    BOOST_TEST(result.done.commands.size() == 4);
    BOOST_TEST(result.done.returncodes.empty());
}

BOOST_AUTO_TEST_CASE(the_end_of_a_context_kills_all_stages)
{
    outcome result;
    {
        asio::io_context io;
        sp::async_run_pipeline(io.get_executor(), forever(), result.handler());
        io.poll();
    }
    BOOST_TEST(result.calls == 0);
    BOOST_TEST(reaped_later());
}

BOOST_AUTO_TEST_CASE(a_dropped_operation_starts_nothing)
{
    asio::io_context io;
    auto const operation =
        sp::async_run_pipeline(io.get_executor(), forever(), asio::deferred);
    io.run();
    BOOST_TEST(no_children());
}

// Other handlers run while a pipeline runs.
BOOST_AUTO_TEST_CASE(no_thread_is_blocked)
{
    asio::io_context io;
    outcome result;
    asio::steady_timer timer(io, 10ms);
    bool ticked = false;
    auto p = forever();
    asio::cancellation_signal signal;
    timer.async_wait([&](auto) {
        ticked = result.calls == 0;
        signal.emit(asio::cancellation_type::terminal);
    });
    sp::async_run_pipeline(
        io.get_executor(), p,
        asio::bind_cancellation_slot(signal.slot(), result.handler()));
    io.run();
    BOOST_TEST(ticked);
    BOOST_TEST(result.aborted());
}

BOOST_AUTO_TEST_SUITE_END()
