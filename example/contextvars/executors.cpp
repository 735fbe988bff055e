// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Contexts of coroutines, handlers and threads.

#include <concur/contextvars.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <iostream>
#include <string>
#include <thread>

namespace asio = boost::asio;
namespace contextvars = concur::contextvars;

namespace {

// tag::coroutine[]
contextvars::ContextVar<std::string> const request("request", "none");

asio::awaitable<std::string> handle(std::string id)
{
    request.set(id);
    co_await asio::post(asio::use_awaitable); // continues on any thread
    co_return request.get();
}
// end::coroutine[]

void coroutines()
{
    // tag::spawn[]
    asio::thread_pool pool(4);
    auto one = asio::co_spawn(contextvars::context_executor(pool), handle("a"),
                              asio::use_future);
    auto two = asio::co_spawn(contextvars::context_executor(pool), handle("b"),
                              asio::use_future);
    std::cout << one.get() << ' ' << two.get() << ' ' << request.get() << '\n';
    // end::spawn[]
    pool.join();
}

void functions()
{
    // tag::bind[]
    request.set("c");
    auto f = contextvars::bind_context(
        [](std::string text) { std::cout << text << request.get() << '\n'; });
    request.set("d");

    f("still ");                     // in the copy that bind_context() made
    std::thread(f, "there ").join(); // in the same copy
    // end::bind[]
}

} // namespace

int main()
{
    coroutines();
    functions();
}
