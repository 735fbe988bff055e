// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <stop_token>

// Threads that wait for items and for room.

using boost::unit_test::label;
using support::eventually;
using support::falls_asleep;
using support::test_thread;
using namespace std::chrono_literals;

namespace {

using clock_type = std::chrono::steady_clock;

// Threads that all run the same function, and sleep.
class sleepers
{
public:
    sleepers(std::size_t how_many, std::function<void()> const& body)
    {
        for (std::size_t i = 0; i != how_many; ++i)
        {
            threads_.emplace_back(body);
            BOOST_TEST(falls_asleep(threads_.back()));
        }
    }

    std::size_t done() const
    {
        return static_cast<std::size_t>(
            std::count_if(threads_.begin(), threads_.end(),
                          [](auto& t) { return t.done(); }));
    }

    bool all_done() const
    {
        return eventually([&] { return done() == threads_.size(); });
    }

private:
    std::deque<test_thread> threads_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(waiting)

BOOST_TEST_DECORATOR(*label("py:queue.queue.put_blocks"))
TEST_CASE_FOR_TYPES(put_blocks, Queue, shared_queues)
{
    Queue q(1);
    q.put(1);
    check_blocks([&] { q.put(2); }, [&] { BOOST_TEST(q.get() == 1); });
    BOOST_TEST(q.get() == 2);
    q.put(1);
    check_blocks([&] { q.put(2); }, [&] { q.get_many(9); });
    check_blocks([&] { q.put(3); }, [&] { q.drain(); });
    BOOST_TEST(q.get() == 3);
    BOOST_TEST(q.unfinished_tasks() == 5u);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.get_blocks"))
TEST_CASE_FOR_TYPES(get_blocks, Queue, shared_queues)
{
    Queue q;
    check_blocks([&] { EXPECT(q.get() == 5); }, [&] { q.put(5); });
    check_blocks([&] { EXPECT(q.get(std::nullopt) == 6); }, [&] { q.put(6); });
    check_blocks([&] { EXPECT(q.get_many(3).size() == 1u); },
                 [&] { q.put(7); });
    BOOST_TEST(q.empty());
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.put_timeout"))
TEST_CASE_FOR_TYPES(put_timeout, Queue, shared_queues)
{
    Queue q(1);
    q.put(1);
    auto const start = clock_type::now();
    BOOST_CHECK_THROW(q.put(2, 50ms), cq::Full);
    BOOST_TEST((clock_type::now() - start >= 50ms));
    BOOST_TEST((clock_type::now() - start < 20s));
    BOOST_TEST(numbers_of(q) == std::vector{1},
               boost::test_tools::per_element());
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.get_timeout"))
TEST_CASE_FOR_TYPES(get_timeout, Queue, shared_queues)
{
    Queue q(1);
    auto const start = clock_type::now();
    BOOST_CHECK_THROW(q.get(50ms), cq::Empty);
    BOOST_TEST((clock_type::now() - start >= 50ms));
    BOOST_CHECK_THROW(q.get_many(2, 50ms), cq::Empty);
    BOOST_TEST((clock_type::now() - start >= 100ms));
    BOOST_TEST((clock_type::now() - start < 20s));
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.get_timeout_too_large"))
TEST_CASE_FOR_TYPES(timeout_too_large, Queue, shared_queues)
{
    Queue q(1);
    for (auto const& forever :
         {concur::limit(1e100), concur::limit(std::chrono::hours::max()),
          concur::limit(clock_type::time_point::max())})
    {
        check_blocks([&] { EXPECT(q.get(forever) == 1); }, [&] { q.put(1); });
        q.put(1);
        check_blocks([&] { q.put(1, forever); }, [&] { q.get(); });
        BOOST_TEST(q.get(forever) == 1);
    }
}

TEST_CASE_FOR_TYPES(moments_that_have_passed, Queue, shared_queues)
{
    Queue q(1);
    for (auto const& past : {concur::limit(clock_type::now() - 1h),
                             concur::limit(clock_type::now()),
                             concur::limit(clock_type::time_point::min())})
    {
        BOOST_CHECK_THROW(q.get(past), cq::Empty);
        BOOST_CHECK_THROW(q.get_many(2, past), cq::Empty);
        q.put(1, past);
        BOOST_CHECK_THROW(q.put(1, past), cq::Full);
        BOOST_TEST(!q.join(past));
        BOOST_TEST(q.get(past) == 1);
        q.task_done();
        BOOST_TEST(q.join(past));
    }
}

TEST_CASE_FOR_TYPES(stop_tokens, Queue, shared_queues)
{
    std::stop_source source;
    Queue q(1);
    auto const stopped = [&](auto const& call) {
        source = std::stop_source();
        test_thread t(call);
        BOOST_TEST(falls_asleep(t));
        source.request_stop();
        t.join();
        // Nor does a new call begin to wait.
        call();
    };
    stopped([&] {
        support::expect_error<cq::Empty>([&] { q.get(source.get_token()); });
    });
    stopped([&] {
        support::expect_error<cq::Empty>([&] {
            q.get({1h, source.get_token()});
        });
    });
    source = std::stop_source();
    BOOST_CHECK_THROW(q.get({1ms, source.get_token()}), cq::Empty);
    source.request_stop();
    q.put(1, source.get_token());
    stopped([&] {
        support::expect_error<cq::Full>([&] { q.put(1, source.get_token()); });
    });
    stopped([&] { EXPECT(!q.join(source.get_token())); });
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.unfinished_tasks() == 1u);
    // A call that need not wait still succeeds.
    BOOST_TEST(q.get(source.get_token()) == 1);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.put_wakes_one_getter"))
TEST_CASE_FOR_TYPES(each_put_wakes_a_getter, Queue, shared_queues)
{
    Queue q;
    std::atomic<int> sum = 0;
    sleepers const getters(6, [&] { sum += number(q.get()).value; });
    for (int i = 1; i != 4; ++i)
    {
        q.put(i);
        BOOST_TEST(eventually(
            [&] { return getters.done() == static_cast<std::size_t>(i); }));
    }
    BOOST_TEST(getters.done() == 3u);
    // The same for several items at a time.
    q.put(4);
    q.put(5);
    q.put(6);
    BOOST_TEST(getters.all_done());
    BOOST_TEST(sum == 21);
    BOOST_TEST(q.empty());
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.get_wakes_putter"))
TEST_CASE_FOR_TYPES(each_get_wakes_a_putter, Queue, shared_queues)
{
    Queue q(3);
    for (int i = 0; i != 3; ++i)
    {
        q.put(0);
    }
    sleepers const putters(6, [&] { q.put(1); });
    for (std::size_t i = 1; i != 4; ++i)
    {
        q.get();
        BOOST_TEST(eventually([&] { return putters.done() == i; }));
        BOOST_TEST(q.full());
    }
    BOOST_TEST(putters.done() == 3u);
    BOOST_TEST(q.get_many(3).size() == 3u);
    BOOST_TEST(putters.all_done());
    BOOST_TEST(q.qsize() == 3u);
}

TEST_CASE_FOR_TYPES(a_larger_maxsize_wakes_putters, Queue, shared_queues)
{
    Queue q(1);
    q.put(0);
    {
        sleepers const putters(3, [&] { q.put(1); });
        q.maxsize(1);
        q.maxsize(2);
        BOOST_TEST(eventually([&] { return putters.done() == 1; }));
        BOOST_TEST(q.qsize() == 2u);
        q.maxsize(10);
        BOOST_TEST(putters.all_done());
    }
    BOOST_TEST(q.qsize() == 4u);
    for (auto const none : {0, -1})
    {
        q.maxsize(4);
        {
            sleepers const putters(3, [&] { q.put(1); });
            q.maxsize(none);
            BOOST_TEST(putters.all_done());
        }
        BOOST_TEST(q.get_many(3).size() == 3u);
    }
}

TEST_CASE_FOR_TYPES(a_smaller_maxsize_keeps_putters_waiting, Queue,
                    shared_queues)
{
    Queue q(3);
    for (int i = 0; i != 3; ++i)
    {
        q.put(0);
    }
    test_thread putter([&] { q.put(1); });
    BOOST_TEST(falls_asleep(putter));
    q.maxsize(1);
    q.get();
    q.get();
    BOOST_TEST(falls_asleep(putter));
    BOOST_TEST(q.qsize() == 1u);
    q.get();
    putter.join();
    BOOST_TEST(q.get() == 1);
}

BOOST_TEST_DECORATOR(*label("py:queue.queue.multi_producer_multi_consumer"))
TEST_CASE_FOR_TYPES(several_producers_and_consumers, Queue, shared_queues)
{
    constexpr int each = 500;
    for (int const max : {0, 1, 7})
    {
        Queue q(max);
        boost::mutex mutex;
        std::map<int, int> got;
        {
            std::deque<test_thread> threads;
            for (int p = 0; p != 4; ++p)
            {
                threads.emplace_back([&q, p] {
                    for (int i = 0; i != each; ++i)
                    {
                        q.put(p * each + i);
                    }
                });
                threads.emplace_back([&] {
                    std::vector<int> mine;
                    for (int i = 0; i != each; ++i)
                    {
                        mine.push_back(number(q.get()).value);
                    }
                    boost::unique_lock const lock(mutex);
                    for (auto const i : mine)
                    {
                        ++got[i];
                    }
                });
            }
        }
        BOOST_TEST(got.size() == 4u * each);
        BOOST_TEST(std::all_of(got.begin(), got.end(),
                               [](auto& g) { return g.second == 1; }));
        BOOST_TEST(got.rbegin()->first == 4 * each - 1);
        BOOST_TEST(q.empty());
        BOOST_TEST(q.unfinished_tasks() == 4u * each);
    }
}

using fifo_queues =
    std::tuple<cq::Queue<int>, cq::Queue<number>, cq::Queue<int, plain_policy>>;

BOOST_TEST_DECORATOR(*label("py:queue.queue.fifo_per_producer"))
TEST_CASE_FOR_TYPES(each_producer_keeps_its_order, Queue, fifo_queues)
{
    for (int const max : {0, 2})
    {
        Queue q(max);
        std::deque<test_thread> producers;
        for (int p = 0; p != 3; ++p)
        {
            producers.emplace_back([&q, p] {
                for (int i = 0; i != 1000; ++i)
                {
                    q.put(p * 1000 + i);
                }
            });
        }
        int next[3] = {0, 0, 0};
        int wrong = 0;
        for (int i = 0; i != 3000; ++i)
        {
            auto const got = number(q.get()).value;
            wrong += got % 1000 != next[got / 1000]++;
        }
        BOOST_TEST(wrong == 0);
    }
}

BOOST_AUTO_TEST_SUITE_END()
