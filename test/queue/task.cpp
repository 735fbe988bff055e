// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/task.hpp>

#include "async_cases.hpp"

#include <concur/errors.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

static_assert(std::is_nothrow_move_constructible_v<cq::task>);
static_assert(std::is_nothrow_move_assignable_v<cq::task>);
static_assert(!std::is_copy_constructible_v<cq::task>);
static_assert(std::is_constructible_v<cq::task, cq::Queue<int>&>);
// A SimpleQueue has no tasks.
static_assert(!std::is_constructible_v<cq::task, cq::SimpleQueue<int>&>);

// Drops a task while it compares.
struct dropping
{
    friend bool operator<(dropping const& a, dropping const& b)
    {
        if (owned)
        {
            BOOST_CHECK_THROW(owned->done(), concur::RuntimeError);
            owned.reset();
        }
        return a.value < b.value;
    }

    static inline std::optional<cq::task> owned;

    int value;
};

} // namespace

BOOST_AUTO_TEST_SUITE(task)

TEST_CASE_FOR_TYPES(done_ends_the_task, Queue, all_queues)
{
    Queue q;
    q.put(1);
    q.put(2);
    q.get();
    cq::task t(q);
    BOOST_TEST(static_cast<bool>(t));
    BOOST_TEST(q.unfinished_tasks() == 2u);
    t.done();
    BOOST_TEST(!t);
    BOOST_TEST(q.unfinished_tasks() == 1u);
    q.get();
    cq::task(q).done();
    BOOST_TEST(q.unfinished_tasks() == 0u);
    BOOST_TEST(q.join());
}

BOOST_AUTO_TEST_CASE(a_task_ends_once)
{
    cq::Queue<int> q;
    q.put(1);
    q.put(2);
    {
        cq::task t(q);
        t.done();
        BOOST_CHECK_THROW(t.done(), concur::ValueError);
        BOOST_TEST(q.unfinished_tasks() == 1u);
    }
    BOOST_TEST(q.unfinished_tasks() == 1u);
    cq::task none;
    BOOST_TEST(!none);
    BOOST_CHECK_THROW(none.done(), concur::ValueError);
}

BOOST_AUTO_TEST_CASE(more_tasks_than_items)
{
    cq::Queue<int> q;
    cq::task t(q);
    BOOST_CHECK_THROW(t.done(), concur::ValueError);
    BOOST_TEST(static_cast<bool>(t));
}

// join() does not wait for an item whose work was given up, and says so.
TEST_CASE_FOR_TYPES(an_exception_ends_the_task_without_success, Queue,
                    all_queues)
{
    Queue q;
    q.put(1);
    try
    {
        q.get();
        cq::task t(q);
        throw std::runtime_error("no success");
    }
    catch (std::runtime_error const&)
    {
    }
    BOOST_TEST(q.unfinished_tasks() == 0u);
    BOOST_TEST(!q.join());
}

TEST_CASE_FOR_TYPES(the_end_of_the_last_task_ends_join, Queue, shared_queues)
{
    for (auto const success : {true, false})
    {
        Queue q;
        q.put(1);
        q.get();
        cq::task t(q);
        asio::io_context io;
        std::optional<bool> all;
        q.async_join(asio::bind_executor(
            io, [&](error_code e, bool done) { all = !e && done; }));
        check_blocks([&] { EXPECT(q.join() == success); },
                     [&] { success ? t.done() : void(t = cq::task()); });
        io.run();
        BOOST_TEST((all == success));
    }
}

BOOST_AUTO_TEST_CASE(a_task_moves_with_its_item)
{
    struct job
    {
        int item;
        cq::task task;
    };
    cq::Queue<int> first;
    cq::Queue<job> second;
    first.put(1);
    first.put(2);
    for (int i = 0; i != 2; ++i)
    {
        auto const item = first.get();
        second.put(job{item, cq::task(first)});
    }
    BOOST_TEST(first.unfinished_tasks() == 2u);
    second.get().task.done();
    BOOST_TEST(first.unfinished_tasks() == 1u);
    // The second queue throws its item away, and the task with it.
    second.shutdown(true);
    BOOST_TEST(first.unfinished_tasks() == 0u);
    BOOST_TEST(!first.join());
}

BOOST_AUTO_TEST_CASE(assignment)
{
    cq::Queue<int> a;
    cq::Queue<int> b;
    a.put(1);
    b.put(1);
    cq::task t(a);
    t = cq::task(b);
    BOOST_TEST(!a.join());
    BOOST_TEST(b.unfinished_tasks() == 1u);
    auto& same = t;
    t = std::move(same);
    BOOST_TEST(b.unfinished_tasks() == 1u);
    t.done();
    BOOST_TEST(b.join());
}

BOOST_AUTO_TEST_CASE(a_task_may_outlive_its_queue)
{
    cq::task done;
    cq::task dropped;
    auto const item = std::make_shared<int>(0);
    {
        cq::Queue<std::shared_ptr<int>> q;
        q.put(item);
        q.put(item);
        q.get();
        done = cq::task(q);
        dropped = cq::task(q);
    }
    BOOST_TEST(item.use_count() == 1);
    done.done();
}

// A queue may hold its own tasks: an item goes back for a second attempt.
BOOST_AUTO_TEST_CASE(a_task_in_its_own_queue)
{
    struct job
    {
        std::shared_ptr<int> alive;
        std::vector<cq::task> tasks;
    };
    auto const alive = std::make_shared<int>(0);
    {
        cq::Queue<job> q;
        q.put({alive, {}});
        auto again = q.get();
        again.tasks.emplace_back(q);
        q.put(std::move(again));
        BOOST_TEST(q.unfinished_tasks() == 2u);
    }
    BOOST_TEST(alive.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(a_task_that_ends_in_a_comparison)
{
    cq::PriorityQueue<dropping> q;
    q.put({1});
    q.put({2});
    q.get();
    dropping::owned.emplace(q);
    q.put({3});
    BOOST_TEST(!dropping::owned);
    BOOST_TEST(q.unfinished_tasks() == 2u);
}

// Operations and threads end the tasks of one queue.
TEST_CASE_FOR_TYPES(many_tasks, Queue, shared_queues)
{
    constexpr int items = 4000;
    Queue q;
    running_context io;
    std::function<void()> again = [&] {
        q.async_get(asio::bind_executor(*io, [&](error_code e, auto const&) {
            if (!e)
            {
                cq::task t(q);
                again();
                t.done();
            }
        }));
    };
    auto const work = [&](int) {
        try
        {
            for (;;)
            {
                q.get();
                cq::task t(q);
                auto other = std::move(t);
                other.done();
            }
        }
        catch (cq::ShutDown const&)
        {
        }
    };
    for (int i = 0; i != items; ++i)
    {
        q.put(i);
    }
    thread_group threads(3, work);
    again();
    BOOST_TEST(q.join());
    BOOST_TEST(q.unfinished_tasks() == 0u);
    q.shutdown();
    threads.join();
    io.finish();
}

BOOST_AUTO_TEST_SUITE_END()
