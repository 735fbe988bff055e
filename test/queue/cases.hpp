// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_QUEUE_CASES_HPP
#define CONCUR_TEST_QUEUE_CASES_HPP

#include <concur/queue.hpp>

#include <support/support.hpp>
#include <support/test_thread.hpp>
#include <support/typed_cases.hpp>

#include <boost/mp11/list.hpp>
#include <boost/test/unit_test.hpp>
#include <boost/thread/mutex.hpp>

#include <algorithm>
#include <compare>
#include <functional>
#include <ostream>
#include <tuple>
#include <utility>
#include <vector>

// The queues for which each test case runs.

namespace cq = concur::queue;

/// A number that is moved while no lock is held, unlike an int.
struct number
{
    number(int v) noexcept : value(v) {}
    number(number const& other) noexcept : value(other.value) {}
    number& operator=(number const&) = default;

    friend auto operator<=>(number const&, number const&) = default;

    friend std::ostream& operator<<(std::ostream& to, number const& n)
    {
        return to << n.value;
    }

    int value;
};

static_assert(!cq::moves_quietly<number> && cq::moves_quietly<int>);

/// Uses Boost.Thread's mutex instead of the library's.
struct plain_policy : cq::default_policy
{
    using mutex = boost::mutex;
};

template<class T, class P = cq::default_policy>
using priority_queue = cq::PriorityQueue<T, std::less<T>, P>;

template<class T, class P = cq::default_policy>
using three =
    std::tuple<cq::Queue<T, P>, cq::LifoQueue<T, P>, priority_queue<T, P>>;

/// Queues that several threads may use.
using shared_queues = boost::mp11::mp_append<three<int>, three<number>,
                                             three<number, plain_policy>>;

/// Queues for calls that do not wait.
using all_queues =
    boost::mp11::mp_append<shared_queues, three<int, cq::single_thread_policy>,
                           three<number, cq::single_thread_policy>>;

template<class Queue>
struct kind;

template<class T, class P>
struct kind<cq::Queue<T, P>>
{
    static constexpr bool fifo = true, lifo = false, lowest = false;
};

template<class T, class P>
struct kind<cq::LifoQueue<T, P>>
{
    static constexpr bool fifo = false, lifo = true, lowest = false;
};

template<class T, class C, class P>
struct kind<cq::PriorityQueue<T, C, P>>
{
    static constexpr bool fifo = false, lifo = false, lowest = true;
};

template<class T, class P>
struct kind<cq::SimpleQueue<T, P>> : kind<cq::Queue<T, P>>
{
};

/// The numbers in the order in which a queue returns them, if all were put
/// before.
template<class Queue>
std::vector<int> in_order(std::vector<int> numbers)
{
    if (kind<Queue>::lifo)
    {
        std::reverse(numbers.begin(), numbers.end());
    }
    if (kind<Queue>::lowest)
    {
        std::stable_sort(numbers.begin(), numbers.end());
    }
    return numbers;
}

/// All items of a queue.
template<class Queue>
std::vector<int> numbers_of(Queue& q)
{
    std::vector<int> all;
    for (auto& item : q.drain())
    {
        all.push_back(number(std::move(item)).value);
    }
    return all;
}

/// Start a call on another thread, check that it sleeps, then release it and
/// wait for its end.
inline void check_blocks(std::function<void()> const& call,
                         std::function<void()> const& release)
{
    support::test_thread t(call);
    BOOST_TEST(support::falls_asleep(t));
    release();
    t.join();
}

#endif
