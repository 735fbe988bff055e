// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A coroutine that waits for the first item of several queues.

#include <concur/queue.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <variant>

namespace asio = boost::asio;
namespace queue = concur::queue;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

// tag::consumer[]
asio::awaitable<void> consumer(queue::Queue<int>& numbers,
                               queue::LifoQueue<std::string>& words)
{
    int sum = 0;
    std::size_t letters = 0;
    for (;;)
    {
        // The item is a std::variant<int, std::string>.
        auto const [error, item] = co_await queue::async_select(
            numbers, words, asio::as_tuple(asio::use_awaitable));
        if (error)
        {
            break; // both queues are shut down and empty
        }
        if (item.index() == 0)
        {
            sum += std::get<0>(item);
        }
        else
        {
            letters += std::get<1>(item).size();
        }
    }
    std::cout << "sum " << sum << ", " << letters << " letters\n";
}
// end::consumer[]

void two_producers()
{
    asio::io_context io;
    queue::Queue<int> numbers;
    queue::LifoQueue<std::string> words;
    std::jthread first([&] {
        for (int i = 1; i <= 100; ++i)
        {
            numbers.put(i);
        }
        numbers.shutdown();
    });
    std::jthread second([&] {
        for (auto const* word : {"one", "two", "three"})
        {
            words.put(word);
        }
        words.shutdown();
    });
    asio::co_spawn(io, consumer(numbers, words), asio::detached);
    io.run();
}

// tag::timer[]
asio::awaitable<void> with_timer(queue::Queue<int>& a, queue::Queue<int>& b)
{
    asio::steady_timer timer(co_await asio::this_coro::executor, 5ms);
    auto const first =
        co_await (queue::async_select(a, b, asio::use_awaitable) ||
                  timer.async_wait(asio::use_awaitable));
    // The operator appends the timer to the variant of the items.
    std::cout << (first.index() == 2 ? "no item\n" : "an item\n");
}
// end::timer[]

// tag::nested[]
asio::awaitable<void> nested(queue::Queue<int>& a, queue::Queue<int>& b,
                             queue::Queue<int>& c)
{
    co_await (a.async_get(asio::use_awaitable) ||
              b.async_get(asio::use_awaitable) ||
              c.async_get(asio::use_awaitable));
    std::cout << "operators: " << a.qsize() + b.qsize() + c.qsize()
              << " of 2 items left\n";
}
// end::nested[]

// tag::select[]
asio::awaitable<void> selecting(queue::Queue<int>& a, queue::Queue<int>& b,
                                queue::Queue<int>& c)
{
    co_await queue::async_select(a, b, c, asio::use_awaitable);
    std::cout << "async_select: " << a.qsize() + b.qsize() + c.qsize()
              << " of 2 items left\n";
}
// end::select[]

void two_items()
{
    for (auto const get_one : {nested, selecting})
    {
        asio::io_context io;
        queue::Queue<int> a;
        queue::Queue<int> b;
        queue::Queue<int> c;
        a.put(1);
        c.put(2);
        asio::co_spawn(io, get_one(a, b, c), asio::detached);
        io.run();
    }
}

int main()
{
    two_producers();
    asio::io_context io;
    queue::Queue<int> a;
    queue::Queue<int> b;
    asio::co_spawn(io, with_timer(a, b), asio::detached);
    io.run();
    two_items();
    return boost::report_errors();
}
