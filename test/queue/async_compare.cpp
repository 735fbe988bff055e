// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/priority_queue.hpp>

#include "async_cases.hpp"

#include <support/failing_allocation.hpp>

#include <boost/asio/detail/config.hpp>
#include <boost/asio/use_future.hpp>
#ifdef BOOST_ASIO_HAS_CO_AWAIT
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/use_awaitable.hpp>
#endif

#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

// An exception within an operation is passed to its handler; it does not leave
// the executor's run().

namespace {

bool fail = false;

struct comparison
{
    template<class T>
    bool operator()(T const& a, T const& b) const
    {
        if (fail)
        {
            throw std::runtime_error("incomparable");
        }
        return a < b;
    }
};

using two_policies = std::tuple<cq::default_policy, cq::single_thread_policy>;

using queues =
    std::tuple<cq::PriorityQueue<int, comparison>,
               cq::PriorityQueue<number, comparison, plain_policy>,
               cq::PriorityQueue<int, comparison, cq::single_thread_policy>>;

struct failing
{
    failing()
    {
        fail = true;
    }

    ~failing()
    {
        fail = false;
    }
};

std::string message(std::exception_ptr const& exception)
{
    try
    {
        std::rethrow_exception(exception);
    }
    catch (std::exception const& e)
    {
        return e.what();
    }
}

/// The default constructor may throw.
struct late
{
    late()
    {
        if (fail)
        {
            throw std::runtime_error("no default");
        }
    }

    explicit late(int v) : value(v) {}

    int value = -1;
};

} // namespace

BOOST_AUTO_TEST_SUITE(async_compare)

TEST_CASE_FOR_TYPES(a_get_that_cannot_compare, Queue, queues)
{
    Queue q;
    for (int i = 4; i != 0; --i)
    {
        q.put(i);
    }
    BOOST_TEST((q.comparison_error() == nullptr));
    asio::io_context io;
    std::vector<std::pair<error_code, int>> calls;
    using item = cq::detail::async_item<typename Queue::value_type>;
    auto const get = [&] {
        q.async_get(asio::bind_executor(io, [&](error_code e, item i) {
            if constexpr (std::same_as<item, int>)
            {
                calls.emplace_back(e, i);
            }
            else
            {
                calls.emplace_back(e, i ? i->value : 0);
            }
        }));
    };
    get();
    get();
    {
        failing const now;
        BOOST_TEST(io.run() == 2u);
    }
    BOOST_REQUIRE(calls.size() == 2u);
    for (auto const& call : calls)
    {
        BOOST_TEST((call.first == cq::errc::comparison_failed));
    }
    BOOST_TEST(message(q.comparison_error()) == "incomparable");

    // The queue has not changed.
    BOOST_TEST(q.qsize() == 4u);
    get();
    io.restart();
    BOOST_TEST(io.run() == 1u);
    BOOST_TEST(!calls.back().first);
    BOOST_TEST(calls.back().second == 1);
    BOOST_TEST(numbers_of(q) == (std::vector{2, 3, 4}));
}

TEST_CASE_FOR_TYPES(a_put_that_cannot_compare, Queue, queues)
{
    Queue q(2);
    asio::io_context io;
    std::vector<error_code> calls;
    auto const put = [&](int item) {
        q.async_put(item, asio::bind_executor(
                              io, [&](error_code e) { calls.push_back(e); }));
    };
    q.put(1);
    put(0);
    {
        failing const now;
        BOOST_TEST(io.run() == 1u);
    }
    BOOST_REQUIRE(calls.size() == 1u);
    BOOST_TEST((calls[0] == cq::errc::comparison_failed));
    BOOST_TEST(message(q.comparison_error()) == "incomparable");
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.unfinished_tasks() == 1u);
    // The room is free again.
    put(0);
    io.restart();
    io.run();
    BOOST_TEST(!calls.at(1));
    BOOST_TEST(numbers_of(q) == (std::vector{0, 1}));
}

// An item that the operation did not take is for the next waiter.
BOOST_AUTO_TEST_CASE(others_in_the_line_go_on)
{
    cq::PriorityQueue<int, comparison> q;
    asio::io_context io;
    getter_log first;
    getter_log second;
    q.async_get(asio::bind_executor(io, [&](error_code e, int item) {
        first.calls.emplace_back(e, item);
    }));
    q.async_get(asio::bind_executor(io, [&](error_code e, int item) {
        second.calls.emplace_back(e, item);
    }));
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    {
        failing const now;
        BOOST_TEST(io.run_one() == 1u);
    }
    BOOST_TEST(first.items() == std::vector{-1});
    BOOST_TEST(io.run() == 1u);
    BOOST_TEST(second.items() == std::vector{0});
    BOOST_TEST(q.qsize() == 2u);
}

BOOST_AUTO_TEST_CASE(a_future_has_the_error)
{
    cq::PriorityQueue<int, comparison> q;
    q.put(1);
    q.put(2);
    q.put(3);
    failing const now;
    auto future = q.async_get(asio::use_future);
    BOOST_CHECK_EXCEPTION(future.get(), boost::system::system_error,
                          [](auto const& e) {
                              return e.code() == cq::errc::comparison_failed &&
                                     std::string(e.what()).find("comparison") !=
                                         std::string::npos;
                          });
}

#ifdef BOOST_ASIO_HAS_CO_AWAIT

BOOST_AUTO_TEST_CASE(a_coroutine_goes_on)
{
    cq::PriorityQueue<int, comparison> q;
    asio::io_context io;
    std::string told;
    q.put(1);
    q.put(2);
    q.put(3);
    asio::co_spawn(
        io,
        [&]() -> asio::awaitable<void> {
            try
            {
                co_await q.async_get(asio::use_awaitable);
            }
            catch (boost::system::system_error const& e)
            {
                told = message(q.comparison_error());
            }
        },
        asio::detached);
    failing const now;
    io.run();
    BOOST_TEST(told == "incomparable");
}

#endif

// The comparison cannot call functions that lock the queue.
BOOST_AUTO_TEST_CASE(a_comparison_asks)
{
    struct asking
    {
        bool operator()(int a, int b) const
        {
            if (*call)
            {
                (*call)();
            }
            return a < b;
        }

        std::shared_ptr<std::function<void()>> call =
            std::make_shared<std::function<void()>>();
    };
    asking const compare;
    cq::PriorityQueue<int, asking> q(0, compare);
    q.put(1);
    *compare.call = [&] { q.comparison_error(); };
    BOOST_CHECK_THROW(q.put(2), concur::RuntimeError);
}

// The comparison runs the executor, which runs an operation of the queue that
// compares.
TEST_CASE_FOR_TYPES(a_comparison_runs_an_operation, Policy, two_policies)
{
    struct running
    {
        bool operator()(int a, int b) const
        {
            if (std::exchange(*armed, false))
            {
                io->restart();
                io->poll();
            }
            return a < b;
        }

        asio::io_context* io;
        bool* armed;
    };
    asio::io_context io;
    bool armed = false;
    cq::PriorityQueue<int, running, Policy> q(0, running{&io, &armed});
    std::vector<error_code> seen;
    auto const get = [&] {
        q.async_get(asio::bind_executor(
            io, [&](error_code const& e, int) { seen.push_back(e); }));
    };
    get();
    q.put(5); // calls the operation
    armed = true;
    q.put(4);
    BOOST_TEST(seen.size() == 1u);
    BOOST_TEST((seen.at(0) == cq::errc::comparison_failed));
    BOOST_CHECK_THROW(std::rethrow_exception(q.comparison_error()),
                      concur::RuntimeError);
    BOOST_TEST(q.get_nowait() == 4);
    BOOST_TEST(q.get_nowait() == 5);
    // The failed operation has not changed the queue.
    get();
    q.put(7);
    io.restart();
    io.run();
    BOOST_TEST(seen.size() == 2u);
    BOOST_TEST(!seen.at(1));
    BOOST_TEST(q.empty());
}

BOOST_AUTO_TEST_CASE(a_put_without_memory)
{
    cq::PriorityQueue<int> q;
    asio::io_context io;
    error_code seen;
    q.async_put(
        1, asio::bind_executor(io, [&](error_code const& e) { seen = e; }));
    {
        allocations_left = 0; // that of the heap
        auto const ran = io.run();
        allocations_left = -1;
        BOOST_TEST(ran == 1u);
    }
    BOOST_TEST((seen == boost::system::errc::not_enough_memory));
    BOOST_TEST(q.empty());
    BOOST_TEST((q.comparison_error() == nullptr));
}

// A default constructor that may throw is called before the operation begins.
BOOST_AUTO_TEST_CASE(a_default_that_throws)
{
    cq::Queue<late> q;
    asio::io_context io;
    auto const alive = std::make_shared<int>(0);
    std::vector<std::pair<error_code, int>> calls;
    auto const get = [&] {
        q.async_get(
            asio::bind_executor(io, [&, alive](error_code e, late item) {
                calls.emplace_back(e, item.value);
            }));
    };
    get();
    {
        failing const now;
        BOOST_CHECK_THROW(get(), std::runtime_error);
        BOOST_TEST(alive.use_count() == 2);
        q.shutdown();
        BOOST_TEST(io.run() == 1u);
    }
    BOOST_REQUIRE(calls.size() == 1u);
    BOOST_TEST((calls[0].first == cq::errc::shut_down));
    BOOST_TEST(calls[0].second == -1);
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
