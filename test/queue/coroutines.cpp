// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"

#include <boost/asio/detail/config.hpp>

#ifdef BOOST_ASIO_HAS_CO_AWAIT

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

using asio::use_awaitable;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

template<class Executor>
auto sleep(Executor const& executor, std::chrono::microseconds time)
{
    auto timer = std::make_unique<asio::steady_timer>(executor, time);
    return [](auto t) -> asio::awaitable<void> {
        co_await t->async_wait(use_awaitable);
    }(std::move(timer));
}

using coroutine_queues = three<int>;

} // namespace

BOOST_AUTO_TEST_SUITE(coroutines)

TEST_CASE_FOR_TYPES(a_producer_and_consumers, Queue, coroutine_queues)
{
    Queue q(2);
    asio::io_context io;
    tally all(100);
    int joined = 0;
    for (int i = 0; i != 3; ++i)
    {
        asio::co_spawn(
            io,
            [&]() -> asio::awaitable<void> {
                for (;;)
                {
                    auto const [error, item] =
                        co_await q.async_get(asio::as_tuple(use_awaitable));
                    if (error)
                    {
                        BOOST_TEST((error == cq::errc::shut_down));
                        break;
                    }
                    all.got(item);
                    q.task_done();
                }
            },
            asio::detached);
    }
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            for (int i = 0; i != 100; ++i)
            {
                all.put(i);
                co_await q.async_put(i, use_awaitable);
            }
            joined += co_await q.async_join(use_awaitable);
            q.shutdown();
        },
        asio::detached);
    io.run();
    BOOST_TEST(joined == 1);
    BOOST_TEST(all.wrong() == "");
}

// An exception ends the loop.
BOOST_AUTO_TEST_CASE(errors_are_thrown)
{
    cq::Queue<std::unique_ptr<int>> q;
    asio::io_context io;
    q.put(std::make_unique<int>(3));
    q.shutdown();
    int sum = 0;
    error_code end;
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            for (;;)
            {
                sum += *co_await q.async_get(use_awaitable);
            }
        },
        [&](std::exception_ptr e) {
            try
            {
                std::rethrow_exception(e);
            }
            catch (boost::system::system_error const& error)
            {
                end = error.code();
            }
        });
    io.run();
    BOOST_TEST(sum == 3);
    BOOST_TEST((end == cq::errc::shut_down));
}

// A get that a timer cancels has taken no item.
TEST_CASE_FOR_TYPES(no_item_is_lost_to_a_timer, Queue, coroutine_queues)
{
    constexpr int items = 10000;
    Queue q(64);
    running_context io;
    tally all(items);
    int timeouts = 0;
    asio::co_spawn(
        *io,
        [&]() -> asio::awaitable<void> {
            auto const executor = co_await asio::this_coro::executor;
            for (int i = 0, got = 0; got != items; ++i)
            {
                auto const first = co_await (
                    q.async_get(use_awaitable) ||
                    sleep(executor, std::chrono::microseconds(i % 4)));
                if (auto const* item = std::get_if<0>(&first))
                {
                    ++got;
                    all.got(*item);
                }
                else
                {
                    ++timeouts;
                }
            }
        },
        asio::detached);
    for (int i = 0; i != items; ++i)
    {
        all.put(i);
        q.put(i);
    }
    io.finish();
    BOOST_TEST_MESSAGE(timeouts << " lost against the timer");
    BOOST_TEST(all.wrong() == "");
}

// A put that a timer cancels has put no item.
BOOST_AUTO_TEST_CASE(no_item_is_put_twice_for_a_timer)
{
    constexpr int items = 5000;
    cq::Queue<int> q(1);
    running_context io;
    tally all(items);
    asio::co_spawn(
        *io,
        [&]() -> asio::awaitable<void> {
            auto const executor = co_await asio::this_coro::executor;
            for (int i = 0; i != items;)
            {
                auto const first = co_await (
                    q.async_put(i, use_awaitable) ||
                    sleep(executor, std::chrono::microseconds(i % 4)));
                if (first.index() == 0)
                {
                    all.put(i++);
                }
            }
            q.shutdown();
        },
        asio::detached);
    try
    {
        for (;;)
        {
            all.got(q.get());
        }
    }
    catch (cq::ShutDown const&)
    {
    }
    io.finish();
    BOOST_TEST(all.puts() == items);
    BOOST_TEST(all.wrong() == "");
}

// Two gets, of which one may succeed, on a strand of a pool.
BOOST_AUTO_TEST_CASE(no_item_is_lost_between_two_queues)
{
    constexpr int items = 3000;
    cq::Queue<int> a;
    cq::LifoQueue<int> b;
    asio::thread_pool pool(2);
    tally all(2 * items);
    asio::co_spawn(
        asio::make_strand(pool),
        [&]() -> asio::awaitable<void> {
            for (int got = 0; got != 2 * items; ++got)
            {
                auto const first = co_await (a.async_get(use_awaitable) ||
                                             b.async_get(use_awaitable));
                all.got(first.index() == 0 ? std::get<0>(first)
                                           : std::get<1>(first));
            }
        },
        asio::detached);
    thread_group putters(2, [&](int which) {
        for (int i = 0; i != items; ++i)
        {
            all.put(which * items + i);
            which == 0 ? a.put(i) : b.put(items + i);
        }
    });
    putters.join();
    pool.join();
    BOOST_TEST(all.wrong() == "");
    BOOST_TEST(a.empty());
    BOOST_TEST(b.empty());
}

BOOST_AUTO_TEST_CASE(a_coroutine_goes_with_its_context)
{
    cq::Queue<std::shared_ptr<int>> q;
    auto const alive = std::make_shared<int>(0);
    {
        asio::io_context io;
        asio::co_spawn(
            io,
            [&q, alive]() -> asio::awaitable<void> {
                auto const mine = alive;
                co_await q.async_get(use_awaitable);
            },
            asio::detached);
        io.poll();
        BOOST_TEST(alive.use_count() > 1);
    }
    BOOST_TEST(alive.use_count() == 1);
    q.put(alive);
    BOOST_TEST(q.get_nowait() == alive);
}

BOOST_AUTO_TEST_SUITE_END()

#else

BOOST_AUTO_TEST_CASE(coroutines_are_not_supported) {}

#endif
