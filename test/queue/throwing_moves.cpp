// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"
#include "throwing_item.hpp"

#include <chrono>
#include <vector>

// Items whose move throws: the queue does not change.

using boost::unit_test::label;
using support::falls_asleep;
using support::test_thread;
using namespace std::chrono_literals;

namespace {

using shared = boost::mp11::mp_append<three<throwing_item>,
                                      three<throwing_item, plain_policy>>;
using all =
    boost::mp11::mp_append<shared,
                           three<throwing_item, cq::single_thread_policy>>;

template<class Queue>
std::vector<int> values_of(Queue& q)
{
    std::vector<int> values;
    for (auto const& item : q.drain())
    {
        values.push_back(item.value);
    }
    return values;
}

template<class Queue>
void check_holds(Queue& q, std::vector<int> const& numbers)
{
    BOOST_TEST(q.qsize() == numbers.size());
    BOOST_TEST(values_of(q) == in_order<Queue>(numbers),
               boost::test_tools::per_element());
}

// Check a call of which the move after the first n throws.
void breaks(std::function<void()> const& call, int n = 0)
{
    throwing_item::moves_left = n;
    BOOST_CHECK_THROW(call(), broken);
    BOOST_TEST(throwing_item::moves_left < 0);
    throwing_item::moves_left = -1;
}

// An item that runs a function when it is moved out, and then throws.
struct reluctant
{
    explicit reluctant(std::function<void()> c) : on_leaving(std::move(c)) {}

    reluctant(reluctant&& other) : on_leaving(other.on_leaving)
    {
        if (leaving)
        {
            leaving = false;
            on_leaving();
            throw broken();
        }
    }

    friend bool operator<(reluctant const&, reluctant const&)
    {
        return false;
    }

    static inline bool leaving = false;

    std::function<void()> on_leaving;
};

} // namespace

BOOST_AUTO_TEST_SUITE(throwing_moves)

// An item that comes back to a queue after an immediate shutdown is destroyed
// like the others.
TEST_CASE_FOR_TYPES(an_item_that_comes_back_too_late, Queue, three<reluctant>)
{
    for (bool const many : {false, true})
    {
        Queue q;
        for (int i = 0; i != 3; ++i)
        {
            q.put(reluctant([&] { q.shutdown(true); }));
        }
        reluctant::leaving = true;
        auto const get = [&] { many ? void(q.drain()) : void(q.get()); };
        BOOST_CHECK_THROW(get(), broken);
        BOOST_TEST(q.qsize() == 0u);
        BOOST_TEST(q.unfinished_tasks() == 0u);
        BOOST_TEST(!q.join());
        BOOST_CHECK_THROW(q.get(), cq::ShutDown);
    }
}

TEST_CASE_FOR_TYPES(a_put_that_throws, Queue, all)
{
    {
        Queue q(3);
        auto const keeps = [&](std::size_t size) {
            throwing_item item(9);
            breaks([&] { q.put(std::move(item)); });
            breaks([&] { q.put(std::move(item), false); });
            breaks([&] { q.put(std::move(item), 1s); });
            breaks([&] { q.put_nowait(std::move(item)); });
            breaks([&] { q.put(item); });
            breaks([&] { q.put_nowait(item); });
            BOOST_TEST(item.value == 9);
            BOOST_TEST(q.qsize() == size);
            BOOST_TEST(q.unfinished_tasks() == size);
            BOOST_TEST(!q.full());
        };
        keeps(0);
        q.put(3);
        keeps(1);
        q.put(1);
        keeps(2);
        q.put(2);
        BOOST_TEST(q.full());
        // Without room the item is not moved at all.
        throwing_item::moves_left = 0;
        BOOST_CHECK_THROW(q.put_nowait(4), cq::Full);
        throwing_item::moves_left = -1;
        check_holds(q, {3, 1, 2});
    }
    BOOST_TEST(throwing_item::alive == 0);
}

TEST_CASE_FOR_TYPES(a_get_that_throws, Queue, all)
{
    {
        Queue q(4);
        for (int const i : {3, 1, 2, 1})
        {
            q.put(i);
        }
        for (int i = 0; i != 3; ++i)
        {
            breaks([&] { q.get(); });
            breaks([&] { q.get(false); });
            breaks([&] { q.get(1s); });
            breaks([&] { q.get_many(2); });
            breaks([&] { q.drain(); });
            BOOST_TEST(q.qsize() == 4u);
            BOOST_TEST(q.full());
        }
        BOOST_TEST(throwing_item::alive == 4);
        BOOST_TEST(q.unfinished_tasks() == 4u);
        check_holds(q, {3, 1, 2, 1});
    }
    BOOST_TEST(throwing_item::alive == 0);
}

// The order does not change, however far a call gets.
TEST_CASE_FOR_TYPES(many_that_throw_in_between, Queue, all)
{
    std::vector<int> const in{5, 1, 4, 1, 3};
    auto const out = in_order<Queue>(in);
    for (int n = 0; n != 6; ++n)
    {
        for (bool const drain : {false, true})
        {
            Queue q;
            for (auto const i : in)
            {
                q.put(i);
            }
            std::vector<int> got;
            auto const take = [&] {
                for (auto const& item : drain ? q.drain() : q.get_many(4))
                {
                    got.push_back(item.value);
                }
            };
            throwing_item::moves_left = n;
            if (n == 0)
            {
                BOOST_CHECK_THROW(take(), broken);
            }
            else
            {
                take();
            }
            throwing_item::moves_left = -1;
            // Items that were taken before are not lost.
            auto const least = std::min(n, drain ? 5 : 4);
            BOOST_TEST(got.size() == static_cast<std::size_t>(least));
            BOOST_TEST(q.qsize() == out.size() - got.size());
            for (auto const i : values_of(q))
            {
                got.push_back(i);
            }
            BOOST_TEST(got == out, boost::test_tools::per_element());
            BOOST_TEST(q.unfinished_tasks() == 5u);
        }
    }
    BOOST_TEST(throwing_item::alive == 0);
}

TEST_CASE_FOR_TYPES(a_smaller_one_after_a_get_that_threw, Queue,
                    three<throwing_item>)
{
    Queue q;
    q.put(2);
    q.put(3);
    breaks([&] { q.get(); });
    q.put(1);
    auto const got = values_of(q);
    auto const expected = kind<Queue>::fifo   ? std::vector{2, 3, 1}
                          : kind<Queue>::lifo ? std::vector{1, 3, 2}
                                              : std::vector{1, 2, 3};
    BOOST_TEST(got == expected, boost::test_tools::per_element());
}

// CPython's test of a queue whose _put and _get raise.
BOOST_TEST_DECORATOR(*label("py:queue.queue.failing_hooks"))
TEST_CASE_FOR_TYPES(failing_hooks, Queue, shared)
{
    Queue q(5);
    for (int round = 0; round != 2; ++round)
    {
        for (int i = 0; i != 4; ++i)
        {
            q.put(i);
        }
        breaks([&] { q.put(9, false); });
        breaks([&] { q.put(9, 0.1s); });
        BOOST_TEST(q.qsize() == 4u);
        q.put(4);
        BOOST_TEST(q.full());

        // A call that waits fails when it is notified.
        auto const blocked_put = [&](concur::limit const& until) {
            test_thread t([&] {
                support::expect_error<broken>([&] { q.put(9, until); });
            });
            BOOST_TEST(falls_asleep(t));
            q.get();
            // The move of the get comes before that of the waiting put.
            t.join();
            BOOST_TEST(q.qsize() == 4u);
            throwing_item::moves_left = -1;
            q.put(5);
            BOOST_TEST(q.full());
        };
        throwing_item::moves_left = 1;
        blocked_put({});
        throwing_item::moves_left = 1;
        blocked_put(10);
        BOOST_TEST(q.drain().size() == 5u);
        BOOST_TEST(q.empty());

        q.put(1);
        breaks([&] { q.get(); });
        breaks([&] { q.get(0.1s); });
        BOOST_TEST(q.qsize() == 1u);
        BOOST_TEST(q.get() == 1);
        {
            test_thread t(
                [&] { support::expect_error<broken>([&] { q.get(); }); });
            BOOST_TEST(falls_asleep(t));
            throwing_item::moves_left = 1;
            q.put(2);
            t.join();
            throwing_item::moves_left = -1;
        }
        BOOST_TEST(q.qsize() == 1u);
        BOOST_TEST(q.get() == 2);
        BOOST_TEST(q.empty());
    }
}

// When room, or an item, comes back, the next waiter is notified.
TEST_CASE_FOR_TYPES(an_item_or_place_that_comes_back_notifies_a_waiter, Queue,
                    shared)
{
    Queue q(1);
    q.put(0);
    {
        std::atomic<int> thrown = 0;
        auto const put = [&] {
            try
            {
                q.put(1);
            }
            catch (broken const&)
            {
                ++thrown;
            }
        };
        test_thread one(put);
        BOOST_TEST(falls_asleep(one));
        test_thread two(put);
        BOOST_TEST(falls_asleep(two));
        throwing_item::moves_left = 1;
        q.get();
        one.join();
        two.join();
        BOOST_TEST(thrown == 1);
        throwing_item::moves_left = -1;
    }
    BOOST_TEST(q.get() == 1);
    {
        std::atomic<int> thrown = 0;
        auto const get = [&] {
            try
            {
                EXPECT(q.get() == 2);
            }
            catch (broken const&)
            {
                ++thrown;
            }
        };
        test_thread one(get);
        BOOST_TEST(falls_asleep(one));
        test_thread two(get);
        BOOST_TEST(falls_asleep(two));
        throwing_item::moves_left = 1;
        q.put(2);
        one.join();
        two.join();
        BOOST_TEST(thrown == 1);
        throwing_item::moves_left = -1;
    }
    BOOST_TEST(q.empty());
}

// In a priority queue, an item that comes back is behind lower ones.
BOOST_AUTO_TEST_CASE(an_item_that_comes_back_keeps_its_priority)
{
    cq::PriorityQueue<throwing_item> q;
    for (int const i : {4, 2, 3})
    {
        q.put(i);
    }
    breaks([&] { q.drain(); });
    q.put(1);
    breaks([&] { q.get(); });
    q.put(5);
    check_holds(q, {1, 2, 3, 4, 5});
}

BOOST_AUTO_TEST_CASE(an_item_that_comes_back_is_before_its_equals)
{
    auto const never = [](throwing_item const&, throwing_item const&) {
        return false;
    };
    cq::PriorityQueue<throwing_item, decltype(never)> q;
    for (int const i : {3, 1, 2})
    {
        q.put(i);
    }
    breaks([&] { q.get(); });
    breaks([&] { q.drain(); });
    q.put(0);
    BOOST_TEST(values_of(q) == (std::vector{3, 1, 2, 0}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
