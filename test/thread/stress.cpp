// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/lock.hpp>
#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <random>
#include <stop_token>
#include <thread>
#include <vector>

// Many threads on few processors: no call is lost or done twice, and no thread
// sleeps for ever.

namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;

namespace {

constexpr int many = 64;
constexpr int rounds = 200;

// A lock, and the counters that it guards.
struct guarded
{
    thread::LockType lock;
    long entered = 0;             // not atomic
    std::atomic<int> inside{0};   // at most 1
    std::atomic<long> got{0};     // successful acquisitions
    std::atomic<bool> two{false}; // two threads had the lock

    void work()
    {
        two = two || ++inside != 1;
        ++entered;
        if (entered % 16 == 0)
        {
            std::this_thread::yield();
        }
        two = two || --inside != 0;
        ++got;
    }
};

// Acquire the lock in one of several ways; the waits time out at random.
bool acquire_somehow(guarded& g, std::minstd_rand& random)
{
    std::chrono::microseconds const patience(random() % 200);
    switch (random() % 7)
    {
    case 0:
        return g.lock.acquire();
    case 1:
        return g.lock.acquire(false);
    case 2:
        return g.lock.acquire(true, patience);
    case 3:
        return g.lock.try_lock_until(std::chrono::steady_clock::now() +
                                     patience);
    case 4: {
        std::stop_source stop;
        std::jthread const stopper([&] {
            std::this_thread::sleep_for(patience);
            stop.request_stop();
        });
        return g.lock.acquire(stop.get_token());
    }
    case 5: {
        bool acquired = false;
        boost::thread waiter([&] {
            try
            {
                acquired = g.lock.acquire();
            }
            catch (boost::thread_interrupted const&)
            {
            }
        });
        std::this_thread::sleep_for(patience);
        waiter.interrupt();
        waiter.join();
        return acquired; // another thread releases it
    }
    default:
        g.lock.lock();
        return true;
    }
}

} // namespace

BOOST_FIXTURE_TEST_SUITE(stress, leaves_no_thread)

BOOST_AUTO_TEST_CASE(many_threads_hammer_a_lock)
{
    guarded g;
    std::vector<thread::handle> all;
    for (int i = 0; i != many; ++i)
    {
        all.push_back(thread::start_joinable_thread([&, i] {
            std::minstd_rand random(static_cast<unsigned>(i) + 1);
            for (int n = 0; n != rounds; ++n)
            {
                if (acquire_somehow(g, random))
                {
                    g.work();
                    g.lock.release();
                }
            }
        }));
    }
    for (auto const& h : all)
    {
        BOOST_TEST_REQUIRE(h.join(120s));
    }
    BOOST_TEST(!g.two);
    BOOST_TEST(g.entered == g.got);
    BOOST_TEST(g.entered >= many * rounds * 2 / 7 / 2);
    BOOST_TEST(!g.lock.locked());
}

BOOST_AUTO_TEST_CASE(no_thread_sleeps_beside_a_free_lock)
{
    // Some waits time out at the moment of a release, and one has no limit.
    for (int n = 0; n != 500; ++n)
    {
        auto lock = thread::allocate_lock();
        lock.acquire();
        std::stop_source stop;
        std::atomic<int> waiting{0};
        auto const patient = thread::start_joinable_thread([&] {
            ++waiting;
            lock.acquire();
            lock.release();
        });
        std::vector<thread::handle> all;
        for (int i = 0; i != 3; ++i)
        {
            all.push_back(thread::start_joinable_thread([&, i] {
                ++waiting;
                if (i == 0   ? lock.acquire(true, std::chrono::microseconds(n))
                    : i == 1 ? lock.acquire(stop.get_token())
                             : lock.acquire())
                {
                    lock.release();
                }
            }));
        }
        auto const interrupted = all.back();
        while (waiting != 4)
        {
            std::this_thread::yield();
        }
        auto const stopper =
            thread::start_joinable_thread([&] { stop.request_stop(); });
        interrupted.interrupt();
        lock.release();
        BOOST_TEST_REQUIRE(patient.join(60s));
        for (auto const& h : all)
        {
            BOOST_TEST_REQUIRE(h.join(60s));
        }
        stopper.join();
        BOOST_TEST_REQUIRE(!lock.locked());
    }
}

BOOST_AUTO_TEST_CASE(many_threads_start_threads)
{
    // Stacks of the usual size may be too much for the address space of a
    // 32-bit process.
    thread::options const how{.stack_size = 256 << 10};
    std::atomic<long> ran{0};
    std::vector<thread::handle> all;
    for (int i = 0; i != many; ++i)
    {
        all.push_back(thread::start_joinable_thread([&] {
            for (int n = 0; n != 20; ++n)
            {
                thread::start_new_thread(how, [&] { ++ran; });
                thread::start_joinable_thread(how, [&] { ++ran; });
                thread::start_joinable_thread(how, [&] { ++ran; }).join();
            }
        }));
    }
    for (auto const& h : all)
    {
        BOOST_TEST_REQUIRE(h.join(120s));
    }
    BOOST_TEST(eventually([] { return thread::count() == 0; }));
    BOOST_TEST(ran == many * 20 * 3);
}

BOOST_AUTO_TEST_SUITE_END()
