// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/priority_queue.hpp>

#include "cases.hpp"

#include <functional>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

// The order in which the items of a PriorityQueue and of a LifoQueue leave.

using boost::test_tools::per_element;
using boost::unit_test::label;

namespace {

// Only the priority is compared.
struct job
{
    int priority;
    int id;

    friend bool operator<(job const& a, job const& b)
    {
        return a.priority < b.priority;
    }
};

// The same, moved while no lock is held.
struct slow_job : job
{
    slow_job(int p, int i) : job{p, i} {}
    slow_job(slow_job const& other) : job(other) {}
};

struct unordered
{
    std::string text;
};

struct wrapped
{
    int priority;
    unordered item;

    friend bool operator<(wrapped const& a, wrapped const& b)
    {
        return a.priority < b.priority;
    }
};

template<class Queue>
std::vector<int> ids_of(Queue& q)
{
    std::vector<int> ids;
    for (auto const& item : q.drain())
    {
        ids.push_back(item.id);
    }
    return ids;
}

using priority_queues =
    std::tuple<cq::PriorityQueue<int>, cq::PriorityQueue<number>,
               priority_queue<int, cq::single_thread_policy>,
               priority_queue<number, plain_policy>>;

using lifo_queues = std::tuple<cq::LifoQueue<int>, cq::LifoQueue<number>,
                               cq::LifoQueue<int, cq::single_thread_policy>,
                               cq::LifoQueue<number, plain_policy>>;

using job_queues =
    std::tuple<cq::PriorityQueue<job>, cq::PriorityQueue<slow_job>,
               priority_queue<job, cq::single_thread_policy>,
               priority_queue<slow_job, plain_policy>>;

} // namespace

BOOST_AUTO_TEST_SUITE(priority)

BOOST_TEST_DECORATOR(*label("py:queue.priority.order"))
TEST_CASE_FOR_TYPES(the_lowest_comes_first, Queue, priority_queues)
{
    Queue q;
    for (int const i : {5, 3, 8})
    {
        q.put(i);
    }
    BOOST_TEST(q.get() == 3);
    q.put(1);
    q.put(6);
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.get() == 5);
    q.put(7);
    BOOST_TEST(q.get() == 6);
    BOOST_TEST(q.get() == 7);
    BOOST_TEST(q.get() == 8);
}

BOOST_TEST_DECORATOR(*label("py:queue.lifo.order"))
TEST_CASE_FOR_TYPES(the_last_comes_first, Queue, lifo_queues)
{
    Queue q;
    for (int const i : {5, 3, 8})
    {
        q.put(i);
    }
    BOOST_TEST(q.get() == 8);
    q.put(1);
    q.put(6);
    BOOST_TEST(q.get() == 6);
    BOOST_TEST(q.get() == 1);
    BOOST_TEST(q.get() == 3);
    q.put(7);
    BOOST_TEST(q.get() == 7);
    BOOST_TEST(q.get() == 5);
}

// Every permutation of some numbers.
TEST_CASE_FOR_TYPES(all_orders_of_arrival, Queue, priority_queues)
{
    std::vector<int> order{0, 1, 2, 3, 4, 5, 6};
    std::vector<int> const sorted = order;
    do
    {
        Queue q;
        for (auto const i : order)
        {
            q.put(i);
        }
        BOOST_REQUIRE(numbers_of(q) == sorted);
    } while (std::next_permutation(order.begin(), order.end()));
}

BOOST_AUTO_TEST_CASE(pairs, *label("py:queue.priority.tuple_entries"))
{
    cq::PriorityQueue<std::pair<int, char>> q;
    for (auto const& entry : {std::pair(1, 'a'), std::pair(0, 'z'),
                              std::pair(1, 'A'), std::pair(0, 'b')})
    {
        q.put(entry);
    }
    std::string all;
    for (auto const& [n, c] : q.drain())
    {
        all += std::to_string(n) + c;
    }
    BOOST_TEST(all == "0b0z1A1a");

    cq::PriorityQueue<std::tuple<int, std::string, int>> tuples;
    tuples.put({2, "a", 1});
    tuples.put({1, "b", 2});
    tuples.put({1, "b", 1});
    BOOST_TEST(std::get<2>(tuples.get()) == 1);
    BOOST_TEST(std::get<2>(tuples.get()) == 2);
}

BOOST_AUTO_TEST_CASE(wrapped_items, *label("py:queue.priority.wrapped_items"))
{
    cq::PriorityQueue<wrapped> q;
    q.put({2, {"two"}});
    q.put({1, {"one"}});
    q.put({3, {"three"}});
    BOOST_TEST(q.get().item.text == "one");
    BOOST_TEST(q.get().item.text == "two");

    auto const shorter = [](unordered const& a, unordered const& b) {
        return a.text.size() < b.text.size();
    };
    cq::PriorityQueue<unordered, decltype(shorter)> by_length;
    by_length.put({"long"});
    by_length.put({""});
    BOOST_TEST(by_length.get().text == "");
}

BOOST_AUTO_TEST_CASE(orders_of_ones_own)
{
    cq::PriorityQueue<int, std::greater<int>> highest;
    highest.put(1);
    highest.put(2);
    BOOST_TEST(highest.get() == 2);

    // A comparison that has to be given, and one that can only be moved.
    std::vector<int> const rank{2, 0, 1};
    cq::PriorityQueue<int, std::function<bool(int, int)>> ranked(
        0, [&](int a, int b) { return rank[a] < rank[b]; });
    struct owning
    {
        std::unique_ptr<int> sign;

        bool operator()(int a, int b) const
        {
            return *sign * a < *sign * b;
        }
    };
    cq::PriorityQueue<int, owning> owned(3, owning{std::make_unique<int>(-1)});
    for (int const i : {0, 1, 2})
    {
        ranked.put(i);
        owned.put(i);
    }
    BOOST_TEST(numbers_of(ranked) == std::vector({1, 2, 0}), per_element());
    BOOST_TEST(owned.full());
    BOOST_TEST(numbers_of(owned) == std::vector({2, 1, 0}), per_element());
}

BOOST_TEST_DECORATOR(*label("py:queue.priority.ties_unspecified") *
                     label("py:queue.priority.duplicates"))
TEST_CASE_FOR_TYPES(ties_come_as_they_arrived, Queue, job_queues)
{
    Queue q;
    for (int i = 0; i != 6; ++i)
    {
        q.put({7, i});
    }
    BOOST_TEST(ids_of(q) == std::vector({0, 1, 2, 3, 4, 5}), per_element());
    for (int i = 0; i != 100; ++i)
    {
        q.put({i % 3, i});
    }
    auto const ids = ids_of(q);
    BOOST_TEST(ids.size() == 100u);
    BOOST_TEST(std::is_sorted(ids.begin(), ids.end(), [](int a, int b) {
        return std::pair(a % 3, a) < std::pair(b % 3, b);
    }));
    // The same if some items leave in between.
    q.put({1, 0});
    q.put({1, 1});
    q.put({0, 2});
    q.put({1, 3});
    BOOST_TEST(q.get().id == 2);
    BOOST_TEST(q.get().id == 0);
    q.put({1, 4});
    q.put({0, 5});
    BOOST_TEST(ids_of(q) == std::vector({5, 1, 3, 4}), per_element());
}

// A comparison that is not an order.
BOOST_AUTO_TEST_CASE(an_order_that_is_none)
{
    auto const nonsense = [](int a, int b) { return (a ^ b) % 3 != 0; };
    cq::PriorityQueue<int, decltype(nonsense)> q;
    for (int i = 0; i != 200; ++i)
    {
        q.put(i);
    }
    auto const got = numbers_of(q);
    BOOST_TEST(std::set<int>(got.begin(), got.end()).size() == 200u);
}

// The queue is compared with a sorted list.
TEST_CASE_FOR_TYPES(a_priority_queue_and_a_set, Queue, job_queues)
{
    for (unsigned seed = 0; seed != 20; ++seed)
    {
        std::mt19937 random(seed);
        auto const draw = [&](int below) {
            return static_cast<int>(random() % static_cast<unsigned>(below));
        };
        Queue q;
        std::set<std::pair<int, int>> model;
        int arrivals = 0;
        auto const expect_next = [&](job const& got) {
            BOOST_REQUIRE(!model.empty());
            BOOST_REQUIRE((*model.begin() == std::pair(got.priority, got.id)));
            model.erase(model.begin());
        };
        for (int step = 0; step != 2000; ++step)
        {
            switch (draw(10))
            {
            case 0:
                for (auto const& got : q.get_many(model.empty() ? 0 : draw(5)))
                {
                    expect_next(got);
                }
                break;
            case 1:
                if (draw(40) == 0)
                {
                    for (auto const& got : q.drain())
                    {
                        expect_next(got);
                    }
                    BOOST_REQUIRE(model.empty());
                }
                break;
            case 2:
            case 3:
            case 4:
                if (model.empty())
                {
                    BOOST_CHECK_THROW(q.get_nowait(), cq::Empty);
                }
                else
                {
                    expect_next(q.get_nowait());
                }
                break;
            default:
                auto const priority = draw(12);
                q.put({priority, arrivals});
                model.emplace(priority, arrivals++);
            }
            BOOST_REQUIRE(q.qsize() == model.size());
        }
        for (auto const& got : q.drain())
        {
            expect_next(got);
        }
        BOOST_TEST(model.empty());
        BOOST_TEST(q.unfinished_tasks() == static_cast<unsigned>(arrivals));
    }
}

// FIFO and LIFO queues are compared with a vector.
TEST_CASE_FOR_TYPES(a_queue_and_a_vector, Queue, all_queues)
{
    std::mt19937 random(1);
    Queue q(20);
    std::vector<int> model;
    auto const take = [&] {
        auto const at = kind<Queue>::fifo ? model.begin()
                        : kind<Queue>::lifo
                            ? model.end() - 1
                            : std::min_element(model.begin(), model.end());
        auto const next = *at;
        model.erase(at);
        return next;
    };
    for (int step = 0; step != 5000; ++step)
    {
        auto const what = random() % 8;
        if (what == 0 && !model.empty())
        {
            for (auto const& got : q.get_many(random() % 4))
            {
                BOOST_REQUIRE(got == take());
            }
        }
        else if (what < 4 && !model.empty())
        {
            BOOST_REQUIRE(q.get() == take());
        }
        else if (model.size() == 20)
        {
            BOOST_CHECK_THROW(q.put_nowait(0), cq::Full);
        }
        else
        {
            auto const i = static_cast<int>(random() % 30);
            q.put(i);
            model.push_back(i);
        }
        BOOST_REQUIRE(q.qsize() == model.size());
    }
}

BOOST_AUTO_TEST_SUITE_END()
