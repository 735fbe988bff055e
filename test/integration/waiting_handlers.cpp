// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>
#include <concur/thread.hpp>

#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <thread>

// A handler of interrupts runs inside a wait of the main thread, and may wait
// for other threads. Meanwhile the main thread holds nothing back for which
// they wait.

namespace queue = concur::queue;
namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;

namespace {

class handler
{
public:
    explicit handler(std::function<void()> body)
        : old_(thread::set_interrupt_handler(
              SIGUSR1, [body = std::move(body)](int) { body(); }))
    {
    }

    ~handler()
    {
        thread::set_interrupt_handler(SIGUSR1, old_);
    }

private:
    thread::interrupt_handler old_;
};

// The main thread waits by `wait`, then a worker does. The main thread is
// interrupted, and while its handler runs, `give` serves both. The handler
// returns when the worker has been served.
void check_both_are_served(std::function<void()> const& wait,
                           std::function<void()> const& give)
{
    auto const main_thread = task_id();
    std::atomic<bool> in_handler{false};
    std::atomic<bool> served{false};
    std::atomic<bool> in_time{false};
    handler const h([&] {
        in_handler = true;
        in_time = eventually([&] { return served.load(); });
    });
    std::jthread worker;
    std::jthread others([&] {
        eventually([&] { return asleep(main_thread); });
        std::atomic<long> task{0};
        worker = std::jthread([&] {
            task = task_id();
            wait();
            served = true;
        });
        eventually([&] { return task != 0 && asleep(task); });
        thread::interrupt_main(SIGUSR1);
        eventually([&] { return in_handler.load(); });
        give();
    });
    wait();
    others.join();
    worker.join();
    BOOST_TEST(in_time);
}

} // namespace

BOOST_AUTO_TEST_SUITE(waiting_handlers)

BOOST_AUTO_TEST_CASE(of_a_get)
{
    for (int i = 0; i != 20; ++i)
    {
        queue::Queue<int> q;
        check_both_are_served([&] { q.get(); },
                              [&] {
                                  q.put(1);
                                  q.put(2);
                              });
        BOOST_TEST(q.empty());
    }
}

BOOST_AUTO_TEST_CASE(of_a_put)
{
    queue::Queue<int> q(2);
    q.put(1);
    q.put(2);
    check_both_are_served([&] { q.put(3); },
                          [&] {
                              q.get();
                              q.get();
                          });
    BOOST_TEST(q.qsize() == 2u);
}

BOOST_AUTO_TEST_CASE(of_a_select)
{
    queue::Queue<int> a;
    queue::SimpleQueue<int> b;
    check_both_are_served([&] { queue::select(a, b); },
                          [&] {
                              b.put(1);
                              a.put(2);
                          });
    BOOST_TEST(a.empty());
    BOOST_TEST(b.empty());
}

BOOST_AUTO_TEST_CASE(of_a_lock)
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    check_both_are_served(
        [&] {
            lock.acquire();
            lock.release();
        },
        [&] { lock.release(); });
    BOOST_TEST(!lock.locked());
}

// The main thread had been notified before the handler ran.
BOOST_AUTO_TEST_CASE(when_the_notification_came_first)
{
    for (int i = 0; i != 200; ++i)
    {
        queue::SimpleQueue<int> q;
        auto const main_thread = task_id();
        std::atomic<bool> served{false};
        std::atomic<bool> in_time{true};
        handler const h(
            [&] { in_time = eventually([&] { return served.load(); }); });
        std::jthread worker;
        std::jthread others([&] {
            eventually([&] { return asleep(main_thread); });
            worker = std::jthread([&] {
                q.get();
                served = true;
            });
            q.put(1);
            thread::interrupt_main(SIGUSR1);
            q.put(2);
        });
        q.get();
        others.join();
        worker.join();
        BOOST_TEST(in_time);
    }
}

// A waiter that was interrupted keeps its place.
BOOST_AUTO_TEST_CASE(a_handler_that_throws_leaves_the_wait)
{
    queue::Queue<int> q;
    handler const h([] { throw std::runtime_error("handler"); });
    auto const main_thread = task_id();
    std::jthread const other([&] {
        eventually([&] { return asleep(main_thread); });
        thread::interrupt_main(SIGUSR1);
    });
    BOOST_CHECK_THROW(q.get(), std::runtime_error);
    q.put(1);
    BOOST_TEST(q.get(false) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
