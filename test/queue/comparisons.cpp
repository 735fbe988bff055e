// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/priority_queue.hpp>
#include <concur/queue/select.hpp>

#include "cases.hpp"

#include <atomic>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

// Comparisons that throw, and comparisons that use the queue.

using boost::test_tools::per_element;
using boost::unit_test::label;
using support::eventually;
using support::falls_asleep;
using support::test_thread;

namespace {

struct incomparable
{
};

struct entry
{
    entry(int p, int i) : priority(p), id(i) {}
    entry(entry const& other) : priority(other.priority), id(other.id) {}

    int priority;
    int id;
};

// The same, moved under the lock.
struct plain_entry
{
    int priority;
    int id;
};

std::atomic<int> comparisons_left{-1};
std::function<void()> on_comparison;

struct lower
{
    template<class T>
    bool operator()(T const& a, T const& b) const
    {
        if (comparisons_left >= 0 && comparisons_left-- == 0)
        {
            throw incomparable();
        }
        if (auto const call = std::exchange(on_comparison, nullptr))
        {
            call();
            on_comparison = call;
        }
        return a.priority < b.priority;
    }
};

template<class T, class P = cq::default_policy>
using queue_of = cq::PriorityQueue<T, lower, P>;

using queues = std::tuple<queue_of<entry>, queue_of<plain_entry>,
                          queue_of<entry, plain_policy>,
                          queue_of<entry, cq::single_thread_policy>>;

int const priorities[] = {5, 2, 2, 7, 1, 1, 9, 2, 5, 3, 1, 7, 8, 4, 4};

// The ids of all items, lowest first, without those that have left.
std::vector<int> sorted(std::vector<std::pair<int, int>> all, int without = 0)
{
    std::sort(all.begin(), all.end());
    std::vector<int> ids;
    for (auto const& [priority, id] : all)
    {
        ids.push_back(id);
    }
    ids.erase(ids.begin(), ids.begin() + without);
    return ids;
}

template<class Queue>
std::vector<std::pair<int, int>> fill(Queue& q)
{
    std::vector<std::pair<int, int>> all;
    for (int const p : priorities)
    {
        q.put({p, static_cast<int>(all.size())});
        all.emplace_back(p, static_cast<int>(all.size()));
    }
    return all;
}

template<class Queue>
std::vector<int> ids_of(Queue& q)
{
    std::vector<int> ids;
    for (auto const& e : q.drain())
    {
        ids.push_back(e.id);
    }
    return ids;
}

} // namespace

BOOST_AUTO_TEST_SUITE(comparisons)

BOOST_TEST_DECORATOR(*label("py:queue.priority.comparison_throws"))
TEST_CASE_FOR_TYPES(a_put_that_cannot_compare, Queue, queues)
{
    int failures = 0;
    for (int const p : {0, 1, 4, 10})
    {
        for (int n = 0;; ++n)
        {
            Queue q;
            auto all = fill(q);
            auto const size = all.size();
            auto const id = static_cast<int>(size);
            comparisons_left = n;
            try
            {
                q.put({p, id});
                comparisons_left = -1;
                all.emplace_back(p, id);
            }
            catch (incomparable const&)
            {
                ++failures;
                BOOST_TEST(comparisons_left < 0);
            }
            BOOST_TEST(q.qsize() == all.size());
            BOOST_TEST(q.unfinished_tasks() == all.size());
            auto const done = all.size() != size;
            // The next put works as usual.
            q.put({2, 100});
            all.emplace_back(2, 100);
            BOOST_TEST(ids_of(q) == sorted(all), per_element());
            if (done)
            {
                break;
            }
        }
    }
    BOOST_TEST(failures > 8);
}

TEST_CASE_FOR_TYPES(a_get_that_cannot_compare, Queue, queues)
{
    int failures = 0;
    for (int taken = 0; taken != 13; ++taken)
    {
        for (int n = 0;; ++n)
        {
            Queue q;
            auto const all = fill(q);
            for (int i = 0; i != taken; ++i)
            {
                q.get();
            }
            auto const left = sorted(all, taken);
            comparisons_left = n;
            try
            {
                auto const got = q.get();
                comparisons_left = -1;
                BOOST_TEST(got.id == left.front());
                break;
            }
            catch (incomparable const&)
            {
                ++failures;
            }
            BOOST_TEST(q.qsize() == left.size());
            BOOST_TEST(ids_of(q) == left, per_element());
        }
    }
    BOOST_TEST(failures > 50);
}

TEST_CASE_FOR_TYPES(many_that_cannot_be_compared, Queue, queues)
{
    bool some = false;
    for (int n = 0;; ++n)
    {
        for (bool const drain : {true, false})
        {
            Queue q;
            auto const expected = sorted(fill(q));
            std::vector<int> got;
            comparisons_left = n;
            try
            {
                for (auto const& e : drain ? q.drain() : q.get_many(10))
                {
                    got.push_back(e.id);
                }
                some = some || (!got.empty() && comparisons_left < 0);
            }
            catch (incomparable const&)
            {
                BOOST_TEST(got.empty());
            }
            auto const complete = comparisons_left >= 0;
            comparisons_left = -1;
            BOOST_TEST(q.qsize() == expected.size() - got.size());
            for (auto const id : ids_of(q))
            {
                got.push_back(id);
            }
            BOOST_TEST(got == expected, per_element());
            if (complete && drain)
            {
                BOOST_TEST(some);
                return;
            }
        }
    }
}

// The room of the put is free again, and the item of the get is still there.
BOOST_AUTO_TEST_CASE(blocked_calls_that_cannot_compare)
{
    queue_of<entry> q(2);
    q.put({1, 1});
    q.put({2, 2});
    comparisons_left = 0;
    test_thread putter([&] {
        support::expect_error<incomparable>([&] { q.put({3, 3}); });
    });
    BOOST_TEST(falls_asleep(putter));
    BOOST_TEST(q.get().id == 1); // without a comparison
    putter.join();
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.unfinished_tasks() == 2u);
    q.put({3, 3});
    BOOST_TEST(q.full());
    BOOST_TEST(ids_of(q) == std::vector({2, 3}), per_element());
}

TEST_CASE_FOR_TYPES(a_comparison_that_uses_the_queue, Queue, queues)
{
    Queue q(20);
    auto const all = fill(q);
    int refused = 0;
    auto const refuse = [&](auto const& call) {
        BOOST_CHECK_THROW(call(), concur::RuntimeError);
        ++refused;
    };
    on_comparison = [&] {
        refuse([&] { q.put({0, 0}); });
        refuse([&] { q.put_nowait({0, 0}); });
        refuse([&] { q.put({0, 0}, true, 1); });
        refuse([&] { q.get(); });
        refuse([&] { q.get_nowait(); });
        refuse([&] { q.get_many(1); });
        refuse([&] { q.drain(); });
        if constexpr (cq::selectable<Queue>)
        {
            refuse([&] { cq::select(0, q); });
        }
        refuse([&] { q.task_done(); });
        refuse([&] { q.join(); });
        refuse([&] { q.unfinished_tasks(); });
        refuse([&] { q.maxsize(1); });
        refuse([&] { q.shutdown(); });
        // Functions that take no lock are allowed.
        BOOST_TEST(q.qsize() >= all.size());
        BOOST_TEST(!q.empty());
        BOOST_TEST(!q.full());
        BOOST_TEST(q.maxsize() == 20);
        BOOST_TEST(!q.is_shutdown());
    };
    q.put({0, 100});
    BOOST_TEST(refused >= 12);
    refused = 0;
    BOOST_TEST(q.get().id == 100);
    BOOST_TEST(refused >= 12);
    on_comparison = nullptr;
    BOOST_TEST(q.unfinished_tasks() == all.size() + 1);
    BOOST_TEST(ids_of(q) == sorted(all), per_element());
}

TEST_CASE_FOR_TYPES(an_error_of_such_a_comparison, Queue, queues)
{
    Queue q;
    auto const all = fill(q);
    on_comparison = [&] { q.get(); };
    BOOST_CHECK_THROW(q.put({0, 100}), concur::RuntimeError);
    on_comparison = [&] { q.put({0, 100}); };
    BOOST_CHECK_THROW(q.get(), concur::RuntimeError);
    on_comparison = nullptr;
    BOOST_TEST(q.unfinished_tasks() == all.size());
    BOOST_TEST(ids_of(q) == sorted(all), per_element());
}

// Only calls of the comparing thread are errors; other threads wait.
BOOST_AUTO_TEST_CASE(other_threads_during_a_comparison)
{
    queue_of<entry> q;
    queue_of<entry> another;
    q.put({1, 1});
    another.put({1, 1});
    std::optional<test_thread> other;
    on_comparison = [&] {
        other.emplace([&] { EXPECT(q.get().id == 2); });
        BOOST_TEST(falls_asleep(*other));
        another.put({0, 2}); // nobody's business
    };
    q.put({0, 2});
    on_comparison = nullptr;
    other->join();
    BOOST_TEST(q.get().id == 1);
    BOOST_TEST(another.get().id == 2);
}

BOOST_AUTO_TEST_SUITE_END()
