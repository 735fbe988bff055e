// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A scheduler whose run blocks no thread.

#include <concur/sched.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <iostream>

namespace asio = boost::asio;
namespace sched = concur::sched;
using asio::use_awaitable;
using namespace asio::experimental::awaitable_operators;
using namespace std::chrono_literals;

namespace {

// tag::coroutine[]
asio::awaitable<void> work(sched::scheduler<>& s)
{
    auto const now = s.policy().now();
    s.enterabs(now + 0.2, 1, [] { std::cout << "second\n"; });
    s.enterabs(now + 0.1, 1, [] { std::cout << "first\n"; });
    co_await s.async_run(use_awaitable);
    std::cout << "nothing left\n";
}
// end::coroutine[]

// tag::cancel[]
asio::awaitable<void> work_for_a_while(sched::scheduler<>& s)
{
    s.enter(1h, 1, [] { std::cout << "an hour later\n"; });
    asio::steady_timer timer(co_await asio::this_coro::executor, 10ms);
    co_await (s.async_run(use_awaitable) || timer.async_wait(use_awaitable));
    std::cout << s.queue().size() << " left\n";
}
// end::cancel[]

} // namespace

int main()
{
    asio::io_context io;
    sched::scheduler s;
    auto both = [&]() -> asio::awaitable<void> {
        co_await work(s);
        co_await work_for_a_while(s);
    };
    auto done = asio::co_spawn(io, both, asio::use_future);
    io.run();
    done.get();
}
