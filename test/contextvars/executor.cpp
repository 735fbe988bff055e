// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/context_executor.hpp>

#include <concur/contextvars/bind_context.hpp>

#include "errors.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/defer.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace asio = boost::asio;

namespace {

cv::ContextVar<int> const var("var");

std::string record_order;

template<class Executor>
constexpr bool is_executor = asio::execution::is_executor_v<Executor>;

using io_executor = asio::io_context::executor_type;

static_assert(is_executor<cv::context_executor<io_executor>>);
static_assert(is_executor<cv::context_executor<asio::strand<io_executor>>>);
static_assert(is_executor<cv::context_executor<asio::any_io_executor>>);
static_assert(is_executor<cv::context_executor<asio::system_executor>>);
static_assert(
    is_executor<cv::context_executor<cv::context_executor<io_executor>>>);
static_assert(std::is_convertible_v<cv::context_executor<io_executor>,
                                    asio::any_io_executor>);
static_assert(std::is_convertible_v<cv::context_executor<asio::any_io_executor>,
                                    asio::any_io_executor>);

} // namespace

BOOST_AUTO_TEST_SUITE(executor)

BOOST_AUTO_TEST_CASE(a_copy_of_the_context_it_was_made_in)
{
    asio::io_context io;
    var.set(1);
    cv::context_executor const executor(io);
    var.set(2);
    int seen = 0;
    asio::post(executor, [&] {
        seen = var.get();
        var.set(3);
    });
    asio::post(executor, [&] {
        BOOST_TEST(seen == 1);
        seen = var.get(); // the value in the other context
    });
    io.run();
    BOOST_TEST(seen == 3);
    BOOST_TEST(var.get() == 2);
}

BOOST_AUTO_TEST_CASE(a_copy_of_a_given_context)
{
    asio::io_context io;
    cv::Context given;
    given.run([] { var.set(7); });
    int sum = 0;
    for (int i = 0; i != 3; ++i)
    {
        asio::post(cv::context_executor(io, given), [&] {
            sum += var.get();
            var.set(0);
        });
    }
    io.run();
    BOOST_TEST(sum == 21);
    BOOST_TEST(given[var] == 7);
}

BOOST_AUTO_TEST_CASE(in_whatever_way_a_function_comes_to_it)
{
    asio::io_context io;
    cv::Context given;
    given.run([] { var.set(7); });
    cv::context_executor const executor(io.get_executor(), given);
    int calls = 0;
    auto const look = [&](auto&&...) {
        BOOST_TEST(var.get() == 7);
        ++calls;
    };
    asio::steady_timer timer(executor, std::chrono::milliseconds(1));
    timer.async_wait(look);
    asio::steady_timer plain(io, std::chrono::milliseconds(1));
    plain.async_wait(asio::bind_executor(executor, look));
    asio::post(executor, look);
    asio::defer(executor, look);
    asio::dispatch(executor, look);
    executor.execute(look);
    asio::post(asio::any_io_executor(executor), look);
    io.run();
    BOOST_TEST(calls == 7);
}

// A function that is dispatched from a function of the same executor runs at
// once, even if that is in another context by then.
BOOST_AUTO_TEST_CASE(at_once)
{
    asio::io_context io;
    cv::Context given;
    given.run([] { var.set(7); });
    cv::context_executor const executor(io.get_executor(), given);
    std::string order;
    asio::post(executor, [&] {
        asio::dispatch(executor, [&] {
            order += std::to_string(var.get());
            var.set(8);
        });
        order += std::to_string(var.get());
        cv::Context().run([&] {
            var.set(1);
            asio::dispatch(executor,
                           [&] { order += std::to_string(var.get()); });
            order += std::to_string(var.get());
        });
        order += std::to_string(var.get());
    });
    io.run();
    BOOST_TEST(order == "78818");
}

BOOST_AUTO_TEST_CASE(a_function_that_throws)
{
    asio::io_context io;
    cv::context_executor const executor(io, cv::Context());
    asio::post(executor, [] {
        var.set(5);
        throw std::runtime_error("thrown");
    });
    asio::post(executor, [] { BOOST_TEST(var.get() == 5); });
    var.set(4);
    BOOST_CHECK_THROW(io.run(), std::runtime_error);
    BOOST_TEST(var.get() == 4);
    BOOST_TEST(io.run() == 1);
}

// The objects of a function are destroyed in the context.
BOOST_AUTO_TEST_CASE(the_end_of_a_function)
{
    struct last_words
    {
        ~last_words()
        {
            *seen = var.get(-1);
        }

        int* seen;
    };
    asio::io_context io;
    cv::Context given;
    given.run([] { var.set(7); });
    int seen = 0;
    asio::post(cv::context_executor(io, given),
               [words = std::shared_ptr<last_words>(new last_words{&seen})] {});
    io.run();
    BOOST_TEST(seen == 7);
}

BOOST_AUTO_TEST_CASE(one_within_another)
{
    asio::io_context io;
    cv::context_executor const outer(io, cv::Context());
    outer.execute([] { var.set(1); });
    cv::Context given;
    given.run([] { var.set(2); });
    cv::context_executor<std::decay_t<decltype(outer)>> const inner(outer,
                                                                    given);
    record_order.clear();
    auto const note = [] { record_order += std::to_string(var.get()); };
    asio::post(inner, note);
    asio::post(outer, note);
    asio::post(asio::make_strand(inner), note);
    io.run();
    std::sort(record_order.begin(), record_order.end());
    BOOST_TEST(record_order == "122");
}

// The system executor runs functions in order, if it is made a
// context_executor.
BOOST_AUTO_TEST_CASE(on_the_system)
{
    std::promise<int> last;
    cv::context_executor const executor(asio::system_executor{}, cv::Context{});
    executor.execute([] { var.set(0); });
    for (int i = 0; i != 100; ++i)
    {
        asio::post(executor, [] { var.set(var.get() + 1); });
    }
    asio::post(executor, [&] { last.set_value(var.get()); });
    BOOST_TEST(last.get_future().get() == 100);
}

BOOST_AUTO_TEST_CASE(one_function_at_a_time)
{
    asio::thread_pool pool(4);
    cv::context_executor const executor(pool, cv::Context());
    executor.execute([] { var.set(0); });
    for (int i = 0; i != 10000; ++i)
    {
        asio::post(executor, [] { var.set(var.get() + 1); });
    }
    int last = 0;
    executor.execute([&] { last = var.get(); });
    pool.join();
    BOOST_TEST(last == 10000);
}

BOOST_AUTO_TEST_CASE(its_executor_and_properties)
{
    asio::thread_pool pool(1);
    cv::context_executor const one(pool);
    cv::context_executor const other(one.get_inner_executor());
    BOOST_TEST((one.get_inner_executor() == pool.get_executor()));
    BOOST_TEST((&asio::query(one, asio::execution::context) == &pool));
    auto const copy = one;
    BOOST_TEST((copy == one));
    static_assert(
        std::is_same_v<decltype(cv::context_executor(one)),
                       cv::context_executor<asio::thread_pool::executor_type>>);
    BOOST_TEST((cv::context_executor(one) == one));
    BOOST_TEST((one != other));
    auto const tracked =
        asio::prefer(one, asio::execution::outstanding_work.tracked);
    BOOST_TEST(
        (asio::require(tracked, asio::execution::outstanding_work.untracked) ==
         one));
    asio::any_io_executor const any = one;
    BOOST_TEST((any == asio::any_io_executor(copy)));
    BOOST_TEST((any != asio::any_io_executor(other)));
}

BOOST_AUTO_TEST_CASE(bound_functions_run_in_their_context)
{
    cv::Context given;
    given.run([] { var.set(7); });
    auto f = cv::bind_context(given, [](int more, auto&& text) {
        var.set(var.get() + more);
        return std::to_string(var.get()) + text;
    });
    BOOST_TEST(f(1, "a") == "8a");
    auto copy = f;
    BOOST_TEST(copy(1, std::string("b")) == "9b");
    BOOST_TEST(f.context()[var] == 9);
    BOOST_TEST(given[var] == 7);

    var.set(3);
    auto g = cv::bind_context([] { return var.get(); });
    var.set(4);
    BOOST_TEST(g() == 3);
}

BOOST_AUTO_TEST_CASE(bound_functions_cannot_run_in_it_twice_at_a_time)
{
    std::function<void()> f;
    f = cv::bind_context(cv::Context(), [&] { f(); });
    BOOST_CHECK_THROW(f(), concur::RuntimeError);
}

BOOST_AUTO_TEST_CASE(bound_functions_on_another_thread)
{
    var.set(5);
    int seen = 0;
    std::thread(cv::bind_context([&](int more) { seen = var.get() + more; }), 1)
        .join();
    BOOST_TEST(seen == 6);
}

// A bound handler keeps its associated executor, allocator and slot.
BOOST_AUTO_TEST_CASE(bound_functions_as_completion_handlers)
{
    asio::io_context io;
    asio::io_context other;
    cv::Context given;
    given.run([] { var.set(7); });
    asio::steady_timer timer(io, std::chrono::milliseconds(1));
    bool called = false;
    timer.async_wait(cv::bind_context(
        given, asio::bind_executor(other, [&](boost::system::error_code) {
            BOOST_TEST(var.get() == 7);
            called = true;
        })));
    io.run();
    BOOST_TEST(!called);
    other.run();
    BOOST_TEST(called);
}

BOOST_AUTO_TEST_SUITE_END()
