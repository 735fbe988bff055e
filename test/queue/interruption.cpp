// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"
#include "thread_group.hpp"

#include <boost/thread/exceptions.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <vector>

// Every wait is an interruption point of Boost.Thread.

using boost::thread_interrupted;
using namespace std::chrono_literals;

namespace {

// Start a call, wait until it sleeps, and interrupt it.
void check_interrupted(std::function<void()> const& call)
{
    support::test_thread t([&] { expect_error<thread_interrupted>(call); });
    BOOST_TEST(support::falls_asleep(t));
    t.interrupt();
    t.join();
}

} // namespace

BOOST_AUTO_TEST_SUITE(interruption)

TEST_CASE_FOR_TYPES(every_wait_can_be_interrupted, Queue, shared_queues)
{
    Queue full(1);
    full.put(1);
    Queue empty;
    cq::SimpleQueue<int> simple;
    check_interrupted([&] { full.put(2); });
    check_interrupted([&] { full.put(2, 100s); });
    check_interrupted([&] { empty.get(); });
    check_interrupted([&] { empty.get(true, 100s); });
    check_interrupted([&] { empty.get_many(3); });
    check_interrupted([&] { full.join(); });
    check_interrupted([&] { full.join(100s); });
    check_interrupted([&] { simple.get(); });

    // The queues have not changed.
    BOOST_TEST(full.qsize() == 1u);
    BOOST_TEST(full.unfinished_tasks() == 1u);
    BOOST_CHECK_THROW(empty.get_nowait(), cq::Empty);
    empty.put(3);
    BOOST_TEST(empty.get_nowait() == 3);
    BOOST_TEST(full.get_nowait() == 1);
    full.put_nowait(4);
    BOOST_TEST(full.get_nowait() == 4);
    full.task_done();
    full.task_done();
    BOOST_TEST(full.join());
}

// A pending interruption is thrown as soon as a call has to wait, and not by a
// call that need not wait.
TEST_CASE_FOR_TYPES(calls_that_need_not_wait_are_not_interrupted, Queue,
                    shared_queues)
{
    Queue q(1);
    std::atomic<bool> go{false};
    std::atomic<bool> put{false};
    support::test_thread t([&] {
        while (!go)
        {
            std::this_thread::yield();
        }
        q.put(1);
        q.get();
        q.task_done();
        q.join();
        expect_error<cq::Empty>([&] { q.get_nowait(); });
        put = true;
        expect_error<thread_interrupted>([&] { q.get(); });
    });
    t.interrupt();
    go = true;
    t.join();
    BOOST_TEST(put);
}

TEST_CASE_FOR_TYPES(can_be_disabled, Queue, shared_queues)
{
    Queue q;
    support::test_thread t([&] {
        boost::this_thread::disable_interruption const uninterrupted;
        EXPECT(q.get() == 1);
    });
    BOOST_TEST(support::falls_asleep(t));
    t.interrupt();
    q.put(1);
    t.join();
}

// A waiter that is interrupted after it was notified leaves the item, or the
// room, to the next waiter.
TEST_CASE_FOR_TYPES(a_call_is_passed_on, Queue, shared_queues)
{
    for (int round = 0; round != 100; ++round)
    {
        Queue q;
        std::atomic<int> got{0};
        std::atomic<int> interrupted{0};
        thread_group getters(2, [&](int) {
            try
            {
                q.get();
                ++got;
            }
            catch (thread_interrupted const&)
            {
                ++interrupted;
            }
        });
        round % 2 == 0 ? getters.falls_asleep() : false;
        support::test_thread interrupter([&] { getters[0].interrupt(); });
        q.put(1);
        interrupter.join();
        // One of them has taken the item by now.
        BOOST_TEST(support::eventually([&] { return got == 1; }));
        q.put(2);
        getters.join();
        BOOST_TEST(got + interrupted == 2);
        BOOST_TEST(q.qsize() == 2u - got);
    }
}

// Threads are interrupted at random moments while items flow.
TEST_CASE_FOR_TYPES(no_item_is_lost, Queue, shared_queues)
{
    constexpr int each = 300;
    constexpr int putters = 3;
    Queue q(2);
    tally all(putters * each);
    std::atomic<int> interrupted{0};
    std::atomic<bool> done{false};
    thread_group threads(putters + 4, [&](int who) {
        auto const get = [&] {
            if (who % 2 == 0)
            {
                all.got(number(q.get()).value);
                q.task_done();
                return;
            }
            for (auto const& item : q.get_many(2))
            {
                all.got(number(item).value);
                q.task_done();
            }
        };
        // The threads that get from the empty queue are interrupted.
        EXPECT(who >= putters ||
               support::eventually([&] { return interrupted > 0; }));
        for (int i = 0; who >= putters || i != each;)
        {
            try
            {
                if (who >= putters)
                {
                    get();
                    continue;
                }
                q.put(who * each + i);
                all.put(who * each + i);
                ++i;
            }
            catch (thread_interrupted const&)
            {
                ++interrupted;
            }
            catch (cq::ShutDown const&)
            {
                return;
            }
        }
    });
    support::test_thread disturber([&] {
        for (int i = 0; !done; ++i)
        {
            threads[i % (putters + 4)].interrupt();
            boost::this_thread::yield();
        }
    });
    BOOST_TEST(support::eventually(
        [&] { return all.puts() == putters * each && q.join(0.01); }));
    q.shutdown();
    done = true;
    disturber.join();
    threads.join();
    BOOST_TEST(all.wrong() == "");
}

// A thread in join() may be interrupted at the moment at which all tasks are
// done.
TEST_CASE_FOR_TYPES(join_at_any_moment, Queue, shared_queues)
{
    for (int round = 0; round != 100; ++round)
    {
        Queue q;
        q.put(1);
        std::atomic<int> ends{0};
        thread_group joiners(3, [&](int) {
            try
            {
                EXPECT(q.join());
            }
            catch (thread_interrupted const&)
            {
            }
            ++ends;
        });
        round % 2 == 0 ? joiners.falls_asleep() : false;
        support::test_thread interrupter([&] { joiners[1].interrupt(); });
        q.task_done();
        interrupter.join();
        joiners.join();
        BOOST_TEST(ends == 3);
    }
}

BOOST_AUTO_TEST_SUITE_END()
