// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>

#include <support/counting_allocator.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <filesystem>
#include <future>
#include <string>
#include <thread>
#include <tuple>
#include <utility>

#include <sys/wait.h>

#if __has_include(<boost/asio/cancel_after.hpp>)
#include <boost/asio/cancel_after.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#endif

#if __has_include(<boost/asio/bind_immediate_executor.hpp>)
#include <boost/asio/bind_immediate_executor.hpp>
#include <boost/asio/system_executor.hpp>

#include <stdexcept>
#endif

// The completion tokens of Asio, and what an operation takes from its handler.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;
using support::child;
using support::leaves_no_trace;
using support::no_children;

namespace {

/// Run a coroutine to its end.
template<class T>
T finish(asio::awaitable<T> work)
{
    asio::io_context io;
    auto result = asio::co_spawn(io, std::move(work), asio::use_future);
    io.run();
    return result.get();
}

asio::awaitable<void> use_operators()
{
    auto const ex = co_await asio::this_coro::executor;
    auto const own = child();
    auto const [a, b] =
        co_await (sp::async_check_output(ex, sp::command(own, "out:a")) &&
                  sp::async_check_output(ex, sp::command(own, "out:b")));
    BOOST_TEST(a + b == "ab");
    // The second command is cancelled.
    auto const first =
        co_await (sp::async_call(ex, sp::command(own, "exit:6")) ||
                  sp::async_call(ex, sp::command(own, "forever")));
    BOOST_TEST(first.index() == 0U);
    BOOST_TEST(std::get<0>(first) == 6);
    BOOST_TEST(no_children());
    asio::steady_timer soon(ex, 1ms);
    auto const second =
        co_await (sp::async_call(ex, sp::command(own, "forever")) ||
                  soon.async_wait(asio::use_awaitable));
    BOOST_TEST(second.index() == 1U);
    BOOST_TEST(no_children());
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_tokens,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(operators_of_awaitables)
{
    finish(use_operators());
}

// A deferred operation begins when it is called: never, once or twice.
BOOST_AUTO_TEST_CASE(deferred)
{
    asio::io_context io;
    support::scratch_directory const place;
    auto const file = place.path() + "/file";
    static_cast<void>(sp::async_run(io.get_executor(),
                                    child({"create:" + file}), asio::deferred));
    io.run();
    BOOST_TEST(!std::filesystem::exists(file));
    int ended = 0;
    auto const operation =
        sp::async_run(io.get_executor(), child({"exit:3"}), asio::deferred);
    for (int i = 0; i != 2; ++i)
    {
        operation([&](std::exception_ptr, sp::CompletedProcess const& p) {
            ended += p.returncode;
        });
    }
    io.restart();
    io.run();
    BOOST_TEST(ended == 6);
}

// The arguments of a deferred operation may end before it begins.
BOOST_AUTO_TEST_CASE(arguments_are_copied)
{
    asio::io_context io;
    auto const make = [&] {
        std::string const name(40, 'N');
        std::string const value(40, 'v');
        std::string const data(40, 'd');
        auto const words = child({"getenv:" + name, "cat"});
        return sp::async_run(io.get_executor(), words, sp::input = data,
                             sp::stdout_ = sp::PIPE, sp::env = {{name, value}},
                             asio::deferred);
    };
    auto operation = make();
    std::string out;
    std::move(operation)(
        [&](std::exception_ptr, sp::CompletedProcess const& p) {
            out = p.stdout_.value_or("");
        });
    io.run();
    BOOST_TEST(out == std::string(40, 'v') + std::string(40, 'd'));
}

// The operation and its steps are in memory of the handler's allocator, which
// is free before the handler is called.
BOOST_AUTO_TEST_CASE(allocator_of_the_handler)
{
    asio::io_context io;
    support::allocation_balance counts;
    bool called = false;
    sp::async_run(
        io.get_executor(), child({"cat"}),
        sp::input = std::string(200'000, 'x'), sp::capture_output,
        asio::bind_allocator(support::counting_allocator<char>(counts),
                             [&](std::exception_ptr, sp::CompletedProcess) {
                                 called = true;
                                 BOOST_TEST(counts.bytes == 0U);
                             }));
    BOOST_TEST(counts.allocations > 0);
    io.run();
    BOOST_TEST(called);
    BOOST_TEST(counts.allocations > 1); // the operation and its first step
    BOOST_TEST(counts.bytes == 0U);
}

// The handler is called on its executor, also after an error of the start. The
// waits are on the other executor, which does not run out of work.
BOOST_AUTO_TEST_CASE(executor_of_the_handler)
{
    asio::io_context waits;
    asio::thread_pool pool(3);
    auto const strand = asio::make_strand(pool);
    int right = 0;
    auto handler = asio::bind_executor(
        strand, [&](std::exception_ptr, sp::CompletedProcess const&) {
            right += strand.running_in_this_thread();
        });
    sp::async_run(waits.get_executor(), child({"cat"}),
                  sp::input = std::string(200'000, 'x'), sp::capture_output,
                  handler);
    sp::async_run(waits.get_executor(), {"/nonexistent/program"}, handler);
    asio::any_io_executor const any = asio::make_strand(waits);
    sp::async_run(any, child({}), handler);
    waits.run();
    pool.join();
    BOOST_TEST(right == 3);
}

// An operation that could not start needs the context of the waits no more,
// even before its handler is called.
BOOST_AUTO_TEST_CASE(context_of_the_waits_is_gone)
{
    asio::io_context own;
    int calls = 0;
    {
        asio::io_context waits;
        sp::async_run(waits.get_executor(), {"/nonexistent/program"},
                      asio::bind_executor(
                          own, [&](std::exception_ptr,
                                   sp::CompletedProcess const&) { ++calls; }));
        waits.run_for(60s);
        BOOST_TEST(waits.stopped());
        BOOST_TEST(calls == 0);
    }
    own.run();
    BOOST_TEST(calls == 1);
}

// Nothing happens before the context of the waits runs, even if the executor of
// the handler is ready. Otherwise an operation could end before the next one
// begins, and the context, without work, would be stopped.
BOOST_AUTO_TEST_CASE(context_that_runs_late)
{
    asio::io_context waits;
    asio::thread_pool pool(1);
    std::promise<void> ended;
    asio::post(pool, [&] { ended.get_future().wait(); });
    std::atomic<int> calls = 0;
    sp::async_run(
        waits.get_executor(), child({}),
        asio::bind_executor(
            pool, [&](std::exception_ptr, sp::CompletedProcess) { ++calls; }));
    siginfo_t info;
    BOOST_TEST(::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT) == 0);
    ended.set_value();
    asio::post(pool, asio::use_future).wait();
    BOOST_TEST(calls == 0);
    BOOST_TEST(!waits.stopped());
    waits.run();
    pool.join();
    BOOST_TEST(calls == 1);
}

#if __has_include(<boost/asio/bind_immediate_executor.hpp>)
// If no child can be started, the handler may be called at once, where both its
// executors permit that.
BOOST_AUTO_TEST_CASE(immediate_executor)
{
    asio::io_context io;
    int called = 0;
    auto const start = [&](sp::command c) {
        auto const before = called;
        sp::async_run(io.get_executor(), std::move(c),
                      asio::bind_immediate_executor(
                          asio::system_executor(),
                          [&](std::exception_ptr, sp::CompletedProcess const&) {
                              ++called;
                          }));
        return called - before;
    };
    BOOST_TEST(start({"/nonexistent/program"}) == 0);
    asio::post(io, [&] {
        BOOST_TEST(start({"/nonexistent/program"}) == 1);
        BOOST_TEST(start(child({})) == 0);
    });
    io.run();
    BOOST_TEST(called == 3);
}

// What a handler throws that is called at once comes out of run(), as for every
// handler.
BOOST_AUTO_TEST_CASE(immediate_executor_and_a_handler_that_throws)
{
    asio::io_context io;
    bool returned = false;
    asio::post(io, [&] {
        sp::async_run(io.get_executor(), {"/nonexistent/program"},
                      asio::bind_immediate_executor(
                          asio::system_executor(),
                          [](std::exception_ptr, sp::CompletedProcess const&) {
                              throw std::domain_error("by the handler");
                          }));
        returned = true;
    });
    support::expect_error<std::domain_error>([&] { io.run(); });
    BOOST_TEST(returned);
}
#endif

#if __has_include(<boost/asio/cancel_after.hpp>)
BOOST_AUTO_TEST_CASE(cancel_after)
{
    asio::io_context io;
    auto late = sp::async_run(io.get_executor(), child({"forever"}),
                              asio::cancel_after(1ms, asio::use_future));
    io.run();
    BOOST_TEST(support::expect_error<boost::system::system_error>([&] {
                   late.get();
               }).code() == asio::error::operation_aborted);
}
#endif

BOOST_AUTO_TEST_SUITE_END()
