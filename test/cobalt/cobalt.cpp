// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>
#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>
#include <support/expect_error.hpp>
#include <support/support.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/cobalt/op.hpp>
#include <boost/cobalt/promise.hpp>
#include <boost/cobalt/race.hpp>
#include <boost/cobalt/run.hpp>
#include <boost/cobalt/task.hpp>
#include <boost/cobalt/this_coro.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstddef>
#include <string>

namespace asio = boost::asio;
namespace cobalt = boost::cobalt;
namespace queue = concur::queue;
namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(cobalt_, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(output_of_a_child)
{
    auto const body = []() -> cobalt::task<std::string> {
        auto const done = co_await sp::async_run(
            co_await cobalt::this_coro::executor, sp::command("cat"),
            sp::input = "text", sp::capture_output, cobalt::use_op);
        co_return *done.stdout_ + co_await sp::async_check_output(
                                      co_await cobalt::this_coro::executor,
                                      sp::command("echo", "more"),
                                      cobalt::use_op);
    };
    BOOST_TEST(cobalt::run(body()) == "textmore\n");
}

BOOST_AUTO_TEST_CASE(errors_are_exceptions)
{
    auto const body = [](sp::command c) -> cobalt::task<int> {
        co_return co_await sp::async_check_call(
            co_await cobalt::this_coro::executor, c, cobalt::use_op);
    };
    BOOST_TEST(expect_error<sp::CalledProcessError>([&] {
                   cobalt::run(body(sp::command("sh", "-c", "exit 3")));
               }).returncode == 3);
    BOOST_TEST(expect_error<concur::FileNotFoundError>(
                   [&] { cobalt::run(body("/nonexistent/program")); })
                   .filename()
                   .value() == "/nonexistent/program");
}

// The child that loses a race is killed and reaped.
BOOST_AUTO_TEST_CASE(cancellation)
{
    auto const body = []() -> cobalt::task<std::size_t> {
        asio::steady_timer timer(co_await cobalt::this_coro::executor, 10ms);
        auto const first = co_await cobalt::race(
            timer.async_wait(cobalt::use_op),
            sp::async_call(co_await cobalt::this_coro::executor,
                           sp::command("sleep", "60"),
                           asio::as_tuple(cobalt::use_op)));
        co_return first.index();
    };
    auto const began = std::chrono::steady_clock::now();
    BOOST_TEST(cobalt::run(body()) == 0u);
    BOOST_TEST((std::chrono::steady_clock::now() - began < 30s));
}

BOOST_AUTO_TEST_CASE(items_of_a_queue)
{
    queue::Queue<int> q(1);
    auto const produce = [&]() -> cobalt::promise<void> {
        for (int i = 0; i != 100; ++i)
        {
            co_await q.async_put(i, cobalt::use_op);
        }
    };
    auto const body = [&]() -> cobalt::task<int> {
        auto producer = produce();
        int sum = 0;
        for (int i = 0; i != 100; ++i)
        {
            sum += co_await q.async_get(cobalt::use_op);
        }
        co_await producer;
        co_return sum;
    };
    BOOST_TEST(cobalt::run(body()) == 4950);
}

BOOST_AUTO_TEST_SUITE_END()
