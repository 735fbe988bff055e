// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"

#include <concur/queue/select.hpp>

#include <support/suspended_checks.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>
#include <vector>

// Operations whose executor does not run, and other waiters.

using namespace std::chrono_literals;

namespace {

using lines =
    boost::mp11::mp_append<three<int>, three<defaulted, plain_policy>>;

/// An execution context that is run only on request, and counts what has run.
struct stalled_context
{
    asio::io_context context{1};
    int done = 0;

    template<class Queue>
    void get(Queue& q, int times = 1)
    {
        for (int i = 0; i != times; ++i)
        {
            q.async_get(asio::bind_executor(
                context, [this](error_code e, number) { done += !e; }));
        }
    }

    template<class Queue>
    void put(Queue& q, int item)
    {
        q.async_put(item, asio::bind_executor(
                              context, [this](error_code e) { done += !e; }));
    }

    int run()
    {
        context.restart();
        context.run();
        return done;
    }
};

// A queue with one item, for which an operation that does not run was notified.
template<class Queue>
struct promised
{
    Queue q;
    stalled_context stalled;

    promised()
    {
        stalled.get(q);
        q.put(1);
        BOOST_TEST(q.qsize() == 1u);
    }

    ~promised()
    {
        // The item is gone, so the operation waits for another one.
        BOOST_TEST(q.empty());
        q.put(2);
        BOOST_TEST(stalled.run() == 1);
        BOOST_TEST(q.empty());
    }
};

// The same for a queue with room for one item.
template<class Queue>
struct promised_room
{
    Queue q{1};
    stalled_context stalled;

    promised_room()
    {
        q.put(1);
        stalled.put(q, 2);
        q.get();
        BOOST_TEST(!q.full());
    }

    ~promised_room()
    {
        BOOST_TEST(q.full());
        BOOST_TEST(q.get() == 3);
        BOOST_TEST(stalled.run() == 1);
        BOOST_TEST(q.get() == 2);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(stalled)

TEST_CASE_FOR_TYPES(items_that_are_there_can_be_got, Queue, lines)
{
    auto const check = [](auto const& get) {
        promised<Queue> p;
        BOOST_TEST(number(get(p.q)).value == 1);
    };
    check([](Queue& q) { return q.get_nowait(); });
    check([](Queue& q) { return q.get(false); });
    check([](Queue& q) { return q.get(0s); });
    check([](Queue& q) { return q.get(1h); });
    check([](Queue& q) { return q.get(); });
    check([](Queue& q) { return std::move(q.drain().at(0)); });
    check([](Queue& q) { return std::move(q.get_many(5).at(0)); });
    check([](Queue& q) { return std::move(q.get_many(5, 0s).at(0)); });
    check([](Queue& q) {
        std::stop_source stop;
        stop.request_stop();
        return q.get(stop.get_token());
    });
}

BOOST_AUTO_TEST_CASE(items_that_are_there_can_be_selected)
{
    auto const check = [](auto const& select) {
        promised<cq::Queue<int>> p;
        cq::SimpleQueue<long> other;
        BOOST_TEST(std::get<0>(select(p.q, other)) == 1);
    };
    check([](auto&... queues) { return cq::select(0s, queues...); });
    check([](auto&... queues) { return cq::select(1h, queues...); });
    check([](auto&... queues) { return cq::select(queues...); });
}

TEST_CASE_FOR_TYPES(room_that_is_there_can_be_used, Queue, lines)
{
    auto const check = [](auto const& put) {
        promised_room<Queue> p;
        put(p.q);
    };
    check([](Queue& q) { q.put_nowait(3); });
    check([](Queue& q) { q.put(3, false); });
    check([](Queue& q) { q.put(3, 0s); });
    check([](Queue& q) { q.put(3, 1h); });
    check([](Queue& q) { q.put(3); });
}

// Threads that already waited when the operation was notified.
TEST_CASE_FOR_TYPES(threads_behind_a_stalled_operation_go_on, Queue, lines)
{
    Queue q(2);
    stalled_context stalled;
    stalled.get(q);
    thread_group getters(2, [&](int) { q.get(); });
    BOOST_TEST(getters.falls_asleep());
    q.put(1);
    q.put(2);
    getters.join();
    BOOST_TEST(q.empty());

    q.put(3);
    q.put(4); // the operation is promised none of them
    stalled.put(q, 5);
    thread_group putters(2, [&](int i) { q.put(6 + i); });
    BOOST_TEST(putters.falls_asleep());
    q.get_nowait();
    q.get_nowait();
    putters.join();
    BOOST_TEST(q.full());
    q.shutdown(true);
    stalled.run();
}

TEST_CASE_FOR_TYPES(operations_behind_a_stalled_one_go_on, Queue, lines)
{
    Queue q(1);
    running_context io;
    stalled_context stalled;
    std::atomic<int> got{0};
    std::atomic<int> put{0};
    stalled.get(q);
    q.async_get(
        asio::bind_executor(*io, [&](error_code e, number) { got += !e; }));
    q.put(1);
    BOOST_TEST(support::eventually([&] { return got == 1; }));
    BOOST_TEST(q.empty());

    q.put(2);
    stalled.put(q, 3);
    q.async_put(4, asio::bind_executor(*io, [&](error_code e) { put += !e; }));
    q.get_nowait();
    BOOST_TEST(support::eventually([&] { return put == 1; }));
    BOOST_TEST(q.full());
    q.shutdown(true);
    stalled.run();
}

// The same if other calls take items before these threads can.
TEST_CASE_FOR_TYPES(threads_get_their_turn_beside_others, Queue, lines)
{
    Queue q;
    stalled_context stalled;
    stalled.get(q);
    std::atomic<int> got{0};
    support::test_thread t([&] {
        try
        {
            for (;;)
            {
                q.get();
                ++got;
            }
        }
        catch (cq::ShutDown const&)
        {
        }
    });
    BOOST_TEST(support::falls_asleep(t));
    BOOST_TEST(support::eventually([&] {
        q.put(1);
        std::this_thread::sleep_for(5ms);
        try
        {
            q.get_nowait();
        }
        catch (cq::Empty const&)
        {
        }
        return got >= 3;
    }));
    q.shutdown(true);
    t.join();
    stalled.run();
}

// A queue whose comparison takes long does not hold up other queues.
BOOST_AUTO_TEST_CASE(a_slow_comparison_elsewhere)
{
    static std::atomic<bool> slow{false};
    static std::atomic<bool> got{false};
    static std::atomic<bool> in_time{false};
    struct compare
    {
        bool operator()(int a, int b) const
        {
            if (slow.exchange(false))
            {
                in_time = support::eventually([&] { return got.load(); });
            }
            return a < b;
        }
    };
    cq::PriorityQueue<int, compare> compared;
    cq::Queue<int> q;
    stalled_context stalled;
    compared.put(1);
    stalled.get(compared, 3);
    compared.put(3);
    slow = true;
    support::test_thread comparing([&] { compared.put(0); });
    BOOST_TEST(support::eventually([&] { return !slow; }));
    stalled.get(q);
    q.put(1);
    q.get();
    got = true;
    comparing.join();
    BOOST_TEST(in_time);
    compared.shutdown(true);
    q.shutdown(true);
    stalled.run();
}

// The same for thousands of operations.
TEST_CASE_FOR_TYPES(many_stalled_operations_are_soon_passed, Queue, lines)
{
    Queue q;
    running_context io;
    stalled_context stalled;
    std::atomic<int> got{0};
    stalled.get(q, 2000);
    support::test_thread last([&] {
        q.get();
        ++got;
    });
    BOOST_TEST(support::falls_asleep(last));
    stalled.get(q, 2000);
    q.async_get(
        asio::bind_executor(*io, [&](error_code e, number) { got += !e; }));
    auto const begin = std::chrono::steady_clock::now();
    q.put(1);
    last.join();
    q.put(2);
    BOOST_TEST(support::eventually([&] { return got == 2; }));
    // One after the other they would take at least forty seconds.
    BOOST_TEST((std::chrono::steady_clock::now() - begin < 20s));

    // All operations are valid, and in their order.
    for (int i = 0; i != 4000; ++i)
    {
        q.put(i);
    }
    BOOST_TEST(stalled.run() == 4000);
    BOOST_TEST(q.empty());
}

// An operation that was passed over is first again when its executor runs.
BOOST_AUTO_TEST_CASE(an_operation_that_was_passed_over_gets_the_next_item)
{
    using policy = support::suspended_checks;
    cq::Queue<int, policy> q;
    asio::io_context late(1);
    getter_log first;
    getter_log second;
    running_context io;
    q.async_get(first.on(late));
    q.put(1);
    BOOST_TEST(q.get() == 1);
    std::atomic<bool> done{false};
    q.async_get(asio::bind_executor(
        *io, [&](error_code, int item) { done = item == 3; }));
    late.poll(); // there is no item, and the operation waits again
    policy::suspended = true;
    q.put(2);
    late.run_one();
    policy::suspended = false;
    BOOST_TEST(first.items() == std::vector{2});
    BOOST_TEST(!done);
    q.put(3);
    BOOST_TEST(support::eventually([&] { return done.load(); }));
}

BOOST_AUTO_TEST_CASE(stalled_operations_end_with_their_queue)
{
    stalled_context stalled;
    {
        cq::Queue<int> q;
        stalled.get(q, 100);
        q.put(1);
        thread_group getters(1, [&](int) { q.get(); });
        getters.join();
        q.put(2);
    }
    BOOST_TEST(stalled.run() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
