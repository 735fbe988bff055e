// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"
#include "thread_group.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <latch>
#include <memory>
#include <vector>

// The tests of CPython 3.13 for shutdown(), for each kind of queue.

using namespace std::chrono_literals;

namespace {

template<class Queue>
struct shut
{
    static constexpr bool immediate = false;
    using queue = Queue;
};

template<class Queue>
struct shut_immediately
{
    static constexpr bool immediate = true;
    using queue = Queue;
};

// Both kinds of items, each with one kind of lock.
using shared = boost::mp11::mp_append<three<int>, three<number, plain_policy>>;
using all =
    boost::mp11::mp_append<shared, three<int, cq::single_thread_policy>>;

// Each class of queues, with each way to shut it down.
using all_cases =
    boost::mp11::mp_append<boost::mp11::mp_transform<shut, all>,
                           boost::mp11::mp_transform<shut_immediately, all>>;
using shared_cases =
    boost::mp11::mp_append<boost::mp11::mp_transform<shut, shared>,
                           boost::mp11::mp_transform<shut_immediately, shared>>;

// The results of calls.
struct outcomes
{
    std::atomic<int> good{0};
    std::atomic<int> shut_down{0};

    template<class Call>
    void count(Call call)
    {
        try
        {
            call();
            ++good;
        }
        catch (cq::ShutDown const&)
        {
            ++shut_down;
        }
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(shutdown_)

TEST_CASE_FOR_TYPES(empty, Queue, all)
{
    Queue q;
    q.shutdown();
    BOOST_CHECK_THROW(q.put(1), cq::ShutDown);
    BOOST_CHECK_THROW(q.get(), cq::ShutDown);
}

TEST_CASE_FOR_TYPES(nonempty, Queue, all)
{
    Queue q;
    q.put(1);
    q.shutdown();
    BOOST_TEST(q.get() == 1);
    BOOST_CHECK_THROW(q.get(), cq::ShutDown);
}

TEST_CASE_FOR_TYPES(immediate, Queue, all)
{
    Queue q;
    q.put(1);
    q.shutdown(cq::immediate = true);
    BOOST_TEST(q.empty());
    BOOST_CHECK_THROW(q.get(), cq::ShutDown);
}

TEST_CASE_FOR_TYPES(allowed_transitions, Queue, all)
{
    Queue q;
    q.put(1);
    BOOST_TEST(!q.is_shutdown());
    q.shutdown();
    BOOST_TEST(q.is_shutdown());
    BOOST_TEST(q.qsize() == 1u);
    q.shutdown(true);
    BOOST_TEST(q.is_shutdown());
    BOOST_TEST(q.qsize() == 0u);
    q.shutdown(false);
    BOOST_TEST(q.is_shutdown());
    BOOST_CHECK_THROW(q.get(), cq::ShutDown);
}

TEST_CASE_FOR_TYPES(all_methods_in_one_thread, Case, all_cases)
{
    typename Case::queue q(2);
    q.put(1);
    q.put_nowait(2);
    q.shutdown(Case::immediate);
    BOOST_CHECK_THROW(q.put(3), cq::ShutDown);
    BOOST_CHECK_THROW(q.put(3, 1s), cq::ShutDown);
    BOOST_CHECK_THROW(q.put_nowait(3), cq::ShutDown);
    // A queue that was shut down does not check the limit.
    BOOST_CHECK_THROW(q.put(3, -1s), cq::ShutDown);
    if (Case::immediate)
    {
        BOOST_TEST(q.drain().empty());
        BOOST_CHECK_THROW(q.task_done(), concur::ValueError);
        BOOST_TEST(q.unfinished_tasks() == 0u);
        BOOST_TEST(!q.join());
    }
    else
    {
        for (int i = 0; i != 2; ++i)
        {
            BOOST_TEST(q.unfinished_tasks() == 2u - i);
            auto const item = q.get();
            BOOST_TEST((item == 1 || item == 2));
            q.task_done();
        }
        BOOST_TEST(q.join());
    }
    BOOST_CHECK_THROW(q.get(), cq::ShutDown);
    BOOST_CHECK_THROW(q.get_nowait(), cq::ShutDown);
    BOOST_CHECK_THROW(q.get(true, 1.0), cq::ShutDown);
    BOOST_CHECK_THROW(q.get_many(3), cq::ShutDown);
    BOOST_TEST(q.drain().empty());
    BOOST_CHECK_THROW(q.get(-1s), cq::ShutDown);
}

TEST_CASE_FOR_TYPES(all_methods_in_many_threads, Case, shared_cases)
{
    constexpr int writers = 4;
    constexpr int readers = 6;
    constexpr int joiners = Case::immediate ? 2 : 0;
    constexpr int messages = 2000; // of each writer
    typename Case::queue q;
    std::latch start(writers + readers + joiners);
    std::latch time(1);
    std::atomic<bool> shutting{false};
    std::atomic<int> ended_readers{0};
    std::atomic<int> got{0};
    std::atomic<int> put{0};
    std::atomic<bool> emptied{false};

    auto const write = [&] {
        for (int i = 0; i != messages / 4; ++i)
        {
            q.put(i);
            ++put;
        }
        start.arrive_and_wait();
        try
        {
            for (int i = messages / 4; i != messages; ++i)
            {
                q.put(i);
                ++put;
                if (i == messages / 2 && !shutting.exchange(true))
                {
                    time.count_down();
                }
            }
        }
        catch (cq::ShutDown const&)
        {
        }
    };
    auto const read = [&] {
        q.get();
        q.task_done();
        ++got;
        start.arrive_and_wait();
        for (;;)
        {
            try
            {
                q.get(false);
                ++got;
                q.task_done();
            }
            catch (cq::Empty const&)
            {
            }
            catch (cq::ShutDown const&)
            {
                ++ended_readers;
                break;
            }
        }
    };

    thread_group threads(writers + readers + joiners + 1, [&](int i) {
        if (i < writers)
        {
            write();
        }
        else if (i < writers + readers)
        {
            read();
        }
        else if (i < writers + readers + joiners)
        {
            start.arrive_and_wait();
            q.join();
        }
        else
        {
            time.wait();
            q.shutdown(Case::immediate);
            emptied = q.empty();
        }
    });
    threads.join();
    BOOST_TEST(shutting);
    BOOST_TEST(ended_readers == readers);
    BOOST_TEST(q.empty());
    BOOST_TEST(q.unfinished_tasks() == 0u);
    if (Case::immediate)
    {
        // While an item is being moved, other threads cannot tell where it is.
        BOOST_TEST(
            (emptied || !cq::moves_quietly<typename Case::queue::value_type>));
        BOOST_TEST(got <= put);
    }
    else
    {
        BOOST_TEST(got == put);
        BOOST_TEST(q.join());
    }
}

TEST_CASE_FOR_TYPES(get, Case, shared_cases)
{
    typename Case::queue q(2);
    q.put(1);
    q.put(2);
    std::latch go(1);
    outcomes seen;
    thread_group getters(3, [&](int) {
        go.wait();
        seen.count([&] { q.get(); });
    });
    q.shutdown(Case::immediate);
    go.count_down();
    getters.join();
    BOOST_TEST(seen.good == (Case::immediate ? 0 : 2));
    BOOST_TEST(seen.shut_down == (Case::immediate ? 3 : 1));
}

TEST_CASE_FOR_TYPES(put, Case, shared_cases)
{
    typename Case::queue q(2);
    q.put(1);
    q.put(2);
    outcomes seen;
    thread_group putters(2, [&](int i) { seen.count([&] { q.put(i); }); });
    BOOST_TEST(putters.falls_asleep());
    q.shutdown(Case::immediate);
    putters.join();
    BOOST_TEST(seen.good == 0);
    BOOST_TEST(seen.shut_down == 2);
    BOOST_TEST(q.qsize() == (Case::immediate ? 0u : 2u));
}

TEST_CASE_FOR_TYPES(join, Case, shared_cases)
{
    typename Case::queue q;
    q.put(1);
    q.put(2);
    std::atomic<int> complete{0};
    thread_group joiners(2, [&](int) { complete += q.join(); });
    BOOST_TEST(joiners.falls_asleep());
    q.shutdown(Case::immediate);
    if (!Case::immediate)
    {
        thread_group workers(2, [&](int) {
            q.get();
            q.task_done();
        });
        workers.join();
    }
    joiners.join();
    BOOST_TEST(complete == (Case::immediate ? 0 : 2));
}

TEST_CASE_FOR_TYPES(put_and_join, Case, shared_cases)
{
    typename Case::queue q(2);
    q.put(1);
    std::latch go(1);
    outcomes seen;
    thread_group threads(2, [&](int i) {
        if (i == 0)
        {
            go.wait();
            seen.count([&] { q.put(2); });
        }
        else
        {
            q.join();
        }
    });
    BOOST_TEST(support::falls_asleep(threads[1]));
    BOOST_TEST(q.unfinished_tasks() == 1u);
    q.shutdown(Case::immediate);
    go.count_down();
    if (Case::immediate)
    {
        BOOST_CHECK_THROW(q.get_nowait(), cq::ShutDown);
    }
    else
    {
        BOOST_TEST(q.get() == 1);
        q.task_done();
    }
    threads.join();
    BOOST_TEST(seen.shut_down == 1);
}

TEST_CASE_FOR_TYPES(get_task_done_and_join, Queue, shared)
{
    Queue q(2);
    q.put(1);
    q.put(2);
    BOOST_TEST(q.unfinished_tasks() == q.qsize());
    std::latch go(1);
    std::atomic<int> complete{0};
    thread_group threads(4, [&](int i) {
        if (i < 2)
        {
            go.wait();
            q.get();
            q.task_done();
        }
        else
        {
            complete += q.join();
        }
    });
    go.count_down();
    q.shutdown(false);
    threads.join();
    BOOST_TEST(complete == 2);
}

// A getter that already waits must be woken as well.
TEST_CASE_FOR_TYPES(pending_get, Case, shared_cases)
{
    typename Case::queue q;
    outcomes seen;
    support::test_thread getter([&] { seen.count([&] { q.get(); }); });
    BOOST_TEST(support::falls_asleep(getter));
    q.shutdown(Case::immediate);
    getter.join();
    BOOST_TEST(seen.shut_down == 1);
}

BOOST_AUTO_TEST_SUITE_END()
