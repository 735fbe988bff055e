// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"
#include "no_stall_checks.hpp"

#include <atomic>
#include <chrono>
#include <latch>
#include <memory>
#include <utility>
#include <vector>

// Waiters at the moment of shutdown(): each of them continues, once.

using namespace std::chrono_literals;

namespace {

// Calls a function when it is destroyed.
struct guard
{
    guard() = default;
    explicit guard(std::function<void()> f) : at_end(std::move(f)) {}
    guard(guard&& other) noexcept : at_end(std::exchange(other.at_end, nullptr))
    {
    }
    guard& operator=(guard&& other) noexcept
    {
        std::swap(at_end, other.at_end);
        return *this;
    }

    ~guard()
    {
        if (at_end)
        {
            at_end();
        }
    }

    std::function<void()> at_end;
};

// Handlers that count their results.
struct answers
{
    std::atomic<int> good{0};
    std::atomic<int> shut_down{0};
    std::atomic<int> other{0};

    void count(error_code e)
    {
        ++(!e ? good : e == cq::errc::shut_down ? shut_down : other);
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(shutdown_waits)

TEST_CASE_FOR_TYPES(wakes_all_getters, Queue, shared_queues)
{
    for (auto const immediate : {false, true})
    {
        Queue q;
        running_context io;
        std::atomic<int> shut_down{0};
        answers told;
        thread_group getters(8, [&](int i) {
            try
            {
                i % 2 == 0 ? void(q.get()) : void(q.get_many(3, 100s));
            }
            catch (cq::ShutDown const&)
            {
                ++shut_down;
            }
        });
        BOOST_TEST(getters.falls_asleep());
        for (int i = 0; i != 8; ++i)
        {
            q.async_get(asio::bind_executor(
                *io, [&](error_code e, auto) { told.count(e); }));
        }
        q.shutdown(immediate);
        getters.join();
        io.finish();
        BOOST_TEST(shut_down == 8);
        BOOST_TEST(told.shut_down == 8);
    }
}

TEST_CASE_FOR_TYPES(wakes_all_putters, Queue, shared_queues)
{
    for (auto const immediate : {false, true})
    {
        Queue q(1);
        q.put(0);
        running_context io;
        std::atomic<int> shut_down{0};
        answers told;
        thread_group putters(8, [&](int i) {
            try
            {
                i % 2 == 0 ? q.put(i) : q.put(i, 100s);
            }
            catch (cq::ShutDown const&)
            {
                ++shut_down;
            }
        });
        BOOST_TEST(putters.falls_asleep());
        for (int i = 0; i != 8; ++i)
        {
            q.async_put(i, asio::bind_executor(
                               *io, [&](error_code e) { told.count(e); }));
        }
        q.shutdown(immediate);
        putters.join();
        io.finish();
        BOOST_TEST(shut_down == 8);
        BOOST_TEST(told.shut_down == 8);
        BOOST_TEST(q.qsize() == (immediate ? 0u : 1u));
        BOOST_TEST(q.unfinished_tasks() == (immediate ? 0u : 1u));
    }
}

// join() returns since no task is left, and returns false since not all were
// done.
TEST_CASE_FOR_TYPES(join_tells_what_was_thrown_away, Queue, shared_queues)
{
    Queue q;
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    q.get();
    running_context io;
    std::atomic<int> complete{0};
    std::atomic<int> returned{0};
    thread_group joiners(4, [&](int) {
        complete += q.join();
        ++returned;
    });
    BOOST_TEST(joiners.falls_asleep());
    q.async_join(asio::bind_executor(*io, [&](error_code e, bool all) {
        complete += e || all;
        ++returned;
    }));
    q.shutdown(true);
    // The task of an item that was got before is still unfinished.
    BOOST_TEST(q.unfinished_tasks() == 1u);
    BOOST_TEST(!q.join(0s));
    BOOST_TEST(returned == 0);
    q.task_done();
    joiners.join();
    io.finish();
    BOOST_TEST(returned == 5);
    BOOST_TEST(complete == 0);
    BOOST_TEST(q.unfinished_tasks() == 0u);
    BOOST_TEST(!q.join());
}

TEST_CASE_FOR_TYPES(join_is_complete_when_nothing_was_thrown_away, Queue,
                    shared_queues)
{
    Queue q;
    q.put(1);
    q.get();
    q.task_done();
    q.shutdown(true);
    BOOST_TEST(q.join());
}

// The item is reserved for an operation whose executor is slow. A thread cannot
// take it, and must not wait for another one.
TEST_CASE_FOR_TYPES(last_item_ends_the_wait_for_more, Queue, shared_queues)
{
    Queue q;
    asio::io_context slow;
    int got = 0;
    q.async_get(asio::bind_executor(
        slow, [&](error_code e, auto) { got += e ? 0 : 1; }));
    std::atomic<int> shut_down{0};
    auto const get = [&](int) {
        try
        {
            q.get();
        }
        catch (cq::ShutDown const&)
        {
            ++shut_down;
        }
    };
    thread_group before(2, get);
    BOOST_TEST(before.falls_asleep());
    q.put(1);
    q.shutdown();
    thread_group after(2, get);
    BOOST_TEST(before.falls_asleep());
    BOOST_TEST(after.falls_asleep());
    slow.run();
    before.join();
    after.join();
    BOOST_TEST(got == 1);
    BOOST_TEST(shut_down == 4);
}

// The same among operations, whichever of them is first.
BOOST_AUTO_TEST_CASE(last_item_ends_operations_on_other_executors)
{
    cq::Queue<int> q;
    asio::io_context slow;
    asio::io_context quick;
    answers told;
    auto const count = [&](error_code e, int) { told.count(e); };
    q.async_get(asio::bind_executor(slow, count));
    q.async_get(asio::bind_executor(quick, count));
    q.put(1);
    q.shutdown();
    quick.poll();
    slow.run();
    quick.run();
    BOOST_TEST(told.good == 1);
    BOOST_TEST(told.shut_down == 1);
}

// An operation that gives up its item, since it is cancelled or destroyed,
// leaves it to other waiters.
BOOST_AUTO_TEST_CASE(item_of_an_executor_that_goes_is_got_after_shutdown)
{
    cq::Queue<int> q;
    auto slow = std::make_unique<asio::io_context>();
    q.async_get(asio::bind_executor(*slow, [](error_code, int) {}));
    std::atomic<int> got{0};
    std::atomic<int> shut_down{0};
    thread_group getters(2, [&](int) {
        try
        {
            got += q.get();
        }
        catch (cq::ShutDown const&)
        {
            ++shut_down;
        }
    });
    BOOST_TEST(getters.falls_asleep());
    q.put(1);
    q.shutdown();
    BOOST_TEST(getters.falls_asleep());
    slow.reset();
    getters.join();
    BOOST_TEST(got == 1);
    BOOST_TEST(shut_down == 1);
}

// Items are destroyed after all waiters were woken: their destructors may wait
// for these.
BOOST_AUTO_TEST_CASE(destructors_run_when_all_are_awake)
{
    std::atomic<bool> woken{false};
    bool waited = false;
    cq::Queue<guard> q(1);
    q.put(guard(
        [&] { waited = support::eventually([&] { return woken.load(); }); }));
    support::test_thread putter([&] {
        try
        {
            q.put(guard());
        }
        catch (cq::ShutDown const&)
        {
            woken = true;
        }
    });
    BOOST_TEST(support::falls_asleep(putter));
    q.shutdown(true);
    putter.join();
    BOOST_TEST(waited);
}

// A destructor may use the queue that destroys the item.
BOOST_AUTO_TEST_CASE(destructors_may_use_the_queue)
{
    cq::Queue<guard> q;
    int calls = 0;
    q.put(guard([&] {
        ++calls;
        BOOST_TEST(q.is_shutdown());
        BOOST_TEST(q.empty());
        BOOST_TEST(q.unfinished_tasks() == 0u);
        BOOST_CHECK_THROW(q.put(guard()), cq::ShutDown);
        BOOST_CHECK_THROW(q.get(), cq::ShutDown);
        q.shutdown(true);
    }));
    q.shutdown(true);
    BOOST_TEST(calls == 1);
}

// An item whose put is under way at an immediate shutdown is destroyed as well,
// and join() returns false.
BOOST_AUTO_TEST_CASE(an_item_on_its_way_is_thrown_away)
{
    struct item
    {
        explicit item(std::function<void()> f) : on_move(std::move(f)) {}
        item(item&& other) noexcept
            : on_move(std::exchange(other.on_move, nullptr))
        {
            if (on_move)
            {
                std::exchange(on_move, nullptr)();
            }
        }
        std::function<void()> on_move;
    };
    for (auto const immediate : {false, true})
    {
        cq::Queue<item> q;
        support::test_thread getter([&] {
            if (immediate)
            {
                expect_error<cq::ShutDown>([&] { q.get(); });
            }
            else
            {
                q.get();
            }
        });
        BOOST_TEST(support::falls_asleep(getter));
        item i([&] {
            q.shutdown(immediate);
            // The item may still come.
            BOOST_TEST(support::falls_asleep(getter));
        });
        q.put(std::move(i));
        getter.join();
        BOOST_TEST(q.empty());
        BOOST_TEST(q.unfinished_tasks() == (immediate ? 0u : 1u));
        BOOST_TEST(q.join(0s) == false);
    }
}

// A getter is told of the shutdown when the last put that had begun has failed.
BOOST_AUTO_TEST_CASE(a_put_that_fails_after_shutdown_ends_the_wait)
{
    struct item
    {
        explicit item(std::function<void()> f) : on_move(std::move(f)) {}
        item(item&& other) : on_move(other.on_move)
        {
            on_move();
        }
        std::function<void()> on_move;
    };
    cq::Queue<item> q;
    support::test_thread getter(
        [&] { expect_error<cq::ShutDown>([&] { q.get(); }); });
    BOOST_TEST(support::falls_asleep(getter));
    item i([&] {
        q.shutdown();
        BOOST_TEST(support::falls_asleep(getter));
        throw 1;
    });
    BOOST_CHECK_THROW(q.put(std::move(i)), int);
    getter.join();
}

BOOST_AUTO_TEST_SUITE_END()
