// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/simple_queue.hpp>

#include "cases.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <stdexcept>
#include <stop_token>

using boost::unit_test::label;
using support::eventually;
using support::test_thread;
using namespace std::chrono_literals;

namespace {

using clock_type = std::chrono::steady_clock;

using shared = std::tuple<cq::SimpleQueue<int>, cq::SimpleQueue<number>,
                          cq::SimpleQueue<number, plain_policy>>;
using all = boost::mp11::mp_append<
    shared, std::tuple<cq::SimpleQueue<int, cq::single_thread_policy>,
                       cq::SimpleQueue<number, cq::single_thread_policy>>>;

// Producers put numbers, and as many consumers get them: each number arrives
// once.
template<class Queue>
void check_many_threads(int numbers,
                        std::function<bool(Queue&, int&)> const& get)
{
    constexpr int threads = 50;
    Queue q;
    std::vector<std::atomic<int>> arrived(numbers);
    std::atomic<int> next = 0;
    {
        std::deque<test_thread> team;
        for (int t = 0; t != threads; ++t)
        {
            team.emplace_back([&] {
                for (int i; (i = next++) < numbers;)
                {
                    q.put(i);
                }
                q.put(-1); // one for each consumer
            });
            team.emplace_back([&] {
                for (int i;;)
                {
                    if (!get(q, i))
                    {
                        boost::this_thread::yield();
                    }
                    else if (i < 0)
                    {
                        return;
                    }
                    else
                    {
                        ++arrived[i];
                    }
                }
            });
        }
    }
    BOOST_TEST(std::all_of(arrived.begin(), arrived.end(),
                           [](auto const& times) { return times == 1; }));
    BOOST_TEST(q.empty());
    BOOST_TEST(q.qsize() == 0u);
}

} // namespace

BOOST_AUTO_TEST_SUITE(simple)

BOOST_TEST_DECORATOR(*label("py:queue.simple.basic"))
TEST_CASE_FOR_TYPES(simple_basic, Queue, all)
{
    Queue q;
    auto const holds = [&](std::size_t size) {
        BOOST_TEST(q.qsize() == size);
        BOOST_TEST(q.empty() == (size == 0));
    };
    holds(0);
    q.put(1);
    holds(1);
    q.put(2);
    q.put_nowait(3);
    q.put(4);
    holds(4);
    BOOST_TEST(q.get() == 1);
    holds(3);
    BOOST_TEST(q.get_nowait() == 2);
    holds(2);
    BOOST_TEST(q.get(false) == 3);
    holds(1);
    BOOST_TEST(q.get(0.1s) == 4);
    holds(0);
    BOOST_CHECK_THROW(q.get(false), cq::Empty);
    BOOST_CHECK_THROW(q.get(0.001s), cq::Empty);
    BOOST_CHECK_THROW(q.get_nowait(), cq::Empty);
    holds(0);
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.negative_timeout") *
                     label("py:queue.simple.negative_timeout_empty"))
TEST_CASE_FOR_TYPES(simple_negative_timeout, Queue, all)
{
    Queue q;
    BOOST_CHECK_THROW(q.get(-1s), std::invalid_argument);
    BOOST_CHECK_THROW(q.get(true, -1), concur::ValueError);
    q.put(1);
    BOOST_CHECK_THROW(q.get(-1s), std::invalid_argument);
    BOOST_CHECK_THROW(q.get(true, -1), concur::ValueError);
    BOOST_CHECK_THROW(q.get_many(1, -1), concur::ValueError);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.get() == 1);
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.get_nonblock_ignores_timeout") *
                     label("py:queue.simple.get_timeout_zero") *
                     label("py:queue.simple.get_nowait"))
TEST_CASE_FOR_TYPES(simple_get_without_waiting, Queue, all)
{
    Queue q;
    BOOST_CHECK_THROW(q.get(false, -1), cq::Empty);
    BOOST_CHECK_THROW(q.get(true, 0), cq::Empty);
    BOOST_CHECK_THROW(q.get(0s), cq::Empty);
    BOOST_CHECK_THROW(q.get(clock_type::now() - 1h), cq::Empty);
    BOOST_CHECK_THROW(q.get_nowait(), cq::Empty);
    for (int i = 0; i != 4; ++i)
    {
        q.put(i);
    }
    BOOST_TEST(q.get(false, -1) == 0);
    BOOST_TEST(q.get(true, 0) == 1);
    BOOST_TEST(q.get(0s) == 2);
    BOOST_TEST(q.get_nowait() == 3);
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.put_ignores_arguments") *
                     label("py:queue.simple.put_nowait") *
                     label("py:queue.simple.unbounded") *
                     label("py:queue.simple.qsize_empty"))
TEST_CASE_FOR_TYPES(simple_put, Queue, all)
{
    Queue q;
    typename Queue::value_type const item(7);
    q.put(7, false, -5);
    q.put(7, true, 0);
    q.put(7, -5s);
    q.put(item, false, -5);
    q.put(item, true, 0);
    q.put(item, -5s);
    q.put_nowait(7);
    q.put_nowait(item);
    BOOST_TEST(q.qsize() == 8u);
    for (int i = 0; i != 20000; ++i)
    {
        q.put(7);
    }
    BOOST_TEST(q.qsize() == 20008u);
    BOOST_TEST(numbers_of(q) == std::vector<int>(20008, 7));
    BOOST_TEST(q.empty());
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.get_blocks"))
TEST_CASE_FOR_TYPES(simple_get_blocks, Queue, shared)
{
    Queue q;
    check_blocks([&] { EXPECT(q.get() == 1); }, [&] { q.put(1); });
    check_blocks([&] { EXPECT(q.get(true, 10) == 2); },
                 [&] { q.put_nowait(2); });
    check_blocks([&] { EXPECT(q.get_many(5).size() == 1u); },
                 [&] { q.put(3); });
    std::stop_source source;
    check_blocks(
        [&] {
            support::expect_error<cq::Empty>(
                [&] { q.get(source.get_token()); });
        },
        [&] { source.request_stop(); });
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.get_timeout"))
TEST_CASE_FOR_TYPES(simple_get_timeout, Queue, shared)
{
    Queue q;
    auto const start = clock_type::now();
    BOOST_CHECK_THROW(q.get(0.05s), cq::Empty);
    BOOST_TEST((clock_type::now() - start >= 50ms));
    BOOST_TEST((clock_type::now() - start < 20s));
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.timeout_too_large"))
TEST_CASE_FOR_TYPES(simple_timeout_too_large, Queue, shared)
{
    Queue q;
    check_blocks([&] { EXPECT(q.get(true, 1e100) == 1); }, [&] { q.put(1); });
    q.put(2);
    BOOST_TEST(q.get(true, 1e100) == 2);
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.order"))
TEST_CASE_FOR_TYPES(simple_order, Queue, shared)
{
    Queue q;
    test_thread producer([&] {
        for (int i = 0; i != 100; ++i)
        {
            q.put(i);
        }
    });
    for (int i = 0; i != 100; ++i)
    {
        BOOST_TEST(q.get() == i);
    }
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.many_threads"))
TEST_CASE_FOR_TYPES(simple_many_threads, Queue, shared)
{
    check_many_threads<Queue>(10000, [](Queue& q, int& i) {
        i = number(q.get()).value;
        return true;
    });
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.many_threads_nonblock"))
TEST_CASE_FOR_TYPES(simple_many_threads_nonblock, Queue, shared)
{
    check_many_threads<Queue>(10000, [](Queue& q, int& i) {
        try
        {
            i = number(q.get(false)).value;
            return true;
        }
        catch (cq::Empty const&)
        {
            return false;
        }
    });
}

BOOST_TEST_DECORATOR(*label("py:queue.simple.many_threads_timeout"))
TEST_CASE_FOR_TYPES(simple_many_threads_timeout, Queue, shared)
{
    check_many_threads<Queue>(1000, [](Queue& q, int& i) {
        try
        {
            i = number(q.get(10us)).value;
            return true;
        }
        catch (cq::Empty const&)
        {
            return false;
        }
    });
}

BOOST_AUTO_TEST_CASE(simple_keeps_nothing,
                     *label("py:queue.simple.drops_references"))
{
    cq::SimpleQueue<std::shared_ptr<int>> q;
    for (int i = 0; i != 3; ++i)
    {
        auto item = std::make_shared<int>(i);
        std::weak_ptr<int> const seen = item;
        q.put(std::move(item));
        BOOST_TEST(!seen.expired());
        q.get();
        BOOST_TEST(seen.expired());
        q.put(std::make_shared<int>(i));
        q.drain();
    }
    std::weak_ptr<int> seen;
    {
        cq::SimpleQueue<std::shared_ptr<int>> other;
        auto const item = std::make_shared<int>(5);
        seen = item;
        other.put(item);
        BOOST_TEST(item.use_count() == 2);
    }
    BOOST_TEST(seen.expired());
}

namespace {

template<class Queue>
concept tracks_tasks = requires(Queue& q)
{
    q.task_done();
}
|| requires(Queue& q)
{
    q.join();
}
|| requires(Queue& q)
{
    q.full();
}
|| requires(Queue& q)
{
    q.maxsize();
}
|| requires(Queue& q)
{
    q.unfinished_tasks();
};

} // namespace

BOOST_AUTO_TEST_CASE(simple_has_no_tasks,
                     *label("py:queue.simple.no_tracking_api"))
{
    static_assert(!tracks_tasks<cq::SimpleQueue<int>>);
    static_assert(tracks_tasks<cq::Queue<int>>);
    static_assert(!std::is_constructible_v<cq::SimpleQueue<int>, int>);
    BOOST_TEST(!tracks_tasks<cq::SimpleQueue<number>>);
}

BOOST_AUTO_TEST_SUITE_END()
