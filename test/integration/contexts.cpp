// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>
#include <concur/queue.hpp>
#include <concur/subprocess/async.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/thread.hpp>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detail/config.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <future>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;
namespace contextvars = concur::contextvars;
namespace queue = concur::queue;
namespace sp = concur::subprocess;
namespace thread = concur::thread;

// Contexts of functions that other modules run.

namespace {

contextvars::ContextVar<std::string> const name("name", "nobody");

} // namespace

BOOST_AUTO_TEST_SUITE(contexts)

BOOST_AUTO_TEST_CASE(a_thread_in_a_chosen_context)
{
    contextvars::Context chosen;
    chosen.run([] { name.set("chosen"); });
    queue::Queue<std::string> answers;
    thread::start_new_thread(
        contextvars::bind_context(chosen,
                                  [&](std::string more) {
                                      answers.put(name.get() + more);
                                      name.set("changed");
                                      answers.put(name.get());
                                  }),
        " of many");
    BOOST_TEST(answers.get() == "chosen of many");
    BOOST_TEST(answers.get() == "changed");
    BOOST_TEST(chosen[name] == "chosen");

    name.set("current");
    auto const handle = thread::start_joinable_thread(
        contextvars::bind_context([&] { answers.put(name.get()); }));
    name.set("later");
    handle.join();
    BOOST_TEST(answers.get() == "current");
}

BOOST_AUTO_TEST_CASE(a_thread_that_is_not_told_has_none)
{
    name.set("current");
    queue::Queue<std::string> answers;
    thread::start_new_thread([&] { answers.put(name.get()); });
    BOOST_TEST(answers.get() == "nobody");
}

#ifdef BOOST_ASIO_HAS_CO_AWAIT

// Whichever thread notifies it.
BOOST_AUTO_TEST_CASE(a_coroutine_that_waits_for_an_item)
{
    asio::thread_pool pool(2);
    queue::Queue<int> q;
    auto const wait = [&](std::string own) -> asio::awaitable<std::string> {
        name.set(own);
        auto const item = co_await q.async_get(asio::use_awaitable);
        co_return name.get() + std::to_string(item);
    };
    auto one = asio::co_spawn(contextvars::context_executor(pool), wait("one"),
                              asio::use_future);
    name.set("main");
    q.put(1);
    BOOST_TEST(one.get() == "one1");
    auto two = asio::co_spawn(contextvars::context_executor(pool), wait("two"),
                              asio::use_future);
    thread::start_new_thread([&] {
        name.set("side");
        q.put(2);
    });
    BOOST_TEST(two.get() == "two2");
    pool.join();
}

// Each coroutine is resumed by many events, on any thread of the pool.
BOOST_AUTO_TEST_CASE(coroutines_that_wait_for_children)
{
    asio::thread_pool pool(2);
    auto const wait = [](std::string own) -> asio::awaitable<std::string> {
        name.set(own);
        auto const executor = co_await asio::this_coro::executor;
        auto const out = co_await sp::async_check_output(
            executor, sp::command("cat"), sp::input = own);
        auto const seen = name.get();
        co_await sp::async_call(executor, "exit 3", sp::shell);
        co_return out + seen + name.get();
    };
    std::vector<std::future<std::string>> all;
    for (char c = 'a'; c != 'k'; ++c)
    {
        all.push_back(contextvars::spawn(pool, wait({c}), asio::use_future));
    }
    name.set("main");
    for (char c = 'a'; c != 'k'; ++c)
    {
        BOOST_TEST(all[static_cast<std::size_t>(c - 'a')].get() ==
                   std::string(3, c));
    }
    BOOST_TEST(name.get() == "main");
    pool.join();
}

#endif

BOOST_AUTO_TEST_SUITE_END()
