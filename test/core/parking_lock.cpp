// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/parking_lock.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

using concur::deadline;
using concur::limit;
using concur::detail::parking_lock;
using support::eventually;
using namespace std::chrono_literals;

namespace {

// Run a body on several threads. Each gets its number.
template<class Body>
void on_threads(int number, Body body)
{
    std::vector<std::thread> all;
    for (int i = 0; i != number; ++i)
    {
        all.emplace_back(body, i);
    }
    for (auto& t : all)
    {
        t.join();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(parking_lock_)

BOOST_AUTO_TEST_CASE(it_is_free_or_held)
{
    parking_lock lock;
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.try_lock());
    BOOST_TEST(lock.locked());
    BOOST_TEST(!lock.try_lock());
    BOOST_TEST(lock.release());
    BOOST_TEST(!lock.locked());
    BOOST_TEST(!lock.release());
    lock.lock();
    BOOST_TEST(lock.locked());
    lock.unlock();
    lock.unlock();
    BOOST_TEST(lock.lock_before(0));
    BOOST_TEST(!lock.lock_before(0));
    BOOST_TEST(!lock.lock_before(1ms));
    // A wait that timed out has not changed the lock.
    BOOST_TEST(lock.locked());
    BOOST_TEST(lock.release());
    BOOST_TEST(!lock.release());
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.try_lock());
}

BOOST_AUTO_TEST_CASE(many_threads_exclude_each_other)
{
    parking_lock lock;
    constexpr int threads = 16;
    constexpr int rounds = 1000;
    long counter = 0; // not atomic
    std::atomic<long> locked{0};
    on_threads(threads, [&](int i) {
        for (int n = 0; n != rounds; ++n)
        {
            switch ((i + n) % 4)
            {
            case 0:
                lock.lock();
                break;
            case 1:
                lock.lock_before({});
                break;
            case 2:
                if (!lock.lock_before(std::chrono::microseconds(n % 50)))
                {
                    continue;
                }
                break;
            default:
                if (!lock.try_lock())
                {
                    continue;
                }
            }
            ++counter;
            ++locked;
            lock.unlock();
        }
    });
    BOOST_TEST(counter == locked);
    BOOST_TEST(counter >= threads * rounds / 2);
    BOOST_TEST(!lock.locked());
}

// Some waits time out when the lock is released, and others have no limit. If a
// wait that times out kept its notification, the others would sleep for ever.
BOOST_AUTO_TEST_CASE(a_wait_that_times_out_notifies_the_next_waiter)
{
    for (int n = 0; n != 1000; ++n)
    {
        parking_lock lock;
        lock.lock();
        std::stop_source source;
        std::atomic<int> there{0};
        std::atomic<int> patient{0};
        std::thread release([&] {
            while (there != 4)
            {
                std::this_thread::yield();
            }
            lock.unlock();
        });
        std::thread stop([&] {
            while (there != 4)
            {
                std::this_thread::yield();
            }
            source.request_stop();
        });
        on_threads(4, [&](int i) {
            ++there;
            bool const got =
                i == 0   ? lock.lock_before(std::chrono::microseconds(n % 100))
                : i == 1 ? lock.lock_before(source.get_token())
                         : lock.lock_before({});
            patient += got && i > 1;
            if (got)
            {
                lock.unlock();
            }
        });
        release.join();
        stop.join();
        BOOST_TEST_REQUIRE(patient == 2);
        BOOST_TEST_REQUIRE(!lock.locked());
    }
}

BOOST_AUTO_TEST_CASE(an_interruption_passes_the_wake_on)
{
    for (int n = 0; n != 300; ++n)
    {
        parking_lock lock;
        lock.lock();
        std::atomic<bool> got{false};
        boost::thread interrupted([&] {
            if (lock.lock_before({}))
            {
                lock.unlock();
            }
        });
        std::thread patient([&] {
            lock.lock_before({});
            got = true;
            lock.unlock();
        });
        std::thread releases([&] { lock.unlock(); });
        interrupted.interrupt();
        interrupted.join();
        patient.join();
        releases.join();
        BOOST_TEST_REQUIRE(got);
        BOOST_TEST_REQUIRE(!lock.locked());
    }
}

BOOST_AUTO_TEST_CASE(a_quiet_lock_is_not_interrupted)
{
    parking_lock lock;
    lock.lock();
    std::atomic<bool> got{false};
    boost::thread other([&] {
        std::lock_guard const guard(lock);
        got = true;
    });
    other.interrupt();
    lock.unlock();
    other.join();
    BOOST_TEST(got);
}

// As with std::mutex: the last thread to lock it may destroy it, while the
// thread that released it is still notifying.
BOOST_AUTO_TEST_CASE(the_thread_that_locks_it_may_destroy_it)
{
    for (int n = 0; n != 3000; ++n)
    {
        auto lock = std::make_unique<parking_lock>();
        lock->lock();
        // The state of the lock now says that a thread may wait.
        BOOST_TEST(!lock->lock_before(std::chrono::microseconds(100)));
        std::thread other([at = lock.get()] { at->unlock(); });
        if (n % 2 == 0)
        {
            while (!lock->try_lock())
            {
            }
        }
        else
        {
            lock->lock_before({});
        }
        lock.reset();
        other.join();
    }
}

BOOST_AUTO_TEST_CASE(a_release_happens_before_the_next_lock)
{
    parking_lock lock;
    lock.lock();
    int value = 0; // not atomic
    std::thread other([&] {
        value = 5;
        lock.unlock(); // another thread has locked it
    });
    lock.lock();
    BOOST_TEST(value == 5);
    other.join();
}

BOOST_AUTO_TEST_SUITE_END()
