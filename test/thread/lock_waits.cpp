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

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include <sys/time.h>

// Locks for which several threads wait.

namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;
using boost::unit_test::label;

namespace {

// A thread that acquires a lock, and records what it does.
class wanting
{
public:
    explicit wanting(thread::LockType& lock)
        : state_(std::make_shared<state>()),
          handle_(thread::start_joinable_thread([&lock, s = state_] {
              s->task = task_id();
              s->acquired = lock.acquire();
          }))
    {
        BOOST_TEST_REQUIRE(eventually([&] { return state_->task != 0; }));
    }

    bool acquired() const
    {
        return state_->acquired;
    }

    bool waits() const
    {
        return !acquired() && parked(state_->task);
    }

    thread::handle const& thread() const
    {
        return handle_;
    }

private:
    struct state
    {
        std::atomic<long> task{0};
        std::atomic<bool> acquired{false};
    };

    std::shared_ptr<state> state_;
    thread::handle handle_;
};

std::size_t acquired(std::vector<wanting> const& all)
{
    return static_cast<std::size_t>(std::count_if(
        all.begin(), all.end(), [](auto& w) { return w.acquired(); }));
}

// A barrier that ten threads pass together, as in CPython's test.
class barrier
{
public:
    explicit barrier(int threads) : threads_(threads)
    {
        out_.acquire();
    }

    void enter()
    {
        in_.acquire();
        ++waiting_;
        if (waiting_ < threads_)
        {
            in_.release();
        }
        else
        {
            out_.release();
        }
        out_.acquire();
        --waiting_;
        if (waiting_ > 0)
        {
            out_.release();
        }
        else
        {
            in_.release();
        }
    }

private:
    int threads_;
    int waiting_ = 0;
    thread::LockType in_;
    thread::LockType out_;
};

} // namespace

BOOST_FIXTURE_TEST_SUITE(lock_waits, leaves_no_thread)

BOOST_AUTO_TEST_CASE(another_thread_does_not_get_a_held_lock,
                     *label("py:thread.lock.try_acquire_contended"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::atomic<int> result{-1};
    thread::start_joinable_thread([&] { result = lock.acquire(false); }).join();
    BOOST_TEST(result == 0);
}

BOOST_AUTO_TEST_CASE(five_threads_pass_a_lock_on,
                     *label("py:thread.lock.acquire_contended"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::atomic<int> passed{0};
    std::vector<thread::handle> all;
    for (int i = 0; i != 5; ++i)
    {
        all.push_back(thread::start_joinable_thread([&] {
            lock.acquire();
            ++passed;
            lock.release();
        }));
    }
    BOOST_TEST(passed == 0);
    lock.release();
    for (auto const& h : all)
    {
        h.join();
    }
    BOOST_TEST(passed == 5);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(acquire_waits_until_the_lock_is_free,
                     *label("py:thread.lock.acquire.blocks"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    wanting const other(lock);
    BOOST_TEST(eventually([&] { return other.waits(); }));
    lock.release();
    BOOST_TEST(eventually([&] { return other.acquired(); }));
    BOOST_TEST(lock.locked());
    BOOST_TEST(other.thread().join());
}

BOOST_AUTO_TEST_CASE(a_thread_that_acquires_twice_waits_for_another,
                     *label("py:thread.lock.not_reentrant"))
{
    auto lock = thread::allocate_lock();
    std::atomic<bool> refused{false};
    std::atomic<bool> twice{false};
    auto const self = thread::start_joinable_thread([&] {
        lock.acquire();
        refused = !lock.acquire(false);
        lock.acquire();
        twice = true;
        lock.release();
    });
    BOOST_TEST(eventually([&] { return refused.load(); }));
    BOOST_TEST(!twice);
    lock.release();
    BOOST_TEST(self.join());
    BOOST_TEST(twice);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(another_thread_may_release,
                     *label("py:thread.lock.release_from_other_thread"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    thread::start_joinable_thread([&] { lock.release(); }).join();
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(a_release_lets_one_thread_proceed,
                     *label("py:thread.lock.release.wakes_one"))
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::vector<wanting> all;
    for (int i = 0; i != 4; ++i)
    {
        all.emplace_back(lock);
    }
    for (auto const& w : all)
    {
        BOOST_TEST(eventually([&] { return w.waits(); }));
    }
    for (std::size_t released = 1; released <= all.size(); ++released)
    {
        lock.release();
        BOOST_TEST(eventually([&] { return acquired(all) == released; }));
        BOOST_TEST(lock.locked());
        // The other threads still sleep.
        for (auto const& w : all)
        {
            BOOST_TEST(eventually([&] { return w.acquired() || w.waits(); }));
        }
        BOOST_TEST(acquired(all) == released);
    }
    lock.release();
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(ten_threads_pass_a_barrier_of_locks,
                     *label("py:thread.lock.barrier"))
{
    constexpr int threads = 10;
    constexpr int rounds = 3;
    barrier all(threads);
    std::array<std::atomic<int>, rounds> entered{};
    std::atomic<bool> early{false};
    std::vector<thread::handle> handles;
    for (int i = 0; i != threads; ++i)
    {
        handles.push_back(thread::start_joinable_thread([&] {
            for (auto& n : entered)
            {
                ++n;
                all.enter();
                early = early || n != threads;
            }
        }));
    }
    for (auto const& h : handles)
    {
        BOOST_TEST(h.join(60s));
    }
    BOOST_TEST(!early);
}

BOOST_AUTO_TEST_CASE(a_lock_protects_a_counter,
                     *label("py:thread.lock.acquire.mutual_exclusion"))
{
    auto lock = thread::allocate_lock();
    constexpr int threads = 4;
    constexpr int times = 20000;
    long counter = 0; // not atomic
    std::vector<thread::handle> all;
    for (int i = 0; i != threads; ++i)
    {
        all.push_back(thread::start_joinable_thread([&, i] {
            for (int n = 0; n != times; ++n)
            {
                // Each thread waits in another way.
                if (n % 4 == i)
                {
                    while (!lock.acquire(true, 0.0001))
                    {
                    }
                }
                else if (n % 4 == (i + 1) % 4)
                {
                    while (!lock.acquire(false))
                    {
                        std::this_thread::yield();
                    }
                }
                else
                {
                    lock.acquire();
                }
                ++counter;
                lock.release();
            }
        }));
    }
    for (auto const& h : all)
    {
        h.join();
    }
    BOOST_TEST(counter == threads * times);
    BOOST_TEST(!lock.locked());
}

BOOST_AUTO_TEST_CASE(locks_keep_no_thread,
                     *label("py:thread.lock.no_thread_leak"))
{
    auto const before = thread_count();
    auto lock = thread::allocate_lock();
    for (int i = 0; i != 15; ++i)
    {
        thread::start_new_thread([&] {
            lock.acquire();
            lock.release();
        });
    }
    BOOST_TEST(eventually([] { return thread::count() == 0; }));
    BOOST_TEST(eventually([&] { return thread_count() == before; }));
}

BOOST_AUTO_TEST_CASE(a_signal_does_not_shorten_a_wait,
                     *label("py:thread.lock.acquire.signal_retry"))
{
    CHECK_FORKED([] {
        static std::atomic<int> caught{0};
        struct sigaction action = {};
        action.sa_handler = [](int) { ++caught; };
        EXPECT(::sigaction(SIGALRM, &action, nullptr) == 0);
        itimerval const often{{0, 10000}, {0, 10000}};
        EXPECT(::setitimer(ITIMER_REAL, &often, nullptr) == 0);

        auto lock = thread::allocate_lock();
        lock.acquire();
        auto const begin = std::chrono::steady_clock::now();
        EXPECT(!lock.acquire(true, 0.4));
        EXPECT(std::chrono::steady_clock::now() - begin >= 400ms);
        EXPECT(eventually(
            [&] { return !lock.try_lock_for(100ms) && caught > 5; }));
    });
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_wait)
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::stop_source source;
    std::atomic<long> task{0};
    std::atomic<int> result{-1};
    auto const other = thread::start_joinable_thread([&] {
        task = task_id();
        result = lock.acquire(source.get_token());
    });
    BOOST_TEST(eventually([&] { return task != 0 && parked(task); }));
    BOOST_TEST(result == -1);
    source.request_stop();
    BOOST_TEST(other.join(60s));
    BOOST_TEST(result == 0);
    lock.release();
    BOOST_TEST(lock.acquire(false));
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_every_wait)
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    std::stop_source source;
    auto const later = std::chrono::steady_clock::now() + 1h;
    std::function<void()> const waits[] = {
        [&] { lock.acquire(); },
        [&] { lock.acquire(true); },
        [&] { lock.acquire(true, 3600); },
        [&] { lock.acquire(later); },
        [&] { lock.acquire(source.get_token()); },
        [&] { lock.lock(); },
        [&] { lock.try_lock_for(1h); },
        [&] { lock.try_lock_until(later); },
        [&] { lock.try_lock_until(std::chrono::system_clock::now() + 1h); },
        [&] { std::unique_lock const guard(lock); },
    };
    for (auto const& wait : waits)
    {
        for (bool const sleeping : {false, true})
        {
            std::atomic<long> task{0};
            std::atomic<bool> interrupted{false};
            boost::thread other([&] {
                task = task_id();
                try
                {
                    wait();
                }
                catch (boost::thread_interrupted const&)
                {
                    interrupted = true;
                }
            });
            if (sleeping)
            {
                BOOST_TEST(
                    eventually([&] { return task != 0 && parked(task); }));
            }
            other.interrupt();
            other.join();
            BOOST_TEST(interrupted);
        }
    }
    // No thread is still counted as a waiter.
    lock.release();
    BOOST_TEST(!lock.locked());
    BOOST_TEST(lock.acquire(false));
    lock.release();

    // A thread that does not wait is not interrupted.
    std::atomic<bool> acquired{false};
    boost::thread other([&] {
        boost::this_thread::disable_interruption at_first;
        while (!boost::this_thread::interruption_requested())
        {
            boost::this_thread::yield();
        }
        boost::this_thread::restore_interruption const now(at_first);
        acquired = lock.acquire() && !lock.acquire(false) &&
                   !lock.acquire(true, 0) && !lock.acquire(later - 2h);
    });
    other.interrupt();
    other.join();
    BOOST_TEST(acquired);
}

BOOST_AUTO_TEST_CASE(the_thread_that_acquires_it_may_destroy_the_lock)
{
    for (int i = 0; i != 300; ++i)
    {
        auto lock = std::make_unique<thread::LockType>();
        lock->acquire();
        // The state of the lock now says that a thread may wait.
        BOOST_TEST(!lock->acquire(true, 0.0001));
        auto const other =
            thread::start_joinable_thread([at = lock.get()] { at->release(); });
        while (!lock->acquire(false))
        {
            std::this_thread::yield();
        }
        lock.reset();
        other.join();
    }
}

BOOST_AUTO_TEST_SUITE_END()
