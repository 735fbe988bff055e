// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/context_executor.hpp>

#include "errors.hpp"

#include <support/support.hpp>

#include <boost/asio/detail/config.hpp>

#ifdef BOOST_ASIO_HAS_CO_AWAIT

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace asio = boost::asio;
using asio::use_awaitable;

namespace {

cv::ContextVar<int> const var("var");
cv::ContextVar<std::string> const name("name", "nobody");

} // namespace

BOOST_AUTO_TEST_SUITE(coroutines)

// Each coroutine counts in the variable of its own context while it changes
// threads, and never sees the count of the other one.
BOOST_AUTO_TEST_CASE(two_of_them_suspended_a_hundred_thousand_times,
                     *label("py:contextvars.asyncio_support"))
{
    constexpr int times = 100000;
    asio::thread_pool pool(4);
    std::atomic<int> hops{0};
    auto const count = [&](int from) -> asio::awaitable<int> {
        var.set(from);
        int wrong = 0;
        auto before = std::this_thread::get_id();
        for (int i = 0; i != times; ++i)
        {
            co_await asio::post(use_awaitable);
            wrong += var.get(-1) != from + i;
            var.set(from + i + 1);
            auto const now = std::this_thread::get_id();
            hops += now != before;
            before = now;
        }
        co_return wrong;
    };
    auto one =
        asio::co_spawn(cv::context_executor(pool), count(0), asio::use_future);
    auto two = asio::co_spawn(cv::context_executor(pool), count(1000000),
                              asio::use_future);
    BOOST_TEST(one.get() == 0);
    BOOST_TEST(two.get() == 0);
    BOOST_TEST(hops > 0);
    pool.join();
    BOOST_TEST(var.get(-1) == -1);
}

// A child begins with a copy of its parent's context. What it sets does not
// change the parent's.
BOOST_AUTO_TEST_CASE(children)
{
    asio::thread_pool pool(2);
    auto const child = [](std::string own) -> asio::awaitable<std::string> {
        auto const inherited = name.get();
        name.set(own);
        co_await asio::post(use_awaitable);
        co_return inherited + " > " + name.get();
    };
    auto const parent = [&]() -> asio::awaitable<std::string> {
        name.set("parent");
        auto first = co_await asio::co_spawn(cv::context_executor(pool),
                                             child("first"), use_awaitable);
        name.set("changed");
        auto second = co_await asio::co_spawn(
            cv::context_executor(co_await asio::this_coro::executor),
            child("second"), use_awaitable);
        co_return first + ", " + second + ", " + name.get();
    };
    auto text =
        asio::co_spawn(cv::context_executor(pool), parent(), asio::use_future);
    BOOST_TEST(text.get() == "parent > first, changed > second, changed");
    BOOST_TEST(name.get() == "nobody");
}

// A coroutine that is called, and not spawned, runs in the context of its
// caller.
BOOST_AUTO_TEST_CASE(calls)
{
    asio::thread_pool pool(2);
    auto const inner = []() -> asio::awaitable<void> {
        co_await asio::post(use_awaitable);
        name.set("inner, after " + name.get());
    };
    auto const outer = [&]() -> asio::awaitable<std::string> {
        name.set("outer");
        co_await inner();
        co_return name.get();
    };
    auto text =
        asio::co_spawn(cv::context_executor(pool), outer(), asio::use_future);
    BOOST_TEST(text.get() == "inner, after outer");
}

// No value is left on the threads of a pool.
BOOST_AUTO_TEST_CASE(nothing_leaks_to_others)
{
    asio::thread_pool pool(3);
    std::atomic<int> seen{0};
    for (int i = 0; i != 50; ++i)
    {
        asio::co_spawn(
            cv::context_executor(pool),
            [](int i) -> asio::awaitable<void> {
                var.set(i);
                for (int k = 0; k != 20; ++k)
                {
                    co_await asio::post(use_awaitable);
                }
            }(i),
            asio::detached);
        asio::post(pool, [&] { seen += var.get(-1) != -1; });
    }
    pool.join();
    BOOST_TEST(seen == 0);
}

// The values that a coroutine has set are destroyed with it.
BOOST_AUTO_TEST_CASE(values_go_with_it)
{
    cv::ContextVar<std::shared_ptr<int>> const held("held");
    auto const value = std::make_shared<int>(1);
    {
        asio::thread_pool pool(2);
        asio::co_spawn(
            cv::context_executor(pool),
            [](auto const& held, auto value) -> asio::awaitable<void> {
                held.set(value);
                co_await asio::post(use_awaitable);
                throw std::runtime_error("ends");
            }(held, value),
            [](std::exception_ptr e) { EXPECT(e != nullptr); });
        pool.join();
    }
    BOOST_TEST(value.use_count() == 1);
}

// A waiting coroutine is destroyed with its pool, outside of its context.
BOOST_AUTO_TEST_CASE(the_end_of_a_pool)
{
    bool gone = false;
    {
        std::promise<void> begun;
        asio::thread_pool pool(1);
        asio::co_spawn(
            cv::context_executor(pool),
            [&]() -> asio::awaitable<void> {
                struct last_words
                {
                    ~last_words()
                    {
                        *gone = true;
                    }

                    bool* gone;
                };
                last_words const words{&gone};
                cv::scoped_token const token(name.set("waiting"));
                begun.set_value();
                asio::steady_timer timer(co_await asio::this_coro::executor,
                                         std::chrono::hours(1));
                co_await timer.async_wait(use_awaitable);
            },
            asio::detached);
        begun.get_future().get();
        pool.stop();
        pool.join();
    }
    BOOST_TEST(gone);
    BOOST_TEST(name.get() == "nobody");
}

BOOST_AUTO_TEST_SUITE_END()

#else

BOOST_AUTO_TEST_CASE(this_compiler_has_no_coroutines) {}

#endif
