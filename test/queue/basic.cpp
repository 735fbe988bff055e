// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"

#include <chrono>
#include <stdexcept>
#include <string>

// The checks of CPython's tests, for each class of queues.

using boost::unit_test::label;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(basic)

BOOST_TEST_DECORATOR(*label("py:queue.queue.basic") *
                     label("py:queue.lifo.basic") *
                     label("py:queue.priority.basic"))
TEST_CASE_FOR_TYPES(basic, Queue, shared_queues)
{
    Queue q(5);
    for (int round = 0; round != 2; ++round)
    {
        BOOST_TEST(q.qsize() == 0u);
        BOOST_TEST(q.empty());
        for (int const i : {111, 333, 222})
        {
            q.put(i);
        }
        for (auto const i : in_order<Queue>({111, 333, 222}))
        {
            BOOST_TEST(q.get() == i);
        }
        for (int i = 0; i != 4; ++i)
        {
            q.put(i);
            BOOST_TEST(q.qsize() == i + 1u);
            BOOST_TEST(!q.empty());
            BOOST_TEST(!q.full());
        }
        q.put(10);
        BOOST_TEST(q.full());
        BOOST_TEST(!q.empty());

        BOOST_CHECK_THROW(q.put(30, false), cq::Full);
        BOOST_CHECK_THROW(q.put(30, 0.01s), cq::Full);
        BOOST_TEST(q.qsize() == 5u);
        check_blocks([&] { q.put(30); }, [&] { q.get(); });
        check_blocks([&] { q.put(30, true, 10); }, [&] { q.get(); });
        for (int i = 0; i != 5; ++i)
        {
            q.get();
        }

        BOOST_TEST(q.qsize() == 0u);
        BOOST_CHECK_THROW(q.get(false), cq::Empty);
        BOOST_CHECK_THROW(q.get(0.01s), cq::Empty);
        check_blocks([&] { EXPECT(q.get() == 7); }, [&] { q.put(7); });
        check_blocks([&] { EXPECT(q.get(true, 10) == 8); }, [&] { q.put(8); });
    }
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.nowait") *
                     label("py:queue.lifo.nowait") *
                     label("py:queue.priority.nowait"))
TEST_CASE_FOR_TYPES(nowait, Queue, all_queues)
{
    Queue q(5);
    for (int i = 0; i != 5; ++i)
    {
        q.put_nowait(1);
    }
    BOOST_CHECK_THROW(q.put_nowait(1), cq::Full);
    for (int i = 0; i != 5; ++i)
    {
        q.get_nowait();
    }
    BOOST_CHECK_THROW(q.get_nowait(), cq::Empty);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.negative_timeout") *
                     label("py:queue.lifo.negative_timeout") *
                     label("py:queue.priority.negative_timeout"))
TEST_CASE_FOR_TYPES(negative_timeout, Queue, all_queues)
{
    Queue q(5);
    for (std::size_t i = 0;; ++i)
    {
        BOOST_CHECK_THROW(q.put(1, true, -1), concur::ValueError);
        BOOST_CHECK_THROW(q.put(1, -1ns), concur::ValueError);
        BOOST_CHECK_THROW(q.get(true, -1), concur::ValueError);
        BOOST_CHECK_THROW(q.get(-1ns), concur::ValueError);
        BOOST_CHECK_THROW(q.get_many(1, -1), concur::ValueError);
        BOOST_CHECK_THROW(q.join(-1), concur::ValueError);
        BOOST_TEST(q.qsize() == i);
        BOOST_TEST(q.unfinished_tasks() == i);
        if (i == 5)
        {
            break;
        }
        q.put(1);
    }
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.task_done.too_many") *
                     label("py:queue.lifo.task_done.too_many") *
                     label("py:queue.priority.task_done.too_many") *
                     label("py:queue.task_done.error_keeps_state"))
TEST_CASE_FOR_TYPES(task_done_too_many, Queue, all_queues)
{
    Queue q;
    auto const surplus = [&] {
        BOOST_CHECK_EXCEPTION(
            q.task_done(), concur::ValueError, [](auto const& e) {
                return e.what() ==
                       std::string("task_done() called too many times");
            });
        BOOST_TEST(q.unfinished_tasks() == 0u);
    };
    surplus();
    q.put(1);
    q.task_done();
    surplus();
    surplus();
    q.put(1);
    BOOST_TEST(q.unfinished_tasks() == 1u);
    q.task_done();
    surplus();
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.shrinking_maxsize") *
                     label("py:queue.lifo.shrinking_maxsize") *
                     label("py:queue.priority.shrinking_maxsize"))
TEST_CASE_FOR_TYPES(shrinking_maxsize, Queue, all_queues)
{
    Queue q(3);
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    BOOST_CHECK_THROW(q.put_nowait(4), cq::Full);
    BOOST_TEST(q.qsize() == 3u);
    q.maxsize(2);
    BOOST_CHECK_THROW(q.put_nowait(4), cq::Full);
    BOOST_TEST(q.qsize() == 3u);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.maxsize_default_infinite") *
                     label("py:queue.lifo.maxsize_default_infinite") *
                     label("py:queue.priority.maxsize_default_infinite") *
                     label("py:queue.maxsize.attribute"))
TEST_CASE_FOR_TYPES(no_maxsize, Queue, all_queues)
{
    Queue none, zero(0), negative(-3);
    BOOST_TEST(none.maxsize() == 0);
    BOOST_TEST(zero.maxsize() == 0);
    BOOST_TEST(negative.maxsize() == -3);
    BOOST_TEST(Queue(7).maxsize() == 7);
    for (auto* q : {&none, &zero, &negative})
    {
        for (int i = 0; i != 2000; ++i)
        {
            q->put(i);
            q->put(i, false);
            BOOST_REQUIRE(!q->full());
        }
        BOOST_TEST(q->qsize() == 4000u);
    }
}

BOOST_TEST_DECORATOR(*label("py:queue.maxsize.growing"))
TEST_CASE_FOR_TYPES(maxsize_growing, Queue, all_queues)
{
    Queue q(2);
    q.put(1);
    q.put(2);
    BOOST_CHECK_THROW(q.put_nowait(3), cq::Full);
    q.maxsize(3);
    BOOST_TEST(q.maxsize() == 3);
    BOOST_TEST(!q.full());
    q.put_nowait(3);
    BOOST_TEST(q.full());
    BOOST_CHECK_THROW(q.put_nowait(4), cq::Full);
    q.maxsize(-1);
    BOOST_TEST(!q.full());
    q.put_nowait(4);
    BOOST_TEST(numbers_of(q) == in_order<Queue>({1, 2, 3, 4}),
               boost::test_tools::per_element());
}

BOOST_TEST_DECORATOR(*label("py:queue.maxsize.shrink_then_drain"))
TEST_CASE_FOR_TYPES(shrink_then_drain, Queue, all_queues)
{
    Queue q(3);
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    q.maxsize(2);
    BOOST_TEST(q.full());
    q.get();
    BOOST_TEST(q.full());
    BOOST_CHECK_THROW(q.put_nowait(4), cq::Full);
    q.get();
    BOOST_TEST(!q.full());
    q.put_nowait(4);
    BOOST_TEST(q.full());
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.qsize") *
                     label("py:queue.queue.empty") *
                     label("py:queue.queue.full"))
TEST_CASE_FOR_TYPES(sizes, Queue, all_queues)
{
    for (int const max : {0, 1, 4, 6})
    {
        Queue q(max);
        int size = 0;
        auto const check = [&] {
            BOOST_TEST(q.qsize() == static_cast<std::size_t>(size));
            BOOST_TEST(q.empty() == (size == 0));
            BOOST_TEST(q.full() == (max > 0 && size >= max));
        };
        check();
        for (; size != (max != 0 ? max : 10); check())
        {
            q.put(size);
            ++size;
        }
        for (; size != 0; check())
        {
            q.get();
            --size;
        }
    }
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.put_nonblock_ignores_timeout") *
                     label("py:queue.queue.get_nonblock_ignores_timeout") *
                     label("py:queue.queue.put_nowait_equiv") *
                     label("py:queue.queue.get_nowait_equiv"))
TEST_CASE_FOR_TYPES(nonblock_ignores_timeout, Queue, all_queues)
{
    Queue q(2);
    BOOST_CHECK_THROW(q.get(false, -1), cq::Empty);
    BOOST_CHECK_THROW(q.get(false), cq::Empty);
    BOOST_CHECK_THROW(q.get_nowait(), cq::Empty);
    BOOST_CHECK_THROW(q.get(false, 1000), cq::Empty);
    q.put(1, false, -1);
    q.put_nowait(1);
    BOOST_CHECK_THROW(q.put(1, false, -1), cq::Full);
    BOOST_CHECK_THROW(q.put(1, false), cq::Full);
    BOOST_CHECK_THROW(q.put_nowait(1), cq::Full);
    BOOST_CHECK_THROW(q.put(1, false, 1000), cq::Full);
    BOOST_TEST(q.get(false, -1) == 1);
    BOOST_TEST(q.get_nowait() == 1);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.put_timeout_zero") *
                     label("py:queue.queue.get_timeout_zero"))
TEST_CASE_FOR_TYPES(timeout_zero, Queue, all_queues)
{
    Queue q(1);
    BOOST_CHECK_THROW(q.get(0s), cq::Empty);
    BOOST_CHECK_THROW(q.get(true, 0), cq::Empty);
    q.put(1, 0s);
    BOOST_CHECK_THROW(q.put(2, 0s), cq::Full);
    BOOST_CHECK_THROW(q.put(2, true, 0), cq::Full);
    BOOST_TEST(q.get(0s) == 1);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.put_negative_unbounded") *
                     label("py:queue.queue.put_negative_bounded_state"))
TEST_CASE_FOR_TYPES(put_negative, Queue, all_queues)
{
    Queue unbounded, negative(-1), bounded(5);
    unbounded.put(1, true, -1);
    negative.put(1, -1s);
    BOOST_TEST(unbounded.get() == 1);
    BOOST_TEST(negative.get() == 1);
    BOOST_CHECK_THROW(bounded.put(1, true, -1), concur::ValueError);
    BOOST_TEST(bounded.qsize() == 0u);
    BOOST_TEST(bounded.unfinished_tasks() == 0u);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.get_negative_with_item"))
TEST_CASE_FOR_TYPES(get_negative_with_item, Queue, all_queues)
{
    Queue q;
    q.put(1);
    BOOST_CHECK_THROW(q.get(true, -1), std::invalid_argument);
    BOOST_CHECK_THROW(q.get(-1s), std::invalid_argument);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.get() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
