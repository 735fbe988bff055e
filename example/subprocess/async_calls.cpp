// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Asynchronous calls, in coroutines and without them.

#include <concur/subprocess.hpp>
#include <concur/subprocess/async.hpp>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/core/lightweight_test.hpp>
#include <boost/system/system_error.hpp>

#include <chrono>
#include <exception>
#include <iostream>
#include <string>
#include <utility>
#include <variant>

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace std::chrono_literals;

namespace {

// tag::first[]
asio::awaitable<void> first()
{
    auto const executor = co_await asio::this_coro::executor;
    auto const done =
        co_await sp::async_run(executor, sp::command("echo", "hello"),
                               sp::capture_output, sp::text, sp::timeout = 60s);
    std::cout << *done.stdout_;
    std::cout << co_await sp::async_call(executor, "exit 3", sp::shell) << '\n';
}
// end::first[]

asio::awaitable<void> braces()
{
    auto const executor = co_await asio::this_coro::executor;
    // tag::braces[]
    auto operation = sp::async_run(executor, {"printenv", "NAME"},
                                   sp::env = {{"NAME", "value"}},
                                   sp::capture_output, asio::use_awaitable);
    auto const done = co_await std::move(operation);
    // end::braces[]
    std::cout << *done.stdout_;
}

asio::awaitable<void> errors()
{
    auto const executor = co_await asio::this_coro::executor;
    // tag::errors[]
    try
    {
        co_await sp::async_check_call(executor, sp::command("false"));
    }
    catch (sp::CalledProcessError const& e)
    {
        std::cout << e.what() << '\n';
    }

    auto const [error, done] = co_await sp::async_run(
        executor, "echo some output; exec sleep 600", sp::shell,
        sp::capture_output, sp::timeout = 500ms,
        asio::as_tuple(asio::use_awaitable));
    // end::errors[]
    BOOST_TEST((error != nullptr));
}

asio::awaitable<void> cancelled()
{
    // tag::cancelled[]
    using namespace asio::experimental::awaitable_operators;
    auto const executor = co_await asio::this_coro::executor;
    asio::steady_timer timer(executor, 100ms);
    auto const ended =
        co_await (sp::async_call(executor, sp::command("sleep", "600")) ||
                  timer.async_wait(asio::use_awaitable));
    // The timer has won. The child was killed, and is gone.
    // end::cancelled[]
    std::cout << "alternative " << ended.index() << '\n';
}

// tag::catch_cancelled[]
asio::awaitable<void> sleeper()
{
    auto const executor = co_await asio::this_coro::executor;
    try
    {
        co_await sp::async_call(executor, sp::command("sleep", "600"));
    }
    catch (boost::system::system_error const& e)
    {
        if (e.code() != asio::error::operation_aborted)
        {
            throw;
        }
        std::cout << "the coroutine was cancelled\n"; // and the child is gone
    }
}
// end::catch_cancelled[]

asio::awaitable<void> all()
{
    co_await first();
    co_await braces();
    co_await errors();
    co_await cancelled();
}

void future()
{
    // tag::future[]
    asio::thread_pool pool(1);
    auto text = sp::async_check_output(
        pool.get_executor(), {"echo", "from a pool"}, asio::use_future);
    std::cout << text.get();
    // end::future[]
}

void cancel_coroutine()
{
    // tag::cancel_coroutine[]
    asio::io_context io;
    asio::cancellation_signal signal;
    asio::co_spawn(io, sleeper(),
                   asio::bind_cancellation_slot(signal.slot(), asio::detached));
    asio::steady_timer timer(io, 100ms);
    timer.async_wait([&](boost::system::error_code) {
        signal.emit(asio::cancellation_type::terminal);
    });
    io.run();
    // end::cancel_coroutine[]
}

void cancel_callback()
{
    // tag::cancel_callback[]
    asio::io_context io;
    asio::cancellation_signal signal; // it must exist until the call has ended
    sp::async_call(io.get_executor(), sp::command("sleep", "600"),
                   asio::bind_cancellation_slot(
                       signal.slot(), [](std::exception_ptr error, int) {
                           try
                           {
                               if (error)
                               {
                                   std::rethrow_exception(error);
                               }
                               std::cout << "the command has ended\n";
                           }
                           catch (boost::system::system_error const& e)
                           {
                               if (e.code() != asio::error::operation_aborted)
                               {
                                   throw;
                               }
                               std::cout << "the call was cancelled\n";
                           }
                       }));
    asio::steady_timer timer(io, 100ms);
    timer.async_wait([&](boost::system::error_code) {
        signal.emit(asio::cancellation_type::terminal);
    });
    io.run();
    // end::cancel_callback[]
}

} // namespace

int main()
{
    asio::io_context io;
    asio::co_spawn(io, all(), [](std::exception_ptr error) {
        if (error)
        {
            std::rethrow_exception(error);
        }
    });
    io.run();
    future();
    cancel_coroutine();
    cancel_callback();
    return boost::report_errors();
}
