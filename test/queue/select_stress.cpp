// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/select.hpp>

#include "async_cases.hpp"

#include <boost/thread/exceptions.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <latch>
#include <random>
#include <variant>

// Many threads call select(), and others do not: every item is got once.

namespace {

template<class Policy>
struct queues
{
    cq::Queue<int, Policy> fifo{3};
    cq::LifoQueue<number, Policy> lifo{1};
    priority_queue<int, Policy> lowest;

    void put(int item)
    {
        switch (item % 3)
        {
        case 0:
            return fifo.put(item);
        case 1:
            return lifo.put(item);
        default:
            return lowest.put(item);
        }
    }

    int select(concur::limit const& until)
    {
        auto const item = cq::select(until, fifo, lifo, lowest);
        return item.index() == 0   ? std::get<0>(item)
               : item.index() == 1 ? std::get<1>(item).value
                                   : std::get<2>(item);
    }

    // Get from one of the queues.
    int get(int which, concur::limit const& until)
    {
        switch (which % 3)
        {
        case 0:
            return fifo.get(until);
        case 1:
            return lifo.get(until).value;
        default:
            return lowest.get(until);
        }
    }

    void shutdown()
    {
        fifo.shutdown();
        lifo.shutdown();
        lowest.shutdown();
    }
};

using policies = std::tuple<cq::default_policy, plain_policy>;

// A policy for two threads that each call select(): each thread stops at the
// locks of both queues.
struct staged_policy : cq::default_policy
{
    class mutex
    {
    public:
        /// What the thread that makes the mutex does at its lock.
        class script
        {
        public:
            script()
            {
                playing = this;
            }

            ~script()
            {
                playing = nullptr;
            }

            void next()
            {
                switch (++locks_)
                {
                case 2: // to enter the second queue's waiters
                    return entered_one.arrive_and_wait();
                case 3: // to take an item
                    return notified.arrive_and_wait();
                case 4: // to leave the other queue's waiters
                    return taken.arrive_and_wait();
                }
            }

        private:
            int locks_ = 0;
        };

        void lock()
        {
            if (playing != nullptr)
            {
                playing->next();
            }
            lock_.lock();
        }

        void unlock() noexcept
        {
            lock_.unlock();
        }

        static inline std::latch entered_one{2};
        static inline std::latch notified{3};
        static inline std::latch taken{2};

    private:
        static inline thread_local script* playing = nullptr;
        cq::default_policy::mutex lock_;
    };
};

} // namespace

BOOST_AUTO_TEST_SUITE(select_stress)

TEST_CASE_FOR_TYPES(no_item_is_lost_or_got_twice, Policy, policies)
{
    constexpr int putters = 8;
    constexpr int each = 400;
    queues<Policy> q;
    tally all(putters * each);
    std::atomic<int> left{putters};
    thread_group threads(putters + 16, [&](int who) {
        if (who < putters)
        {
            for (int i = 0; i != each; ++i)
            {
                all.put(who * each + i);
                q.put(who * each + i);
            }
            if (--left == 0)
            {
                q.shutdown();
            }
            return;
        }
        std::minstd_rand random(who);
        for (;;)
        {
            try
            {
                if (who % 4 == 0)
                {
                    all.got(q.get(who / 4, {}));
                }
                else if (who % 4 == 1)
                {
                    all.got(q.select({}));
                }
                else
                {
                    all.got(q.select(random() % 50 * 0.00001));
                }
            }
            catch (cq::Empty const&)
            {
            }
            catch (cq::ShutDown const&)
            {
                return;
            }
        }
    });
    threads.join();
    BOOST_TEST(all.gets() == putters * each);
    BOOST_TEST(all.wrong() == "");
}

// A select() that is interrupted at a random moment has taken no item.
TEST_CASE_FOR_TYPES(no_item_is_lost_to_interruption, Policy, policies)
{
    constexpr int items = 3000;
    queues<Policy> q;
    tally all(items);
    std::atomic<int> interrupted{0};
    std::atomic<bool> done{false};
    thread_group getters(6, [&](int who) {
        for (;;)
        {
            try
            {
                all.got(who < 4 ? q.select({}) : q.get(who, {}));
            }
            catch (boost::thread_interrupted const&)
            {
                ++interrupted;
            }
            catch (cq::ShutDown const&)
            {
                return;
            }
        }
    });
    support::test_thread disturber([&] {
        for (int i = 0; !done; ++i)
        {
            getters[i % 6].interrupt();
            boost::this_thread::yield();
        }
    });
    for (int i = 0; i != items; ++i)
    {
        all.put(i);
        q.put(i);
    }
    BOOST_TEST(support::eventually([&] { return all.gets() == items; }));
    BOOST_TEST(support::eventually([&] { return interrupted > 100; }));
    done = true;
    disturber.join();
    q.shutdown();
    getters.join();
    BOOST_TEST(all.wrong() == "");
}

// The same with operations of a context.
TEST_CASE_FOR_TYPES(no_item_is_lost_beside_operations, Policy, policies)
{
    constexpr int items = 2000;
    queues<Policy> q;
    running_context io;
    tally all(items);
    std::function<void()> again = [&] {
        q.fifo.async_get(asio::bind_executor(*io, [&](error_code e, int item) {
            if (!e)
            {
                all.got(item);
                again();
            }
        }));
    };
    again();
    again();
    thread_group threads(4, [&](int) {
        try
        {
            for (;;)
            {
                all.got(q.select({}));
            }
        }
        catch (cq::ShutDown const&)
        {
        }
    });
    for (int i = 0; i != items; ++i)
    {
        all.put(i);
        q.put(i);
    }
    q.shutdown();
    threads.join();
    io.finish();
    BOOST_TEST(all.wrong() == "");
}

// Each thread notifies the other one in the queue from which it takes its item.
// Then it leaves the wait queue in which the other one notifies it.
BOOST_AUTO_TEST_CASE(
    two_threads_that_select_from_two_queues_do_not_wait_for_each_other)
{
    cq::LifoQueue<int, staged_policy> first;
    cq::LifoQueue<int, staged_policy> second;
    thread_group threads(2, [&](int) {
        staged_policy::mutex::script play;
        cq::select(first, second);
    });
    BOOST_TEST(
        threads.falls_asleep()); // in both wait queues, in opposite orders
    for (int i = 0; i != 2; ++i)
    {
        first.put(i);
        second.put(i);
    }
    staged_policy::mutex::notified.count_down();
    BOOST_TEST(support::eventually(
        [&] { return first.qsize() + second.qsize() == 2; }));
    threads.join();
}

BOOST_AUTO_TEST_SUITE_END()
