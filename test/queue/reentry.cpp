// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/simple_queue.hpp>

#include "cases.hpp"

#include <functional>
#include <numeric>
#include <utility>
#include <vector>

// Items that use the queue while the queue moves, copies or destroys them.

using boost::unit_test::label;

namespace {

enum class event
{
    copy,
    move,
    destroy
};

// Calls the listener for each of its events, if there is one.
struct talking
{
    static inline std::function<void(event)> listener;

    static void tell(event e)
    {
        if (auto const to = std::exchange(listener, nullptr))
        {
            to(e);
            listener = to;
        }
    }

    talking(int v) : value(v) {}

    talking(talking const& other) : value(other.value)
    {
        tell(event::copy);
    }

    talking(talking&& other) : value(other.value)
    {
        tell(event::move);
    }

    ~talking()
    {
        tell(event::destroy);
    }

    friend bool operator<(talking const& a, talking const& b)
    {
        return a.value < b.value;
    }

    int value;
};

// Numbers that put other numbers: when they are moved in, and when a moved-from
// object is destroyed on the way out.
struct numbered
{
    explicit numbered(int v) : value(v) {}
    numbered(numbered&& other);
    ~numbered();

    int value;
    bool puts_before = false;
    bool puts_after = false;
};

cq::SimpleQueue<numbered>* numbers = nullptr;
int next_number = 0;

numbered::numbered(numbered&& other)
    : value(other.value), puts_after(other.puts_before)
{
    if (other.puts_before)
    {
        numbers->put(numbered(next_number++));
        value = next_number++;
    }
}

numbered::~numbered()
{
    if (puts_after)
    {
        puts_after = false;
        numbers->put(numbered(next_number++));
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(reentry)

BOOST_AUTO_TEST_CASE(reentrant_put, *label("py:queue.simple.reentrant_put"))
{
    constexpr int last = 10000;
    cq::SimpleQueue<numbered> q;
    numbers = &q;
    std::vector<int> results;
    while (results.empty() || results.back() < last)
    {
        {
            numbered item(0);
            item.puts_before = true;
            q.put(std::move(item));
        }
        auto got = q.get();
        got.puts_after = false;
        results.push_back(got.value);
    }
    std::vector<int> expected(last + 1);
    std::iota(expected.begin(), expected.end(), 0);
    BOOST_TEST(results == expected, boost::test_tools::per_element());
    for (auto& left : q.drain())
    {
        left.puts_after = false;
    }
}

using queues =
    boost::mp11::mp_append<three<talking>, three<talking, plain_policy>,
                           std::tuple<cq::SimpleQueue<talking>,
                                      cq::SimpleQueue<talking, plain_policy>>>;

TEST_CASE_FOR_TYPES(everything_may_be_done, Queue, queues)
{
    Queue q;
    int copies = 0, moves = 0, destructions = 0;
    auto const listener = [&](event e) {
        ++(e == event::copy ? copies : e == event::move ? moves : destructions);
        auto const size = q.qsize();
        q.put(1);
        q.put_nowait(talking(2));
        BOOST_TEST(q.get_many(2).size() == 2u);
        q.put(3);
        q.get(true, 0);
        BOOST_TEST(q.qsize() == size);
        if constexpr (requires { q.join(); })
        {
            q.task_done();
            q.task_done();
            q.task_done();
            q.maxsize(1000);
            q.maxsize(0);
            BOOST_TEST(!q.join(0));
            BOOST_TEST(q.unfinished_tasks() != 0u);
        }
    };
    // Items that are always in the queue.
    q.put(5);
    q.put(5);
    talking item(7);
    talking::listener = listener;
    q.put(item);
    BOOST_TEST(copies == 1);
    BOOST_TEST(moves == 1);
    BOOST_TEST(destructions == 1);
    q.get();
    BOOST_TEST(moves == 2);
    BOOST_TEST(destructions == 3);
    BOOST_TEST(q.get_many(2).size() == 2u);
    BOOST_TEST(moves == 4);
    talking::listener = nullptr;
    BOOST_TEST(q.empty());
}

// An item that, while it is put, puts another one into a queue with a bound. It
// cannot use the room that is reserved for itself.
TEST_CASE_FOR_TYPES(a_bound_holds_for_all, Queue, three<talking>)
{
    Queue q(2);
    std::vector<bool> stored;
    auto const put = [&](event e) {
        if (e == event::move)
        {
            try
            {
                q.put_nowait(1);
                stored.push_back(true);
            }
            catch (cq::Full const&)
            {
                stored.push_back(false);
            }
        }
    };
    talking::listener = put;
    q.put(1);
    talking::listener = nullptr;
    BOOST_TEST(stored == std::vector<bool>({true}),
               boost::test_tools::per_element());
    BOOST_TEST(q.full());
    q.get();
    talking::listener = put;
    q.put(1);
    talking::listener = nullptr;
    BOOST_TEST(stored == std::vector<bool>({true, false}),
               boost::test_tools::per_element());
    BOOST_TEST(q.qsize() == 2u);
}

// An item that gets the next item while it is got.
TEST_CASE_FOR_TYPES(a_get_within_a_get, Queue, queues)
{
    Queue q;
    for (int const i : {1, 2, 3})
    {
        q.put(i);
    }
    std::vector<int> got;
    talking::listener = [&](event e) {
        if (e == event::move)
        {
            got.push_back(q.get(false).value);
        }
    };
    auto const outer = q.get(false).value;
    talking::listener = nullptr;
    BOOST_TEST(got.size() == 1u);
    BOOST_TEST(outer != got.at(0));
    BOOST_TEST(q.qsize() == 1u);
    auto const rest = q.get().value;
    BOOST_TEST(outer + got.at(0) + rest == 6);
}

// Items of a queue that is destroyed may put other items.
TEST_CASE_FOR_TYPES(a_put_while_the_queue_is_destroyed, Queue, queues)
{
    int more = 3;
    {
        Queue q;
        q.put(1);
        q.put(2);
        talking::listener = [&](event e) {
            if (e == event::destroy && more != 0)
            {
                --more;
                q.put(3);
            }
        };
    }
    talking::listener = nullptr;
    BOOST_TEST(more == 0);
}

BOOST_AUTO_TEST_SUITE_END()
