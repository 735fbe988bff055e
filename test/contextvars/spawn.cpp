// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/spawn.hpp>

#include "errors.hpp"

#include <support/hooked_executor.hpp>
#include <support/support.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/system/system_error.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace asio = boost::asio;
using asio::use_awaitable;
using namespace asio::experimental::awaitable_operators;
using namespace std::string_literals;

namespace {

cv::ContextVar<int> const var("var");
cv::ContextVar<std::string> const name("name", "nobody");

// Reports the name that it inherits, and the name that it has set after it has
// been resumed on any thread.
asio::awaitable<std::string> child(std::string own)
{
    auto const inherited = name.get();
    name.set(own);
    for (int i = 0; i != 10; ++i)
    {
        co_await asio::post(use_awaitable);
    }
    co_return inherited + " > " + name.get();
}

asio::awaitable<void> wait_for_ever()
{
    asio::steady_timer timer(co_await asio::this_coro::executor,
                             std::chrono::hours(1));
    co_await timer.async_wait(use_awaitable);
}

asio::awaitable<void> fail()
{
    co_await asio::post(use_awaitable);
    throw std::runtime_error("failed");
}

bool was_aborted(std::exception_ptr const& e)
{
    try
    {
        std::rethrow_exception(e);
    }
    catch (boost::system::system_error const& error)
    {
        return error.code() == asio::error::operation_aborted;
    }
}

// The result of a coroutine that runs on a context_executor of a pool.
template<class Coroutine>
auto result_on_pool(Coroutine c)
{
    asio::thread_pool pool(3);
    auto result = cv::spawn(pool, std::move(c), asio::use_future);
    pool.join();
    return result.get();
}

} // namespace

BOOST_AUTO_TEST_SUITE(spawn)

BOOST_AUTO_TEST_CASE(from_a_function_outside_of_coroutines)
{
    asio::thread_pool pool(2);
    name.set("main");
    auto result = cv::spawn(pool, child("child"), asio::use_future);
    name.set("changed");
    BOOST_TEST(result.get() == "main > child");
    BOOST_TEST(name.get() == "changed");

    // The same with each other argument that stands for an executor.
    BOOST_TEST(cv::spawn(pool.get_executor(), child("child"), asio::use_future)
                   .get() == "changed > child");
    asio::any_io_executor const any = pool.get_executor();
    BOOST_TEST(cv::spawn(any, child("child"), asio::use_future).get() ==
               "changed > child");
    auto strand = asio::make_strand(pool);
    BOOST_TEST(cv::spawn(strand, child("child"), asio::use_future).get() ==
               "changed > child");
    cv::context_executor const with_context(pool);
    BOOST_TEST(
        cv::spawn(with_context, child("child"), asio::use_future).get() ==
        "changed > child");
    pool.join();
}

// The values are those at the call, also if the coroutine starts later. The
// parent and the child do not see each other's changes.
BOOST_AUTO_TEST_CASE(the_copy_is_made_at_the_call,
                     *label("py:contextvars.asyncio_support"))
{
    auto const text = result_on_pool([]() -> asio::awaitable<std::string> {
        name.set("parent");
        auto first = cv::spawn(child("first"), use_awaitable);
        auto second = cv::spawn(child("second"), asio::use_future);
        name.set("changed");
        auto text = co_await std::move(first);
        text += ", " + second.get();
        text += ", " + co_await cv::spawn(child("third"), use_awaitable);
        co_return text + ", " + name.get();
    });
    BOOST_TEST(text == "parent > first, parent > second, changed > third, "
                       "changed");
}

// Each of the two blocks a thread until the other one has gone on. On one
// strand, neither of them would end.
BOOST_AUTO_TEST_CASE(in_parallel_with_the_parent)
{
    auto const both = result_on_pool([]() -> asio::awaitable<int> {
        std::promise<int> of_parent;
        auto const meet = [&]() -> asio::awaitable<int> {
            co_return of_parent.get_future().get() + 1;
        };
        auto of_child = cv::spawn(meet(), asio::use_future);
        co_await asio::post(use_awaitable);
        of_parent.set_value(1);
        co_return of_child.get();
    });
    BOOST_TEST(both == 2);
}

BOOST_AUTO_TEST_CASE(many_at_once)
{
    auto const sum = result_on_pool([]() -> asio::awaitable<int> {
        auto const count = [](int from) -> asio::awaitable<int> {
            var.set(from);
            int right = 0;
            for (int i = 0; i != 200; ++i)
            {
                co_await asio::post(use_awaitable);
                right += var.get() == from + i;
                var.set(var.get() + 1);
            }
            co_return right;
        };
        std::vector<std::future<int>> all;
        for (int i = 0; i != 50; ++i)
        {
            all.push_back(cv::spawn(count(1000 * i), asio::use_future));
        }
        int sum = 0;
        for (auto& each : all)
        {
            while (each.wait_for(std::chrono::seconds(0)) !=
                   std::future_status::ready)
            {
                co_await asio::post(use_awaitable);
            }
            sum += each.get();
        }
        co_return sum;
    });
    BOOST_TEST(sum == 50 * 200);
}

// As asyncio.gather() and asyncio.wait(FIRST_COMPLETED).
BOOST_AUTO_TEST_CASE(awaitable_operators)
{
    auto const text = result_on_pool([]() -> asio::awaitable<std::string> {
        name.set("parent");
        auto const [a, b] = co_await (cv::spawn(child("a"), use_awaitable) &&
                                      cv::spawn(child("b"), use_awaitable));
        auto const first = co_await (cv::spawn(child("c"), use_awaitable) ||
                                     cv::spawn(wait_for_ever(), use_awaitable));
        co_return a + ", " + b + ", " + std::get<0>(first) + ", " + name.get();
    });
    BOOST_TEST(text == "parent > a, parent > b, parent > c, parent");
}

BOOST_AUTO_TEST_CASE(a_given_context)
{
    cv::Context given;
    given.run([] { name.set("given"); });
    asio::thread_pool pool(2);
    name.set("main");
    BOOST_TEST(cv::spawn(pool, given, child("a"), asio::use_future).get() ==
               "given > a");
    BOOST_TEST(cv::spawn(pool.get_executor(), cv::Context(), child("b"),
                         asio::use_future)
                   .get() == "nobody > b");
    auto const parent = [&]() -> asio::awaitable<std::string> {
        co_return co_await cv::spawn(given, child("c"), use_awaitable);
    };
    BOOST_TEST(cv::spawn(pool, parent(), asio::use_future).get() ==
               "given > c");
    BOOST_TEST(given[name] == "given");
    // The given context may be in use.
    given.run([&] {
        name.set("within");
        BOOST_TEST(cv::spawn(pool, given, child("d"), asio::use_future).get() ==
                   "within > d");
    });
    pool.join();
}

// Within Context::run(), the current context is copied, and the executor is
// that of the caller.
BOOST_AUTO_TEST_CASE(within_run)
{
    auto const text = result_on_pool([]() -> asio::awaitable<std::string> {
        name.set("parent");
        auto started = cv::Context().run([] {
            name.set("other");
            return cv::spawn(child("child"), use_awaitable);
        });
        co_return co_await std::move(started) + ", " + name.get();
    });
    BOOST_TEST(text == "other > child, parent");
}

BOOST_AUTO_TEST_CASE(generations)
{
    auto const text = result_on_pool([]() -> asio::awaitable<std::string> {
        name.set("grandparent");
        auto const parent = []() -> asio::awaitable<std::string> {
            name.set(name.get() + "'s child");
            co_await asio::post(use_awaitable);
            auto text = co_await cv::spawn(child("child"), use_awaitable);
            co_return text + ", " + name.get();
        };
        auto text = co_await cv::spawn(parent(), use_awaitable);
        co_return text + ", " + name.get();
    });
    BOOST_TEST(text == "grandparent's child > child, grandparent's child, "
                       "grandparent");
}

BOOST_AUTO_TEST_CASE(not_within_the_call)
{
    asio::io_context io;
    std::string order;
    auto const note = [&](char c) -> asio::awaitable<void> {
        order += c;
        co_return;
    };
    cv::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            cv::spawn(note('2'), [&](std::exception_ptr) { order += '3'; });
            order += '1';
            co_return;
        },
        asio::detached);
    order += '0';
    io.run();
    BOOST_TEST(order == "0123");
}

// Any function that runs on a context_executor may spawn.
BOOST_AUTO_TEST_CASE(from_a_handler)
{
    asio::io_context io;
    cv::Context given;
    given.run([] { name.set("handler"); });
    std::future<std::string> result;
    asio::post(cv::context_executor(io, given),
               [&] { result = cv::spawn(child("child"), asio::use_future); });
    io.run();
    BOOST_TEST(result.get() == "handler > child");
}

BOOST_AUTO_TEST_CASE(without_an_executor)
{
    auto const refused = [] {
        return error_message<concur::RuntimeError>(
            [] { cv::spawn(wait_for_ever(), asio::detached); });
    };
    auto const text = "no running context_executor: give spawn() an executor"s;
    BOOST_TEST(refused() == text);
    asio::io_context io;
    std::string seen;
    asio::post(io, [&] { seen = refused(); });
    // After a function of a context_executor, there is none again.
    asio::post(cv::context_executor(io), [] {});
    asio::post(io, [&] { seen += refused(); });
    io.run();
    BOOST_TEST(seen == text + text);
}

// The inner executor is used, and not the strand of the parent. If the inner
// executor is a strand, all children run on that.
BOOST_AUTO_TEST_CASE(strands)
{
    asio::thread_pool pool(4);
    auto const strand = asio::make_strand(pool);
    std::atomic<int> wrong{0};
    int running = 0;
    auto const check = [&]() -> asio::awaitable<void> {
        for (int i = 0; i != 100; ++i)
        {
            co_await asio::post(use_awaitable);
            wrong += !strand.running_in_this_thread();
            ++running; // no data race
        }
    };
    auto const parent = [&]() -> asio::awaitable<void> {
        co_await (cv::spawn(check(), use_awaitable) &&
                  cv::spawn(check(), use_awaitable) && check());
    };
    cv::spawn(strand, parent(), asio::use_future).get();
    BOOST_TEST(wrong == 0);
    BOOST_TEST(running == 300);
    pool.join();
}

BOOST_AUTO_TEST_CASE(callbacks)
{
    asio::thread_pool pool(2);
    name.set("main");
    cv::Context given;
    given.run([] { name.set("given"); });

    // A handler with an executor runs there, in the context of that executor.
    cv::context_executor const own(pool, given);
    std::promise<std::string> done;
    cv::spawn(
        pool, child("child"),
        asio::bind_executor(own, [&](std::exception_ptr e, std::string result) {
            EXPECT(e == nullptr);
            done.set_value(result + ", " + name.get());
        }));
    BOOST_TEST(done.get_future().get() == "main > child, given");

    // Another handler runs on the executor of the coroutine. The handler may be
    // move-only.
    std::promise<std::string> other;
    auto text = std::make_unique<std::string>("handler");
    cv::spawn(pool, child("child"),
              [&, text = std::move(text)](std::exception_ptr, std::string) {
                  other.set_value(*text + " of " + name.get());
              });
    BOOST_TEST(other.get_future().get() == "handler of child");
    pool.join();
}

BOOST_AUTO_TEST_CASE(errors)
{
    asio::thread_pool pool(2);
    BOOST_CHECK_THROW(cv::spawn(pool, fail(), asio::use_future).get(),
                      std::runtime_error);
    auto const text = result_on_pool([]() -> asio::awaitable<std::string> {
        auto const [e] =
            co_await cv::spawn(fail(), asio::as_tuple(use_awaitable));
        try
        {
            std::rethrow_exception(e);
        }
        catch (std::runtime_error const& error)
        {
            co_return error.what();
        }
    });
    BOOST_TEST(text == "failed");
    pool.join();
}

// A function is called in the coroutine's context, and lives as long as the
// coroutine.
BOOST_AUTO_TEST_CASE(functions)
{
    asio::thread_pool pool(2);
    name.set("main");
    std::string const text(40, 'x');
    auto result = cv::spawn(
        pool,
        [text]() -> asio::awaitable<std::string> {
            co_await asio::post(use_awaitable);
            co_return text;
        },
        asio::use_future);
    BOOST_TEST(result.get() == text);

    auto ordinary = cv::spawn(
        pool,
        [] {
            name.set("set in a function that is no coroutine");
            return child("child");
        },
        asio::use_future);
    BOOST_TEST(ordinary.get() ==
               "set in a function that is no coroutine > child");
    BOOST_TEST(name.get() == "main");
    pool.join();
}

// An operation that is started twice has two contexts. One that is never
// started has no effect.
BOOST_AUTO_TEST_CASE(deferred)
{
    asio::thread_pool pool(2);
    name.set("at the call");
    auto const count = []() -> asio::awaitable<std::string> {
        co_await asio::post(use_awaitable);
        auto const before = name.get();
        name.set("set by another coroutine");
        co_return before;
    };
    auto const operation = cv::spawn(pool, count, asio::deferred);
    name.set("changed");
    BOOST_TEST(operation(asio::use_future).get() == "at the call");
    BOOST_TEST(operation(asio::use_future).get() == "at the call");

    bool begun = false;
    (void)cv::spawn(
        pool,
        [&]() -> asio::awaitable<void> {
            begun = true;
            co_return;
        },
        asio::deferred);
    pool.join();
    BOOST_TEST(!begun);
}

// An executor of another type than any_io_executor.
BOOST_AUTO_TEST_CASE(typed_awaitables)
{
    using executor = cv::context_executor<asio::io_context::executor_type>;
    asio::io_context io;
    name.set("main");
    auto result = cv::spawn(
        io,
        []() -> asio::awaitable<std::string, executor> {
            co_await asio::post(asio::use_awaitable_t<executor>());
            co_return name.get();
        },
        asio::use_future);
    name.set("changed");
    io.run();
    BOOST_TEST(result.get() == "main");
}

BOOST_AUTO_TEST_CASE(cancellation)
{
    asio::io_context io;
    asio::cancellation_signal signal;
    std::exception_ptr error;
    cv::spawn(io, wait_for_ever(),
              asio::bind_cancellation_slot(
                  signal.slot(), [&](std::exception_ptr e) { error = e; }));
    io.poll();
    BOOST_TEST((error == nullptr));
    signal.emit(asio::cancellation_type::terminal);
    io.run();
    BOOST_TEST(was_aborted(error));
    // Afterwards it has no effect.
    signal.emit(asio::cancellation_type::terminal);
    BOOST_TEST(io.poll() == 0);
}

// The cancellation is requested on another thread than that of the coroutine,
// at any moment of its life, also when it has just ended.
BOOST_AUTO_TEST_CASE(cancellation_at_any_moment)
{
    asio::thread_pool pool(3);
    std::atomic<int> completed{0};
    auto const hops = [](int n) -> asio::awaitable<void> {
        for (int i = 0; i != n; ++i)
        {
            co_await asio::post(use_awaitable);
        }
        co_await wait_for_ever();
    };
    constexpr int times = 2000;
    auto const parent = [&]() -> asio::awaitable<void> {
        for (int i = 0; i != times; ++i)
        {
            asio::cancellation_signal signal;
            cv::spawn(
                i % 2 == 0 ? hops(i % 8) : fail(),
                asio::bind_cancellation_slot(
                    signal.slot(), [&](std::exception_ptr) { ++completed; }));
            for (int k = 0; k != i % 5; ++k)
            {
                co_await asio::post(use_awaitable);
            }
            signal.emit(asio::cancellation_type::terminal);
            while (completed <= i)
            {
                co_await asio::post(use_awaitable);
            }
            signal.emit(asio::cancellation_type::terminal);
        }
    };
    cv::spawn(pool, parent(), asio::use_future).get();
    BOOST_TEST(completed == times);
    pool.join();
}

// Where an executor always posts, Asio posts the cancellation, too. The
// coroutine may end before that.
BOOST_AUTO_TEST_CASE(cancellation_on_an_executor_that_always_posts)
{
    auto nothing = [] {};
    asio::io_context io;
    support::hooked_executor<decltype(nothing)> const executor{&io, &nothing};
    asio::cancellation_signal cancel;
    bool told = false;
    cv::spawn(
        executor,
        [&]() -> asio::awaitable<void> {
            cancel.emit(asio::cancellation_type::terminal);
            co_await asio::post(use_awaitable);
        },
        asio::bind_cancellation_slot(
            cancel.slot(),
            asio::bind_executor(io, [&](std::exception_ptr) { told = true; })));
    io.run();
    BOOST_TEST(told);
}

// A parent that waits for its child is cancelled: so is the child, which runs
// on another thread.
BOOST_AUTO_TEST_CASE(cancellation_of_the_parent)
{
    asio::thread_pool pool(3);
    auto const parent = []() -> asio::awaitable<void> {
        co_await cv::spawn(wait_for_ever(), use_awaitable);
    };
    for (int i = 0; i != 500; ++i)
    {
        asio::cancellation_signal signal;
        cv::context_executor const executor(pool);
        auto ended = asio::co_spawn(
            executor, parent(),
            asio::bind_cancellation_slot(signal.slot(), asio::use_future));
        asio::post(executor,
                   [&] { signal.emit(asio::cancellation_type::terminal); });
        BOOST_CHECK_EXCEPTION(
            ended.get(), boost::system::system_error, [](auto const& e) {
                return e.code() == asio::error::operation_aborted;
            });
    }
    pool.join();
}

// A long-lived slot does not keep the values of a coroutine that has ended.
BOOST_AUTO_TEST_CASE(values_go_with_it)
{
    cv::ContextVar<std::shared_ptr<int>> const held("held");
    auto const value = std::make_shared<int>(1);
    asio::cancellation_signal signal;
    asio::thread_pool pool(2);
    cv::spawn(
        pool,
        [&]() -> asio::awaitable<void> {
            held.set(value);
            co_await asio::post(use_awaitable);
            throw std::runtime_error("ends");
        },
        asio::bind_cancellation_slot(
            signal.slot(), [](std::exception_ptr e) { EXPECT(e != nullptr); }));
    pool.join();
    BOOST_TEST(value.use_count() == 1);
}

// Coroutines that wait are destroyed with their pool.
BOOST_AUTO_TEST_CASE(the_end_of_a_pool)
{
    auto const owned = std::make_shared<int>(1);
    {
        asio::io_context io;
        auto const parent = [&]() -> asio::awaitable<void> {
            auto const waiting = [](auto) -> asio::awaitable<void> {
                co_await wait_for_ever();
            };
            cv::spawn(waiting(owned), asio::detached);
            co_await cv::spawn(waiting(owned), use_awaitable);
        };
        cv::spawn(io, parent(), asio::detached);
        io.poll();
        BOOST_TEST(owned.use_count() == 3);
    }
    BOOST_TEST(owned.use_count() == 1);
}

// The program ends its wait when the coroutine ends, although the
// context_executor of the parent exists.
BOOST_AUTO_TEST_CASE(no_work_remains)
{
    asio::io_context io;
    asio::any_io_executor of_child;
    auto const spawned = [&]() -> asio::awaitable<void> {
        of_child = co_await asio::this_coro::executor;
    };
    cv::spawn(
        io,
        [&]() -> asio::awaitable<void> {
            co_await asio::post(use_awaitable);
            cv::spawn(spawned(), asio::detached);
        },
        asio::detached);
    io.run(); // returns
    BOOST_TEST(!!of_child);
}

BOOST_AUTO_TEST_SUITE_END()
