// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "cases.hpp"
#include "thread_group.hpp"

#include <boost/thread/lock_types.hpp>

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>
#include <utility>

// Stop tokens and time points as limits.

using namespace std::chrono_literals;
using steady = concur::deadline::clock;

BOOST_AUTO_TEST_SUITE(stop)

TEST_CASE_FOR_TYPES(a_stop_ends_every_wait, Queue, shared_queues)
{
    Queue full(1);
    full.put(1);
    Queue empty;
    for (int kind = 0; kind != 5; ++kind)
    {
        std::stop_source stop;
        auto const token = stop.get_token();
        auto const wait = [&] {
            switch (kind)
            {
            case 0:
                expect_error<cq::Full>([&] { full.put(2, token); });
                break;
            case 1:
                expect_error<cq::Empty>([&] { empty.get(token); });
                break;
            case 2:
                expect_error<cq::Empty>([&] { empty.get_many(2, token); });
                break;
            case 3:
                EXPECT(!full.join(token));
                break;
            default:
                // A token with a time.
                expect_error<cq::Empty>([&] {
                    empty.get(true, {100s, token});
                });
            }
        };
        check_blocks(wait, [&] { stop.request_stop(); });
        // A stop that was requested before ends the call at once.
        wait();
    }
    empty.put(5);
    BOOST_TEST(empty.get_nowait() == 5);
    full.get();
    full.put_nowait(6);
    BOOST_TEST(full.get_nowait() == 6);
}

TEST_CASE_FOR_TYPES(a_stop_ends_no_more_than_a_wait, Queue, shared_queues)
{
    std::stop_source stop;
    stop.request_stop();
    Queue q(2);
    q.put(1, stop.get_token());
    q.put(2, true, stop.get_token());
    BOOST_TEST(q.get(stop.get_token()) != 0);
    BOOST_TEST(q.get_many(2, stop.get_token()).size() == 1u);
    q.task_done();
    q.task_done();
    BOOST_TEST(q.join(stop.get_token()));
    q.shutdown();
    BOOST_CHECK_THROW(q.get(stop.get_token()), cq::ShutDown);
    BOOST_CHECK_THROW(q.put(1, stop.get_token()), cq::ShutDown);
}

TEST_CASE_FOR_TYPES(moments, Queue, shared_queues)
{
    Queue full(1);
    full.put(1);
    Queue empty;
    for (auto const wait : {-1h, 0h})
    {
        auto const past = steady::now() + wait;
        BOOST_CHECK_THROW(full.put(2, past), cq::Full);
        BOOST_CHECK_THROW(empty.get(past), cq::Empty);
        BOOST_CHECK_THROW(empty.get_many(2, past), cq::Empty);
        BOOST_TEST(!full.join(past));
    }
    auto const soon = steady::now() + 20ms;
    BOOST_CHECK_THROW(full.put(2, soon), cq::Full);
    BOOST_TEST((steady::now() >= soon));
    BOOST_CHECK_THROW(empty.get(steady::now() + 5ms), cq::Empty);
    BOOST_TEST(!full.join(steady::now() + 5ms));

    // A time so late that an addition would overflow.
    auto const never = steady::time_point::max();
    check_blocks([&] { EXPECT(empty.get(never) == 7); }, [&] { empty.put(7); });
    check_blocks([&] { full.put(2, never); }, [&] { full.get(); });
    full.get();
    check_blocks([&] { EXPECT(full.join(never)); },
                 [&] {
                     full.task_done();
                     full.task_done();
                 });
}

// One token for many threads, each of which is told.
TEST_CASE_FOR_TYPES(a_stop_reaches_everybody, Queue, shared_queues)
{
    Queue empty;
    Queue full(1);
    full.put(1);
    std::stop_source stop;
    std::atomic<int> stopped{0};
    thread_group all(16, [&](int i) {
        try
        {
            i % 3 == 0   ? void(empty.get(stop.get_token()))
            : i % 3 == 1 ? full.put(2, stop.get_token())
                         : void(full.join(stop.get_token()));
            stopped += i % 3 == 2;
        }
        catch (cq::Empty const&)
        {
            ++stopped;
        }
        catch (cq::Full const&)
        {
            ++stopped;
        }
    });
    BOOST_TEST(all.falls_asleep());
    stop.request_stop();
    all.join();
    BOOST_TEST(stopped == 16);
    BOOST_TEST(empty.empty());
    BOOST_TEST(full.qsize() == 1u);
}

// Threads are stopped at random moments while items flow: items that were not
// got are still there.
TEST_CASE_FOR_TYPES(no_item_is_lost_to_a_stop, Queue, shared_queues)
{
    constexpr int each = 300;
    constexpr int putters = 2;
    Queue q(2);
    tally all(putters * each);
    std::atomic<bool> done{false};
    std::atomic<int> stopped{0};
    boost::mutex sources;
    std::stop_source source;
    auto const token = [&] {
        boost::unique_lock<boost::mutex> const lock(sources);
        return source.get_token();
    };
    support::test_thread stopper([&] {
        while (!done)
        {
            auto const next = std::stop_source();
            boost::unique_lock<boost::mutex> lock(sources);
            auto last = std::exchange(source, next);
            lock.unlock();
            last.request_stop();
            std::this_thread::yield();
        }
    });
    thread_group threads(putters + 4, [&](int who) {
        // The threads that get from the empty queue are stopped.
        EXPECT(who >= putters ||
               support::eventually([&] { return stopped > 0; }));
        for (int i = 0; who >= putters || i != each;)
        {
            try
            {
                if (who < putters)
                {
                    q.put(who * each + i, token());
                    all.put(who * each + i);
                    ++i;
                }
                else
                {
                    all.got(number(q.get(token())).value);
                }
            }
            catch (cq::Full const&)
            {
                ++stopped;
            }
            catch (cq::Empty const&)
            {
                ++stopped;
            }
            catch (cq::ShutDown const&)
            {
                return;
            }
            if (all.gets() == putters * each)
            {
                q.shutdown();
            }
        }
    });
    threads.join();
    done = true;
    stopper.join();
    BOOST_TEST(all.wrong() == "");
}

BOOST_AUTO_TEST_SUITE_END()
