// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/basic_queue.hpp>

#include "async_cases.hpp"

#include <support/sanitized.hpp>

#include <boost/thread/thread.hpp>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <random>
#include <vector>

// 64 threads call all functions at once, until the queue is shut down at a
// random moment. No item is lost or got twice, and no thread sleeps at the end.

using namespace std::chrono_literals;

namespace {

constexpr int threads = 64;
constexpr int puts_of_each = support::thread_sanitized ? 15 : 60;

template<class Queue>
class storm
{
public:
    storm(std::ptrdiff_t bound, bool immediate, int seed)
        : q_(bound), immediate_(immediate), seed_(seed)
    {
    }

    void rage()
    {
        thread_group all(threads, [this](int who) {
            try
            {
                who % 2 == 0 ? produce(who / 2) : consume(who / 2);
            }
            catch (cq::ShutDown const&)
            {
            }
        });
        std::minstd_rand random(seed_);
        auto const moment = static_cast<int>(random() % total);
        support::eventually(
            [&] { return tally_.puts() >= moment || producers_ == 0; });
        q_.shutdown(immediate_);
        all.join();
        io_.finish();
        check();
    }

private:
    static constexpr int total = threads / 2 * puts_of_each;

    // The item counts when its put has returned; otherwise nothing is known
    // about it.
    void put(std::minstd_rand& random, int item)
    {
        for (;;)
        {
            try
            {
                switch (random() % 4)
                {
                case 0:
                    q_.put(item);
                    break;
                case 1:
                    q_.put(item, true, 0.00001 * (random() % 100));
                    break;
                case 2:
                    q_.put_nowait(item);
                    break;
                default:
                    q_.async_put(item, asio::bind_executor(
                                           *io_, [this, item](error_code e) {
                                               if (e)
                                               {
                                                   ++refused_;
                                                   return;
                                               }
                                               tally_.put(item);
                                           }));
                    ++later_;
                    return;
                }
                tally_.put(item);
                return;
            }
            catch (cq::Full const&)
            {
                boost::this_thread::yield();
            }
        }
    }

    void got(number const& item)
    {
        tally_.got(item.value);
        q_.task_done();
    }

    void get(std::minstd_rand& random)
    {
        try
        {
            switch (random() % 8)
            {
            case 0:
            case 1:
                return got(q_.get());
            case 2:
                return got(q_.get(true, 0.00001 * (random() % 100)));
            case 3:
                return got(q_.get_nowait());
            case 4:
                for (auto& item : q_.get_many(1 + random() % 4))
                {
                    got(item);
                }
                return;
            case 5:
                for (auto& item : q_.drain())
                {
                    got(item);
                }
                return;
            case 6:
                return got(std::get<0>(
                    cq::select(0.00001 * (random() % 50), q_, none_)));
            default:
                q_.async_get(asio::bind_executor(
                    *io_, [this](error_code e, typename Queue::value_type i) {
                        if (e)
                        {
                            ++refused_;
                            return;
                        }
                        got(i);
                    }));
                ++later_;
            }
        }
        catch (cq::Empty const&)
        {
            boost::this_thread::yield();
        }
    }

    void produce(int who)
    {
        std::minstd_rand random(seed_ + who);
        try
        {
            for (int i = 0; i != puts_of_each; ++i)
            {
                put(random, who * puts_of_each + i);
                if (i % 32 == 0)
                {
                    q_.join(0.0001);
                    q_.maxsize(q_.maxsize());
                }
            }
        }
        catch (cq::ShutDown const&)
        {
        }
        --producers_;
    }

    void consume(int who)
    {
        std::minstd_rand random(seed_ - who);
        for (;;)
        {
            get(random);
        }
    }

    void check()
    {
        BOOST_TEST(q_.empty());
        // All threads in join() have returned.
        BOOST_TEST(q_.unfinished_tasks() == 0u);
        BOOST_TEST(tally_.gets() <= tally_.puts());
        if (!immediate_)
        {
            BOOST_TEST(tally_.wrong() == "");
            BOOST_TEST(q_.join());
        }
        else
        {
            BOOST_TEST((q_.join() || tally_.gets() <= tally_.puts()));
        }
        BOOST_TEST(refused_ <= later_);
    }

    Queue q_;
    cq::Queue<char> none_;
    running_context io_;
    tally tally_{total};
    bool const immediate_;
    int const seed_;
    std::atomic<int> producers_{threads / 2};
    std::atomic<int> refused_{0};
    std::atomic<int> later_{0};
};

using stormy = boost::mp11::mp_append<three<int>, three<defaulted>,
                                      three<int, plain_policy>>;

template<class Queue>
void storms(std::ptrdiff_t bound)
{
    for (int seed = 1; seed != 5; ++seed)
    {
        storm<Queue>(bound, seed % 2 == 0, seed * 1000 + 100).rage();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(stress)

TEST_CASE_FOR_TYPES(everything_bounded_by_1, Queue, stormy)
{
    storms<Queue>(1);
}

TEST_CASE_FOR_TYPES(everything_bounded_by_3, Queue, stormy)
{
    storms<Queue>(3);
}

TEST_CASE_FOR_TYPES(everything_bounded_by_1024, Queue, stormy)
{
    storms<Queue>(1024);
}

TEST_CASE_FOR_TYPES(everything_without_a_bound, Queue, stormy)
{
    storms<Queue>(0);
}

BOOST_AUTO_TEST_SUITE_END()
