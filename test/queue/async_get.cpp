// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <type_traits>
#include <vector>

using namespace std::chrono_literals;

namespace {

using async_queues = boost::mp11::mp_append<
    three<defaulted>, three<defaulted, plain_policy>,
    three<defaulted, cq::single_thread_policy>,
    std::tuple<cq::SimpleQueue<defaulted>,
               cq::SimpleQueue<defaulted, cq::single_thread_policy>>>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_get)

TEST_CASE_FOR_TYPES(waits_for_an_item, Queue, async_queues)
{
    Queue q;
    asio::io_context io;
    getter_log seen;
    q.async_get(seen.on(io));
    BOOST_TEST(io.poll() == 0u);
    q.put(1);
    BOOST_TEST(seen.calls.empty());
    io.run();
    BOOST_TEST(seen.items() == std::vector<int>{1});
    BOOST_TEST(q.empty());
}

TEST_CASE_FOR_TYPES(takes_what_is_there, Queue, async_queues)
{
    Queue q;
    asio::io_context io;
    getter_log seen;
    q.put(1);
    q.async_get(seen.on(io));
    // The item is taken when the handler is called, not in the initiating call.
    BOOST_TEST(seen.calls.empty());
    BOOST_TEST(q.qsize() == 1u);
    io.run();
    BOOST_TEST(seen.items() == std::vector<int>{1});
    BOOST_TEST(q.qsize() == 0u);
}

// The same if the operation is started in the executor itself.
BOOST_AUTO_TEST_CASE(never_completes_in_the_initiating_call)
{
    cq::Queue<int> q;
    asio::io_context io;
    q.put(1);
    bool called = false;
    asio::post(io, [&] {
        q.async_get(
            asio::bind_executor(io, [&](error_code, int) { called = true; }));
        BOOST_TEST(!called);
        q.async_get(asio::bind_executor(io, [](error_code, int) {}));
        q.put(2);
        BOOST_TEST(!called);
    });
    io.run();
    BOOST_TEST(called);
}

TEST_CASE_FOR_TYPES(operations_are_served_in_their_order, Queue, async_queues)
{
    Queue q;
    asio::io_context io;
    std::vector<int> order;
    for (int i = 0; i != 5; ++i)
    {
        q.async_get(asio::bind_executor(
            io, [&order, i](error_code, auto) { order.push_back(i); }));
    }
    for (int i = 0; i != 5; ++i)
    {
        q.put(i);
    }
    io.run();
    BOOST_TEST(order == (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST_CASE_FOR_TYPES(items_come_in_the_order_of_the_queue, Queue,
                    three<defaulted>)
{
    Queue q;
    asio::io_context io;
    getter_log seen;
    for (int const i : {2, 3, 1})
    {
        q.put(i);
    }
    for (int i = 0; i != 3; ++i)
    {
        q.async_get(seen.on(io));
    }
    io.run();
    BOOST_TEST(seen.items() == in_order<Queue>({2, 3, 1}));
}

TEST_CASE_FOR_TYPES(a_shut_down_queue_is_an_error, Queue, three<defaulted>)
{
    Queue q;
    asio::io_context io;
    getter_log seen;
    q.async_get(seen.on(io));
    q.put(1);
    q.shutdown();
    q.async_get(seen.on(io));
    io.run();
    BOOST_TEST(seen.items() == (std::vector<int>{1, -1}));
    BOOST_TEST((seen.calls.back().first == cq::errc::shut_down));
    BOOST_TEST(seen.calls.back().first.message() == "the queue was shut down");
    BOOST_TEST(seen.calls.back().second == -7);
}

// --- tokens ------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(futures)
{
    cq::Queue<std::string> q;
    auto first = q.async_get(asio::use_future);
    q.put("a");
    BOOST_TEST(first.get() == "a");
    // On this thread: the thread sanitizer does not see how two threads agree
    // on which of them destroys the exception.
    asio::io_context io;
    auto second = q.async_get(asio::bind_executor(io, asio::use_future));
    q.shutdown();
    io.run();
    BOOST_CHECK_EXCEPTION(second.get(), boost::system::system_error,
                          [](boost::system::system_error const& e) {
                              return e.code() == cq::errc::shut_down;
                          });
}

BOOST_AUTO_TEST_CASE(tuples)
{
    cq::Queue<std::string> q;
    asio::io_context io;
    std::vector<std::tuple<error_code, std::string>> seen;
    auto const keep =
        asio::bind_executor(io, [&](std::tuple<error_code, std::string> t) {
            seen.push_back(std::move(t));
        });
    q.async_get(asio::as_tuple(keep));
    q.async_get(asio::as_tuple(keep));
    q.put("a");
    q.shutdown();
    io.run();
    BOOST_TEST(seen.size() == 2u);
    BOOST_TEST((seen.at(0) == std::tuple(error_code(), "a")));
    BOOST_TEST((seen.at(1) == std::tuple(cq::errc::shut_down, "")));
}

BOOST_AUTO_TEST_CASE(deferred_operations_begin_when_they_are_called)
{
    cq::Queue<int> q;
    asio::io_context io;
    auto operation = q.async_get(asio::deferred);
    auto twice = q.async_get(asio::deferred);
    q.put(1);
    BOOST_TEST(q.get_nowait() == 1);
    std::vector<int> seen;
    auto handler = asio::bind_executor(
        io, [&](error_code, int item) { seen.push_back(item); });
    std::move(operation)(handler);
    q.put(2);
    q.put(3);
    // A copy of a deferred operation starts another operation.
    auto copy = twice;
    std::move(twice)(handler);
    std::move(copy)(handler);
    q.put(4);
    io.run();
    BOOST_TEST(seen == (std::vector<int>{2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(handlers_may_be_moved_only_and_called_once)
{
    struct handler
    {
        std::unique_ptr<std::vector<int>> mine;
        std::vector<int>& seen;

        void operator()(error_code, int item)
        {
            mine->push_back(item);
            seen = *mine;
        }
    };
    cq::Queue<int> q;
    asio::io_context io;
    std::vector<int> seen;
    q.async_get(asio::bind_executor(
        io, handler{std::make_unique<std::vector<int>>(), seen}));
    q.put(3);
    io.run();
    BOOST_TEST(seen == std::vector<int>{3});
}

// --- executors ---------------------------------------------------------------

BOOST_AUTO_TEST_CASE(completes_on_the_strand_of_the_handler)
{
    asio::thread_pool pool(4);
    auto const strand = asio::make_strand(pool);
    cq::Queue<int> q;
    tally all(1000);
    int unguarded = 0; // by anything but the strand
    std::atomic<int> outside{0};
    for (int i = 0; i != 1000; ++i)
    {
        q.async_get(asio::bind_executor(strand, [&](error_code, int item) {
            outside += !strand.running_in_this_thread();
            ++unguarded;
            all.got(item);
        }));
    }
    for (int i = 0; i != 1000; ++i)
    {
        all.put(i);
        q.put(i);
    }
    pool.join();
    BOOST_TEST(outside == 0);
    BOOST_TEST(unguarded == 1000);
    BOOST_TEST(all.wrong() == "");
}

BOOST_AUTO_TEST_CASE(completes_in_the_pool_of_the_handler)
{
    asio::thread_pool pool(3);
    cq::Queue<int> q;
    std::atomic<int> elsewhere{0};
    std::atomic<int> calls{0};
    for (int i = 0; i != 100; ++i)
    {
        q.async_get(asio::bind_executor(pool, [&](error_code, int) {
            elsewhere += !pool.get_executor().running_in_this_thread();
            ++calls;
        }));
        q.put(i);
    }
    pool.join();
    BOOST_TEST(calls == 100);
    BOOST_TEST(elsewhere == 0);
}

BOOST_AUTO_TEST_CASE(a_handler_without_an_executor_gets_the_one_of_the_system)
{
    cq::Queue<int> q;
    std::promise<std::thread::id> where;
    q.async_get(
        [&](error_code, int) { where.set_value(std::this_thread::get_id()); });
    q.put(1);
    BOOST_TEST((where.get_future().get() != std::this_thread::get_id()));
}

// A context without other work waits for the queue.
BOOST_AUTO_TEST_CASE(a_waiting_operation_is_work)
{
    cq::Queue<int> q;
    asio::io_context io;
    int seen = 0;
    q.async_get(asio::bind_executor(io, [&](error_code, int i) { seen = i; }));
    support::test_thread runner([&] { io.run(); });
    BOOST_TEST(support::falls_asleep(runner));
    q.put(5);
    runner.join();
    BOOST_TEST(seen == 5);
}

// --- items -------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(items_that_only_move)
{
    cq::Queue<std::unique_ptr<int>> q;
    auto first = q.async_get(asio::use_future);
    q.put(std::make_unique<int>(4));
    BOOST_TEST(*first.get() == 4);
}

BOOST_AUTO_TEST_CASE(items_without_a_default_come_in_an_optional)
{
    struct item
    {
        explicit item(int v) : value(std::make_unique<int>(v)) {}
        std::unique_ptr<int> value;
    };
    cq::Queue<item> q;
    auto first = q.async_get(asio::use_future);
    static_assert(
        std::is_same_v<decltype(first), std::future<std::optional<item>>>);
    q.put(item(4));
    q.shutdown();
    BOOST_TEST(*first.get()->value == 4);
    asio::io_context io;
    bool told = false;
    q.async_get(
        asio::bind_executor(io, [&](error_code e, std::optional<item> none) {
            told = e == cq::errc::shut_down && !none;
        }));
    io.run();
    BOOST_TEST(told);
}

// There is no async_get() for an item type that could be lost on its way to the
// handler.
template<class T>
constexpr bool has_async_get = requires(cq::Queue<T>& q)
{
    q.async_get(asio::use_future);
};

BOOST_AUTO_TEST_CASE(items_whose_move_throws_are_refused)
{
    struct throwing
    {
        throwing() = default;
        throwing(throwing&&) noexcept(false) {}
    };
    static_assert(has_async_get<int>);
    static_assert(!has_async_get<throwing>);
}

BOOST_AUTO_TEST_SUITE_END()
