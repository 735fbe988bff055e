// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <vector>

// Threads and operations in one wait queue.

using namespace std::chrono_literals;

namespace {

// Records the order of arrivals.
class arrivals
{
public:
    void add(int who)
    {
        boost::lock_guard const lock(mutex_);
        all_.push_back(who);
    }

    int size() const
    {
        return static_cast<int>(all().size());
    }

    std::vector<int> all() const
    {
        boost::lock_guard const lock(mutex_);
        return all_;
    }

private:
    mutable boost::mutex mutex_;
    std::vector<int> all_;
};

using queues =
    boost::mp11::mp_append<three<int>, three<defaulted, plain_policy>>;

} // namespace

BOOST_AUTO_TEST_SUITE(async_order)

// Items come one at a time, and no running thread takes one.
TEST_CASE_FOR_TYPES(getters_are_served_in_their_order, Queue, queues)
{
    Queue q;
    running_context io;
    arrivals seen;
    std::vector<std::unique_ptr<support::test_thread>> threads;
    // Threads 0, 3 and 6, and operations between them.
    for (int i = 0; i != 9; ++i)
    {
        if (i % 3 == 0)
        {
            threads.push_back(std::make_unique<support::test_thread>([&, i] {
                q.get();
                seen.add(i);
            }));
            BOOST_TEST(support::falls_asleep(*threads.back()));
        }
        else
        {
            q.async_get(asio::bind_executor(
                *io, [&, i](error_code, number) { seen.add(i); }));
        }
    }
    for (int i = 0; i != 9; ++i)
    {
        q.put(i);
        BOOST_TEST(support::eventually([&] { return seen.size() == i + 1; }));
    }
    BOOST_TEST(seen.all() == (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST_CASE_FOR_TYPES(putters_are_served_in_their_order, Queue, queues)
{
    Queue q(1);
    q.put(-1);
    running_context io;
    arrivals seen;
    std::vector<std::unique_ptr<support::test_thread>> threads;
    for (int i = 0; i != 9; ++i)
    {
        if (i % 3 == 0)
        {
            threads.push_back(std::make_unique<support::test_thread>([&, i] {
                q.put(i);
                seen.add(i);
            }));
            BOOST_TEST(support::falls_asleep(*threads.back()));
        }
        else
        {
            q.async_put(i, asio::bind_executor(
                               *io, [&, i](error_code) { seen.add(i); }));
        }
    }
    for (int i = 0; i != 9; ++i)
    {
        BOOST_TEST(q.get() == i - 1);
        BOOST_TEST(support::eventually([&] { return seen.size() == i + 1; }));
    }
    BOOST_TEST(q.get() == 8);
    BOOST_TEST(seen.all() == (std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8}));
}

// For a notified operation one item is reserved, and other waiters cannot take
// it.
TEST_CASE_FOR_TYPES(a_notified_operation_keeps_one_item, Queue, queues)
{
    Queue q;
    asio::io_context busy;
    int got = 0;
    q.async_get(
        asio::bind_executor(busy, [&](error_code e, number) { got += !e; }));
    q.put(1);
    q.put(2);
    q.put(3);
    BOOST_TEST(q.get_many(1).size() == 1u);
    BOOST_TEST(q.get_many(5).size() == 1u);
    BOOST_TEST(q.qsize() == 1u);
    busy.run();
    BOOST_TEST(got == 1);
    BOOST_TEST(q.qsize() == 0u);
}

TEST_CASE_FOR_TYPES(a_notified_operation_keeps_one_place, Queue, queues)
{
    Queue q(3);
    asio::io_context busy;
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    int put = 0;
    q.async_put(3, asio::bind_executor(busy, [&](error_code e) { put += !e; }));
    q.get();
    q.get();
    q.put(4);
    BOOST_TEST(q.qsize() == 2u);
    busy.run();
    BOOST_TEST(put == 1);
    BOOST_TEST(q.qsize() == 3u);
}

// A call that does not wait may take reserved items.
TEST_CASE_FOR_TYPES(drain_takes_all_that_is_there, Queue, queues)
{
    Queue q;
    asio::io_context busy;
    int got = 0;
    q.async_get(
        asio::bind_executor(busy, [&](error_code e, number) { got += !e; }));
    for (int i = 0; i != 4; ++i)
    {
        q.put(i);
    }
    BOOST_TEST(q.drain().size() == 4u);
    BOOST_TEST(q.drain().empty());
    busy.poll();
    BOOST_TEST(got == 0);
    q.put(4);
    busy.run();
    BOOST_TEST(got == 1);
    BOOST_TEST(q.empty());
}

// A thread that waits before an operation is notified first. One of the two
// takes the item.
TEST_CASE_FOR_TYPES(an_item_wakes_a_thread_before_an_operation, Queue, queues)
{
    Queue q;
    asio::io_context stalled;
    std::atomic<int> got{0};
    support::test_thread first([&] {
        q.get();
        ++got;
    });
    BOOST_TEST(support::falls_asleep(first));
    q.async_get(
        asio::bind_executor(stalled, [&](error_code e, number) { got += !e; }));
    q.put(1);
    first.join();
    BOOST_TEST(got == 1);
    BOOST_TEST(stalled.poll() == 0u);
    stalled.restart();
    q.put(2);
    stalled.run();
    BOOST_TEST(got == 2);
}

// A thread whose limit has passed holds no other waiter up.
TEST_CASE_FOR_TYPES(a_wait_that_is_over_notifies_the_next_waiter, Queue, queues)
{
    Queue q;
    running_context io;
    tally all(300);
    std::atomic<int> timeouts{0};
    std::atomic<bool> done{false};
    thread_group impatient(3, [&](int i) {
        while (!done)
        {
            try
            {
                all.got(number(q.get(true, i * 0.0001)).value);
            }
            catch (cq::Empty const&)
            {
                ++timeouts;
            }
        }
    });
    for (int i = 0; i != 300; ++i)
    {
        if (i % 3 == 0)
        {
            q.async_get(asio::bind_executor(*io, [&](error_code e, number n) {
                if (!e)
                {
                    all.got(n.value);
                }
            }));
        }
        all.put(i);
        q.put(i);
    }
    BOOST_TEST(support::eventually([&] { return all.gets() == 300; }));
    done = true;
    impatient.join();
    q.shutdown(); // an operation may have come after a thread
    io.finish();
    BOOST_TEST(all.wrong() == "");
}

BOOST_AUTO_TEST_SUITE_END()
