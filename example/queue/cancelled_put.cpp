// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// An asynchronous put that ends with an error leaves the item with its owner.

#include <concur/queue.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace queue = concur::queue;
using namespace std::chrono_literals;

using job = std::unique_ptr<std::string>; // can be moved, but not copied

// tag::coroutine[]
asio::awaitable<void> put_or_keep(queue::Queue<job>& q, job item,
                                  std::vector<job>& kept)
{
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, 10ms);
    auto const first =
        co_await (q.async_put(std::ref(item), asio::use_awaitable) ||
                  timer.async_wait(asio::use_awaitable));
    if (first.index() != 0)
    {
        kept.push_back(std::move(item)); // the timer was first
    }
}
// end::coroutine[]

void coroutines()
{
    asio::io_context io;
    queue::Queue<job> q(queue::maxsize = 1);
    std::vector<job> kept;
    for (auto const* name : {"first", "second"})
    {
        asio::co_spawn(
            io, put_or_keep(q, std::make_unique<std::string>(name), kept),
            asio::detached);
    }
    io.run();
    std::cout << "put: " << *q.get() << '\n';
    for (auto const& item : kept)
    {
        std::cout << "kept: " << *item << '\n';
    }
}

// tag::handler[]
// The handler owns the item, so that it exists as long as the operation.
void put_or_report(asio::io_context& io, queue::Queue<job>& q, job item)
{
    auto owner = std::make_unique<job>(std::move(item));
    auto& place = *owner;
    q.async_put(std::ref(place),
                asio::bind_executor(io, [owner = std::move(owner)](
                                            boost::system::error_code error) {
                    if (error == queue::errc::shut_down)
                    {
                        std::cout << "too late: " << **owner << '\n';
                    }
                }));
}
// end::handler[]

void handlers()
{
    asio::io_context io;
    queue::Queue<job> q(queue::maxsize = 1);
    put_or_report(io, q, std::make_unique<std::string>("third"));
    put_or_report(io, q, std::make_unique<std::string>("fourth"));
    io.poll();
    q.shutdown();
    io.run();
    std::cout << "put: " << *q.get() << '\n';
}

int main()
{
    coroutines();
    handlers();
    return boost::report_errors();
}
