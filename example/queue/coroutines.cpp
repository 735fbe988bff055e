// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Threads and coroutines on one queue.

#include <concur/queue.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <variant>

namespace asio = boost::asio;
namespace queue = concur::queue;
using namespace std::chrono_literals;

// tag::consumer[]
// With this token, the shutdown is reported by an error code, not an exception.
constexpr auto with_error = asio::as_tuple(asio::use_awaitable);

asio::awaitable<void> consumer(queue::Queue<int>& q, int& sum)
{
    for (;;)
    {
        auto const [error, item] = co_await q.async_get(with_error);
        if (error)
        {
            co_return;
        }
        sum += item;
        q.task_done();
    }
}
// end::consumer[]

void thread_to_coroutines()
{
    // tag::feed[]
    asio::io_context io;
    queue::Queue<int> q(queue::maxsize = 4);

    // A thread waits for room, and coroutines wait for items.
    std::jthread producer([&q] {
        for (int i = 1; i <= 1000; ++i)
        {
            q.put(i);
        }
        q.shutdown();
    });
    int sum = 0;
    for (int i = 0; i != 3; ++i)
    {
        asio::co_spawn(io, consumer(q, sum), asio::detached);
    }
    io.run();
    std::cout << "sum " << sum << '\n';
    // end::feed[]
    BOOST_TEST_EQ(sum, 500500);
    BOOST_TEST_EQ(q.unfinished_tasks(), 0u);
}

// tag::producer[]
asio::awaitable<void> producer(queue::Queue<int>& q)
{
    for (int i = 1; i <= 1000; ++i)
    {
        co_await q.async_put(i, asio::use_awaitable);
    }
    bool const all = co_await q.async_join(asio::use_awaitable);
    std::cout << (all ? "all done\n" : "not all done\n");
    q.shutdown();
}
// end::producer[]

void coroutine_to_thread()
{
    asio::io_context io;
    queue::Queue<int> q(4);
    int sum = 0;
    std::jthread consumer([&] {
        try
        {
            for (;;)
            {
                sum += q.get();
                q.task_done();
            }
        }
        catch (queue::ShutDown const&)
        {
        }
    });
    asio::co_spawn(io, producer(q), asio::detached);
    io.run();
    consumer.join();
    std::cout << "sum " << sum << '\n';
    BOOST_TEST_EQ(sum, 500500);
}

// tag::timer[]
asio::awaitable<int> get_or_zero(queue::Queue<int>& q,
                                 std::chrono::milliseconds time)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    auto const first = co_await (q.async_get(asio::use_awaitable) ||
                                 timer.async_wait(asio::use_awaitable));
    co_return first.index() == 0 ? std::get<0>(first) : 0;
}
// end::timer[]

// tag::race[]
asio::awaitable<void> race(queue::Queue<int>& q)
{
    int sum = 0;
    while (!q.is_shutdown() || !q.empty())
    {
        sum += co_await get_or_zero(q, 0ms); // the item or the timer is first
    }
    std::cout << "sum " << sum << '\n'; // no item is lost if the timer is first
}
// end::race[]

void timers()
{
    asio::io_context io;
    queue::Queue<int> q;
    auto nothing = asio::co_spawn(io, get_or_zero(q, 5ms), asio::use_future);
    io.run();
    std::cout << nothing.get() << '\n';
    io.restart();
    std::jthread producer([&q] {
        for (int i = 1; i <= 1000; ++i)
        {
            q.put(i);
        }
        q.shutdown();
    });
    asio::co_spawn(io, race(q), asio::detached);
    io.run();
}

void futures()
{
    // tag::future[]
    queue::Queue<std::string> q;
    auto later = q.async_get(asio::use_future); // std::future<std::string>
    q.put("hello");
    std::cout << later.get() << '\n';
    // end::future[]
}

void end_of_the_queue()
{
    asio::io_context io;
    // tag::abandoned[]
    {
        queue::Queue<int> q;
        auto show = [](boost::system::error_code e, int) {
            std::cout << (e == asio::error::operation_aborted ? "aborted\n"
                                                              : "?\n");
        };
        q.async_get(asio::bind_executor(io, show));
    }
    io.run();
    // end::abandoned[]
}

int main()
{
    thread_to_coroutines();
    coroutine_to_thread();
    timers();
    futures();
    end_of_the_queue();
    return boost::report_errors();
}
