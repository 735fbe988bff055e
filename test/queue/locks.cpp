// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/typed_queue.hpp>

#include "cases.hpp"
#include "throwing_item.hpp"

#include <support/scripted_policy.hpp>

#include <atomic>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>

// No code of items runs under a lock, and none keeps a waiter asleep.

using support::script;
using support::scripted_policy;
using support::test_thread;
using support::wake;

namespace {

// Must not be used under a lock.
struct watchful
{
    static void watch()
    {
        ++touched;
        under_a_lock += script::current()->locked != 0;
        if (auto const call = std::exchange(listener, nullptr))
        {
            call();
        }
    }

    watchful(int v) : value(v) {}

    watchful(watchful const& other) : value(other.value)
    {
        watch();
    }

    watchful(watchful&& other) : value(other.value)
    {
        watch();
    }

    ~watchful()
    {
        watch();
    }

    friend bool operator<(watchful const& a, watchful const& b)
    {
        return a.value < b.value;
    }

    static inline int under_a_lock = 0;
    static inline int touched = 0;
    static inline std::function<void()> listener;
    int value;
};

// Informs its thread when it is moved.
struct slow
{
    slow(int v) : value(v) {}

    slow(slow&& other) : value(other.value)
    {
        if (auto const call = std::exchange(listener, nullptr))
        {
            call();
        }
    }

    friend bool operator<(slow const& a, slow const& b)
    {
        return a.value < b.value;
    }

    static inline thread_local std::function<void()> listener;
    int value;
};

// Threads that were notified do not run while `closed` is true.
struct gated_policy : cq::default_policy
{
    static inline std::atomic<bool> closed{false};

    struct parker : cq::default_policy::parker
    {
        bool park(concur::limit const& until)
        {
            auto const called = cq::default_policy::parker::park(until);
            while (closed)
            {
                boost::this_thread::yield();
            }
            return called;
        }
    };
};

using queues =
    boost::mp11::mp_push_back<three<watchful, scripted_policy>,
                              cq::SimpleQueue<watchful, scripted_policy>>;

using watchful_queues = three<watchful, scripted_policy>;
using throwing_item_queues = three<throwing_item, scripted_policy>;
using slow_queues = three<slow, gated_policy>;

template<class Queue>
concept with_tasks = requires(Queue& q)
{
    q.task_done();
};

script::act then(std::function<void()> const& what)
{
    return [=](concur::limit const&) {
        what();
        return wake::notified;
    };
}

} // namespace

BOOST_AUTO_TEST_SUITE(locks)

TEST_CASE_FOR_TYPES(items_see_no_lock, Queue, queues)
{
    std::optional<Queue> q;
    script s({then([&] { q->put(6); })});
    q.emplace();
    watchful::touched = watchful::under_a_lock = 0;
    watchful const item(1);
    q->put(item);
    q->put(2);
    q->put_nowait(3);
    q->put(4);
    q->get();
    q->get_many(2);
    q->drain();
    q->get(); // waits
    q->put(5);
    if constexpr (with_tasks<Queue>)
    {
        q->maxsize(1);
        BOOST_CHECK_THROW(q->put(2, false), cq::Full);
        q->shutdown();
        BOOST_CHECK_THROW(q->put(2), cq::ShutDown);
        q->shutdown(true);
    }
    q.reset();
    BOOST_TEST(watchful::touched > 20);
    BOOST_TEST(watchful::under_a_lock == 0);
    BOOST_TEST(s.locked == 0u);
}

// The item of a put is destroyed by a shutdown that comes during the put.
TEST_CASE_FOR_TYPES(a_shutdown_during_a_put, Queue, watchful_queues)
{
    script s;
    Queue q;
    watchful::under_a_lock = 0;
    watchful item(1);
    watchful::listener = [&] { q.shutdown(true); };
    q.put(std::move(item));
    BOOST_TEST(q.empty());
    BOOST_TEST(q.unfinished_tasks() == 0u);
    BOOST_TEST(!q.join());
    BOOST_CHECK_THROW(q.get(), cq::ShutDown);
    BOOST_TEST(watchful::under_a_lock == 0);
}

TEST_CASE_FOR_TYPES(items_that_throw_leave_no_lock, Queue, throwing_item_queues)
{
    script s;
    Queue q;
    auto const breaks = [&](auto const& call) {
        throwing_item::moves_left = 0;
        BOOST_CHECK_THROW(call(), broken);
        throwing_item::moves_left = -1;
        BOOST_TEST(s.locked == 0u);
    };
    throwing_item const item(1);
    breaks([&] { q.put(item); });
    q.put(item);
    q.put(item);
    breaks([&] { q.get(); });
    breaks([&] { q.get_many(2); });
    breaks([&] { q.drain(); });
    BOOST_TEST(q.qsize() == 2u);
}

// Two threads wait, and two items come before the first thread runs. While that
// moves its item, however long it takes, the second thread wakes up.
TEST_CASE_FOR_TYPES(no_getter_sleeps_while_an_item_moves, Queue, slow_queues)
{
    Queue q;
    test_thread* other = nullptr;
    std::optional<bool> in_time;
    test_thread first([&] {
        slow::listener = [&] {
            in_time = support::eventually([&] { return other->done(); },
                                          std::chrono::seconds(10));
        };
        q.get();
    });
    BOOST_TEST(support::falls_asleep(first));
    test_thread second([&] { q.get(); });
    other = &second;
    BOOST_TEST(support::falls_asleep(second));
    gated_policy::closed = true;
    q.put(1);
    q.put(2);
    gated_policy::closed = false;
    first.join();
    BOOST_TEST((in_time == true));
}

// The same for room.
TEST_CASE_FOR_TYPES(no_putter_sleeps_while_an_item_moves_in, Queue, slow_queues)
{
    Queue q(2);
    q.put(1);
    q.put(2);
    test_thread* other = nullptr;
    std::optional<bool> in_time;
    test_thread first([&] {
        slow item(3);
        slow::listener = [&] {
            in_time = support::eventually([&] { return other->done(); },
                                          std::chrono::seconds(10));
        };
        q.put(std::move(item));
    });
    BOOST_TEST(support::falls_asleep(first));
    test_thread second([&] { q.put(4); });
    other = &second;
    BOOST_TEST(support::falls_asleep(second));
    gated_policy::closed = true;
    q.get();
    q.get();
    gated_policy::closed = false;
    first.join();
    BOOST_TEST((in_time == true));
}

BOOST_AUTO_TEST_SUITE_END()
