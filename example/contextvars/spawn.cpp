// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Coroutines that run in parallel, each in a context of its own.

#include <concur/contextvars.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <iostream>
#include <string>

namespace asio = boost::asio;
namespace contextvars = concur::contextvars;

namespace {

// tag::create_task[]
contextvars::ContextVar<std::string> const request("request", "none");

asio::awaitable<std::string> fetch(std::string part)
{
    request.set(request.get() + "/" + part);  // in the copy of this coroutine
    co_await asio::post(asio::use_awaitable); // continues on any thread
    co_return request.get();
}

asio::awaitable<void> handle()
{
    request.set("a");

    // task = asyncio.create_task(fetch("1"))
    std::future<std::string> task =
        contextvars::spawn(fetch("1"), asio::use_future);
    request.set("b"); // not seen by fetch("1")

    // await asyncio.gather(fetch("2"), fetch("3"))
    using namespace asio::experimental::awaitable_operators;
    auto [two, three] =
        co_await (contextvars::spawn(fetch("2"), asio::use_awaitable) &&
                  contextvars::spawn(fetch("3"), asio::use_awaitable));

    std::cout << task.get() << ' ' << two << ' ' << three << ' '
              << request.get() << '\n';
}
// end::create_task[]

} // namespace

int main()
{
    // tag::main[]
    asio::thread_pool pool(4);
    contextvars::spawn(pool, handle(), asio::use_future).get();
    // end::main[]
    pool.join();
}
