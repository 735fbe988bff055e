// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <stop_token>

// task_done() and join().

using boost::unit_test::label;
using support::eventually;
using support::falls_asleep;
using support::test_thread;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(join)

BOOST_TEST_DECORATOR(*label("py:queue.queue.join.waits_for_all") *
                     label("py:queue.lifo.join.waits_for_all") *
                     label("py:queue.priority.join.waits_for_all"))
TEST_CASE_FOR_TYPES(join_waits_for_all, Queue, shared_queues)
{
    Queue q;
    for (int round = 0; round != 2; ++round)
    {
        std::atomic<int> sum = 0;
        std::deque<test_thread> workers;
        for (int i = 0; i != 2; ++i)
        {
            workers.emplace_back([&] {
                for (;;)
                {
                    auto const x = number(q.get()).value;
                    if (x < 0)
                    {
                        q.task_done();
                        return;
                    }
                    sum += x;
                    q.task_done();
                }
            });
        }
        for (int i = 0; i != 100; ++i)
        {
            q.put(i);
        }
        BOOST_TEST(q.join());
        BOOST_TEST(sum == 4950);
        q.put(-1);
        q.put(-1);
        BOOST_TEST(q.join());
        for (auto& w : workers)
        {
            w.join();
        }
    }
    BOOST_CHECK_THROW(q.task_done(), concur::ValueError);
}

BOOST_TEST_DECORATOR(*label("py:queue.join.immediate_when_nothing_unfinished"))
TEST_CASE_FOR_TYPES(join_without_tasks, Queue, all_queues)
{
    Queue q;
    BOOST_TEST(q.join());
    BOOST_TEST(q.join());
    BOOST_TEST(q.join(0));
    q.put(1);
    q.task_done();
    BOOST_TEST(q.join());
}

BOOST_TEST_DECORATOR(*label("py:queue.join.counts_from_put"))
TEST_CASE_FOR_TYPES(join_counts_puts, Queue, shared_queues)
{
    Queue q;
    q.put(1);
    q.put(2);
    q.put_nowait(3);
    BOOST_TEST(q.unfinished_tasks() == 3u);
    test_thread t([&] { EXPECT(q.join()); });
    BOOST_TEST(falls_asleep(t));
    q.get();
    q.get_many(1);
    BOOST_TEST(q.drain().size() == 1u);
    BOOST_TEST(q.unfinished_tasks() == 3u);
    q.task_done();
    q.task_done();
    BOOST_TEST(q.unfinished_tasks() == 1u);
    BOOST_TEST(falls_asleep(t));
    q.task_done();
    t.join();
    BOOST_TEST(q.unfinished_tasks() == 0u);
}

BOOST_TEST_DECORATOR(*label("py:queue.task_done.counts_puts_not_gets"))
TEST_CASE_FOR_TYPES(a_task_may_be_done_without_a_get, Queue, all_queues)
{
    Queue q;
    q.put(1);
    q.task_done();
    BOOST_TEST(q.join());
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.get() == 1);
}

BOOST_TEST_DECORATOR(*label("py:queue.join.releases_all_waiters"))
TEST_CASE_FOR_TYPES(join_releases_all, Queue, shared_queues)
{
    Queue q;
    q.put(1);
    q.put(2);
    std::deque<test_thread> waiting;
    for (int i = 0; i != 5; ++i)
    {
        waiting.emplace_back([&] { EXPECT(q.join()); });
        BOOST_TEST(falls_asleep(waiting.back()));
    }
    q.task_done();
    for (auto& w : waiting)
    {
        BOOST_TEST(falls_asleep(w));
    }
    q.task_done();
    for (auto& w : waiting)
    {
        w.join();
    }
}

BOOST_TEST_DECORATOR(*label("py:queue.join.failed_put_not_counted"))
TEST_CASE_FOR_TYPES(a_put_that_failed_is_no_task, Queue, all_queues)
{
    Queue q(1);
    q.put(1);
    BOOST_CHECK_THROW(q.put_nowait(2), cq::Full);
    BOOST_CHECK_THROW(q.put(2, 1ms), cq::Full);
    BOOST_CHECK_THROW(q.put(2, -1s), concur::ValueError);
    BOOST_TEST(q.unfinished_tasks() == 1u);
    q.task_done();
    BOOST_TEST(q.join());
}

BOOST_AUTO_TEST_CASE(a_detached_worker, *label("py:queue.join.example_worker"))
{
    auto q = std::make_shared<cq::Queue<int>>();
    auto const done = std::make_shared<std::atomic<int>>(0);
    auto const gone = std::make_shared<std::atomic<bool>>(false);
    boost::thread([q, done, gone]() mutable {
        while (q->get() >= 0)
        {
            ++*done;
            q->task_done();
        }
        q->task_done();
        q.reset();
        *gone = true;
    }).detach();
    for (int i = 0; i != 30; ++i)
    {
        q->put(i);
    }
    BOOST_TEST(q->join());
    BOOST_TEST(*done == 30);
    q->put(-1);
    BOOST_TEST(eventually([&] { return gone->load(); }));
}

TEST_CASE_FOR_TYPES(join_gives_up, Queue, shared_queues)
{
    Queue q;
    q.put(1);
    auto const start = std::chrono::steady_clock::now();
    BOOST_TEST(!q.join(30ms));
    BOOST_TEST((std::chrono::steady_clock::now() - start >= 30ms));
    BOOST_TEST(!q.join(0));
    BOOST_TEST(!q.join(start));
    std::stop_source source;
    {
        test_thread t([&] { EXPECT(!q.join(source.get_token())); });
        BOOST_TEST(falls_asleep(t));
        source.request_stop();
    }
    BOOST_TEST(!q.join(source.get_token()));
    // A call that timed out does not disturb others.
    check_blocks([&] { EXPECT(q.join(1h)); }, [&] { q.task_done(); });
    BOOST_TEST(q.join(source.get_token()));
    BOOST_TEST(q.join(start));
}

TEST_CASE_FOR_TYPES(a_negative_join, Queue, all_queues)
{
    Queue q;
    BOOST_CHECK_THROW(q.join(-1), concur::ValueError);
    q.put(1);
    BOOST_CHECK_THROW(q.join(-0.5), concur::ValueError);
    BOOST_TEST(q.unfinished_tasks() == 1u);
}

// Tasks that put further tasks.
TEST_CASE_FOR_TYPES(tasks_put_by_tasks, Queue, shared_queues)
{
    Queue q;
    std::atomic<int> done = 0;
    q.put(6);
    std::deque<test_thread> workers;
    for (int i = 0; i != 2; ++i)
    {
        workers.emplace_back([&] {
            for (int x; (x = number(q.get()).value) >= 0;)
            {
                for (int more = 0; x != 0 && more != 2; ++more)
                {
                    q.put(x - 1);
                }
                ++done;
                q.task_done();
            }
        });
    }
    BOOST_TEST(q.join());
    BOOST_TEST(done == 127);
    BOOST_TEST(q.empty());
    q.put(-1);
    q.put(-1);
}

BOOST_AUTO_TEST_SUITE_END()
