// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/select.hpp>

#include "async_cases.hpp"
#include "different_queues.hpp"
#include "no_stall_checks.hpp"

#include <boost/thread/exceptions.hpp>

#include <atomic>
#include <chrono>
#include <set>
#include <stop_token>
#include <utility>
#include <vector>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(select_)

BOOST_AUTO_TEST_CASE(takes_from_the_one_that_has_something)
{
    different_queues q;
    q.check([&] { return cq::select(q.a, q.b, q.c, q.d); });
    // For one queue, and for several of the same type.
    q.a.put(1);
    BOOST_TEST(std::get<0>(cq::select(q.a)) == 1);
    cq::Queue<int> e;
    e.put(1);
    auto const item = cq::select(q.a, e);
    BOOST_TEST(item.index() == 1u);
    BOOST_TEST(std::get<1>(item) == 1);
}

BOOST_AUTO_TEST_CASE(waits_for_the_first)
{
    cq::Queue<int> a;
    cq::Queue<int, plain_policy> b;
    cq::SimpleQueue<number> c;
    int got = 0;
    auto const wait = [&] {
        auto const item = cq::select(a, b, c);
        got = item.index() == 0   ? std::get<0>(item)
              : item.index() == 1 ? std::get<1>(item)
                                  : std::get<2>(item).value;
    };
    check_blocks(wait, [&] { a.put(1); });
    BOOST_TEST(got == 1);
    check_blocks(wait, [&] { b.put(2); });
    BOOST_TEST(got == 2);
    check_blocks(wait, [&] { c.put(3); });
    BOOST_TEST(got == 3);
    BOOST_TEST(a.qsize() + b.qsize() + c.qsize() == 0u);
}

BOOST_AUTO_TEST_CASE(limits)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    BOOST_CHECK_THROW(cq::select(0s, a, b), cq::Empty);
    BOOST_CHECK_THROW(cq::select(0.01, a, b), cq::Empty);
    BOOST_CHECK_THROW(cq::select(-1s, a, b), concur::ValueError);
    auto const now = concur::deadline::clock::now();
    BOOST_CHECK_THROW(cq::select(now, a, b), cq::Empty);
    BOOST_CHECK_THROW(cq::select(now + 10ms, a, b), cq::Empty);
    BOOST_TEST((concur::deadline::clock::now() >= now + 10ms));
    b.put(1);
    // An item that is there is taken even if the limit has passed.
    BOOST_TEST(std::get<1>(cq::select(now, a, b)) == 1);
    // The thread has left all wait queues.
    a.put(2);
    BOOST_TEST(a.get_nowait() == 2);
    b.put(3);
    BOOST_TEST(b.get_nowait() == 3);
}

BOOST_AUTO_TEST_CASE(stop_tokens)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    std::stop_source stop;
    check_blocks(
        [&] {
            expect_error<cq::Empty>(
                [&] { cq::select(stop.get_token(), a, b); });
        },
        [&] { stop.request_stop(); });
    BOOST_CHECK_THROW(cq::select(stop.get_token(), a, b), cq::Empty);
    a.put(1);
    BOOST_TEST(cq::select(stop.get_token(), a, b).index() == 0u);
}

BOOST_AUTO_TEST_CASE(interruption)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    support::test_thread thread([&] {
        expect_error<boost::thread_interrupted>([&] { cq::select(a, b); });
    });
    BOOST_TEST(support::falls_asleep(thread));
    thread.interrupt();
    thread.join();
    b.put(1);
    BOOST_TEST(b.get_nowait() == 1);
}

BOOST_AUTO_TEST_CASE(a_shut_down_queue_is_left_out)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    cq::Queue<int> c;
    a.put(1);
    a.shutdown();
    c.shutdown();
    // Items that are left are got.
    BOOST_TEST(cq::select(a, b, c).index() == 0u);
    check_blocks([&] { EXPECT(cq::select(a, b, c).index() == 1u); },
                 [&] { b.put(2); });
    // The last shutdown ends the wait.
    check_blocks(
        [&] { expect_error<cq::ShutDown>([&] { cq::select(a, b, c); }); },
        [&] { b.shutdown(); });
    BOOST_CHECK_THROW(cq::select(0s, a, b, c), cq::ShutDown);
}

BOOST_AUTO_TEST_CASE(queues_are_shut_down_one_after_another)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    cq::Queue<int> c;
    check_blocks(
        [&] { expect_error<cq::ShutDown>([&] { cq::select(a, b, c); }); },
        [&] {
            c.shutdown();
            a.shutdown(true);
            b.shutdown();
        });
}

// A queue that is never empty does not keep the items of another one waiting.
BOOST_AUTO_TEST_CASE(the_turn_goes_round)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    cq::Queue<int> c;
    for (int i = 0; i != 30; ++i)
    {
        a.put(i);
        b.put(i);
        c.put(i);
    }
    for (int round = 0; round != 30; ++round)
    {
        std::set<std::size_t> seen;
        for (int i = 0; i != 3; ++i)
        {
            seen.insert(cq::select(a, b, c).index());
        }
        BOOST_TEST(seen.size() == 3u);
    }
}

// If two queues notify it, it takes one item; the other queue notifies another
// waiter.
BOOST_AUTO_TEST_CASE(a_call_that_is_not_needed_is_passed_on)
{
    for (int round = 0; round != 300; ++round)
    {
        cq::Queue<int> a;
        cq::LifoQueue<int> b;
        std::atomic<int> sum{0};
        support::test_thread both([&] {
            auto const item = cq::select(a, b);
            sum += item.index() == 0 ? std::get<0>(item) : std::get<1>(item);
        });
        support::falls_asleep(both);
        support::test_thread one([&] { sum += a.get(); });
        support::test_thread other([&] { sum += b.get(); });
        if (round % 4 == 0)
        {
            support::falls_asleep(one);
            support::falls_asleep(other);
        }
        thread_group putters(2, [&](int i) { i == 0 ? a.put(1) : b.put(10); });
        putters.join();
        // The thread that is left is the only one without an item.
        BOOST_TEST(support::eventually([&] { return sum == 11; }));
        a.put(100);
        b.put(100);
        both.join();
        one.join();
        other.join();
        BOOST_TEST((a.qsize() + b.qsize() == 1u));
    }
}

// An item that is reserved for an operation is not taken by a select() that
// would wait.
BOOST_AUTO_TEST_CASE(stands_in_line_with_operations)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    asio::io_context busy;
    getter_log seen;
    a.async_get(seen.on(busy));
    a.put(1);
    b.put(7);
    // There is another item, so the reserved one is not needed.
    BOOST_TEST(std::get<1>(cq::select(a, b)) == 7);
    a.put(2);
    BOOST_TEST(std::get<0>(cq::select(a, b)) == 1);
    busy.run();
    BOOST_TEST(seen.items() == std::vector<int>{2});
    BOOST_TEST(a.empty());
}

// The select() waits before an operation in one queue, while the other queue is
// empty.
BOOST_AUTO_TEST_CASE(stands_in_line_before_an_operation)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    asio::io_context stalled;
    getter_log seen;
    support::test_thread first(
        [&] { EXPECT(std::get<1>(cq::select(b, a)) == 1); });
    BOOST_TEST(support::falls_asleep(first));
    a.async_get(seen.on(stalled));
    a.put(1);
    first.join();
    a.put(2);
    stalled.run();
    BOOST_TEST(seen.items() == std::vector<int>{2});
}

// Items whose move throws stay in their queue. If the move could lose an item,
// there is no select().
struct loud
{
    loud() = default;
    loud(loud&&) noexcept(false) {}
};
static_assert(!cq::selectable<cq::Queue<loud>>);
static_assert(cq::selectable<cq::Queue<number>>);

BOOST_AUTO_TEST_SUITE_END()
