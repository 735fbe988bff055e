// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/simple_queue.hpp>

#include "async_cases.hpp"

#include <support/sanitized.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <thread>
#include <vector>

// Many threads that do the same.

namespace {

template<class T>
using fifos = std::tuple<cq::Queue<T>, cq::Queue<T, plain_policy>,
                         cq::SimpleQueue<T>, cq::SimpleQueue<T, plain_policy>>;

using all_fifos = boost::mp11::mp_append<fifos<int>, fifos<number>>;

template<class Queue>
std::unique_ptr<Queue> make(std::ptrdiff_t bound)
{
    if constexpr (std::is_constructible_v<Queue, std::ptrdiff_t>)
    {
        return std::make_unique<Queue>(bound);
    }
    else
    {
        return std::make_unique<Queue>();
    }
}

// The number of items that are not in the order of their producer.
int out_of_order(std::vector<int> const& items, int each)
{
    std::vector<int> last(items.size() / each + 1, -1);
    int wrong = 0;
    for (auto const i : items)
    {
        wrong += i <= last[i / each];
        last[i / each] = i;
    }
    return wrong;
}

} // namespace

BOOST_AUTO_TEST_SUITE(stress_order)

// One consumer gets the items of one producer in their order.
TEST_CASE_FOR_TYPES(one_consumer_sees_the_order_of_each_producer, Queue,
                    all_fifos)
{
    constexpr int producers = 16;
    constexpr int each = support::thread_sanitized ? 50 : 150;
    for (auto const bound : {1, 3, 1024, 0})
    {
        auto const q = make<Queue>(bound);
        thread_group putters(producers, [&](int who) {
            for (int i = 0; i != each; ++i)
            {
                q->put(who * each + i);
            }
        });
        std::vector<int> got;
        while (got.size() != producers * each)
        {
            if (got.size() % 3 == 0)
            {
                for (auto const& item : q->get_many(5))
                {
                    got.push_back(number(item).value);
                }
            }
            else
            {
                got.push_back(number(q->get()).value);
            }
        }
        putters.join();
        BOOST_TEST(out_of_order(got, each) == 0);
        BOOST_TEST(q->empty());
    }
}

// The same for a consumer that is a chain of operations.
TEST_CASE_FOR_TYPES(operations_see_the_order_of_each_producer, Queue,
                    fifos<int>)
{
    constexpr int producers = 8;
    constexpr int each = support::thread_sanitized ? 50 : 150;
    auto const q = make<Queue>(3);
    running_context io;
    std::vector<int> got;
    std::function<void()> const next = [&] {
        q->async_get(asio::bind_executor(*io, [&](error_code, int item) {
            got.push_back(item);
            if (got.size() != producers * each)
            {
                next();
            }
        }));
    };
    next();
    thread_group putters(producers, [&](int who) {
        for (int i = 0; i != each; ++i)
        {
            q->put(who * each + i);
        }
    });
    putters.join();
    io.finish();
    BOOST_TEST(got.size() == producers * each + 0u);
    BOOST_TEST(out_of_order(got, each) == 0);
}

// 64 threads that only put and get.
TEST_CASE_FOR_TYPES(every_item_comes_once, Queue, all_fifos)
{
    constexpr int each = 60;
    for (auto const bound : {1, 3, 1024, 0})
    {
        auto const q = make<Queue>(bound);
        tally all(32 * each);
        thread_group threads(64, [&](int who) {
            for (int i = 0; i != each; ++i)
            {
                if (who < 32)
                {
                    all.put(who * each + i);
                    q->put(who * each + i);
                }
                else
                {
                    all.got(number(q->get()).value);
                }
            }
        });
        threads.join();
        BOOST_TEST(all.wrong() == "");
        BOOST_TEST(q->empty());
    }
}

// Waits with limits that pass all the time.
TEST_CASE_FOR_TYPES(waits_that_expire_lose_nothing, Queue, shared_queues)
{
    constexpr int each = 30;
    Queue q(1);
    tally all(32 * each);
    std::atomic<int> expired{0};
    thread_group threads(64, [&](int who) {
        // The first threads that get find nothing.
        EXPECT(who >= 32 || support::eventually([&] { return expired > 0; }));
        for (int i = 0; i != each;)
        {
            try
            {
                if (who < 32)
                {
                    q.put(who * each + i, true, (who + i) % 7 * 0.00005);
                    all.put(who * each + i);
                }
                else
                {
                    all.got(number(q.get(true, (who + i) % 5 * 0.00005)).value);
                }
                ++i;
            }
            catch (cq::Empty const&)
            {
                ++expired;
            }
            catch (cq::Full const&)
            {
                ++expired;
            }
        }
    });
    threads.join();
    BOOST_TEST(all.wrong() == "");
}

// Many threads wait for the end of all tasks, again and again.
TEST_CASE_FOR_TYPES(all_who_join_go_on, Queue, shared_queues)
{
    Queue q(3);
    for (int round = 0; round != 6; ++round)
    {
        std::atomic<int> joined{0};
        thread_group threads(64, [&](int who) {
            if (who < 16)
            {
                q.put(who);
            }
            else if (who < 32)
            {
                q.get();
                q.task_done();
            }
            else
            {
                joined += q.join();
            }
        });
        threads.join();
        BOOST_TEST(joined == 32);
        BOOST_TEST(q.unfinished_tasks() == 0u);
    }
}

BOOST_AUTO_TEST_SUITE_END()
