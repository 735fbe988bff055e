// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>
#include <concur/thread.hpp>

#include <support/support.hpp>
#include <support/suspended_checks.hpp>
#include <support/test_thread.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

// A queue or a lock is destroyed while threads wait for it. They keep waiting
// until their limit or an interruption, and do not use the object any more.

namespace queue = concur::queue;
namespace thread = concur::thread;
using namespace support;
using namespace std::chrono_literals;

namespace {

// A thread that waits in `body`, or is about to.
class waiting_thread
{
public:
    explicit waiting_thread(std::function<void()> body)
        : thread_([this, body = std::move(body)] {
              id_ = task_id();
              body();
          })
    {
    }

    void until_parked()
    {
        EXPECT(eventually([&] { return id_ != 0 && parked(id_); }));
    }

    void interrupt()
    {
        thread_.interrupt();
    }

    // Join the thread, even if its wait was interrupted.
    void join_interrupted()
    {
        try
        {
            thread_.join();
        }
        catch (boost::thread_interrupted const&)
        {
        }
    }

    void join()
    {
        thread_.join();
    }

private:
    std::atomic<long> id_{0};
    test_thread thread_;
};

// An item that runs a function when it is moved.
struct slow_item
{
    explicit slow_item(std::function<void()> const& h) : hook(&h) {}

    slow_item(slow_item&& other) noexcept(false) : hook(other.hook)
    {
        (*hook)();
    }

    slow_item& operator=(slow_item&&) = delete;

    std::function<void()> const* hook;
};

thread_local std::unique_ptr<queue::Queue<std::shared_ptr<int>>> lazy;

} // namespace

BOOST_AUTO_TEST_SUITE(destroyed)

BOOST_AUTO_TEST_CASE(a_put_is_full_at_its_limit)
{
    auto q = std::make_unique<queue::Queue<std::string>>(1);
    q->put("first");
    std::stop_source limit;
    waiting_thread t([&, &at = *q] {
        expect_error<queue::Full>([&] { at.put("second", limit.get_token()); });
    });
    t.until_parked();
    q.reset();
    limit.request_stop();
    t.join();
}

BOOST_AUTO_TEST_CASE(a_get_is_empty_at_its_limit)
{
    auto q = std::make_unique<queue::Queue<std::string>>();
    auto several = std::make_unique<queue::SimpleQueue<std::string>>();
    std::stop_source limit;
    waiting_thread t([&, &at = *q] {
        expect_error<queue::Empty>([&] { at.get(limit.get_token()); });
    });
    waiting_thread u([&, &at = *several] {
        expect_error<queue::Empty>([&] { at.get_many(3, limit.get_token()); });
    });
    t.until_parked();
    u.until_parked();
    q.reset();
    several.reset();
    limit.request_stop();
    t.join();
    u.join();
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_a_wait)
{
    auto q = std::make_unique<queue::Queue<int>>();
    auto lock = std::make_unique<thread::LockType>();
    lock->acquire();
    waiting_thread t([&at = *q] {
        expect_error<boost::thread_interrupted>([&] { at.get(); });
    });
    waiting_thread u([&at = *lock] {
        expect_error<boost::thread_interrupted>([&] { at.acquire(); });
    });
    t.until_parked();
    u.until_parked();
    q.reset();
    lock.reset();
    t.interrupt();
    u.interrupt();
    t.join();
    u.join();
}

// The queue is destroyed while a thread moves the item that it has got.
BOOST_AUTO_TEST_CASE(an_item_that_was_got_is_got)
{
    for (bool const several : {false, true})
    {
        auto q = std::make_unique<queue::Queue<slow_item>>();
        std::atomic<long> getter{0};
        std::atomic<bool> moves{false};
        std::atomic<bool> gone{false};
        std::atomic<bool> got{false};
        std::function<void()> const hook = [&] {
            if (task_id() == getter)
            {
                moves = true;
                eventually([&] { return gone.load(); });
            }
        };
        waiting_thread t([&, &at = *q] {
            getter = task_id();
            if (several)
            {
                at.get_many(2);
            }
            else
            {
                at.get();
            }
            got = true;
        });
        t.until_parked();
        q->put(slow_item(hook));
        BOOST_TEST(eventually([&] { return moves.load(); }));
        q.reset();
        gone = true;
        t.join();
        BOOST_TEST(got);
    }
}

// The waiters are notified for the item, and find nothing.
BOOST_AUTO_TEST_CASE(a_queue_with_an_item)
{
    auto const check = []<class Queue>(std::type_identity<Queue>, auto wait) {
        for (int i = 0; i != 20; ++i)
        {
            auto q = std::make_unique<Queue>();
            std::stop_source limit;
            waiting_thread t([&, &at = *q] {
                try
                {
                    wait(at, limit.get_token());
                }
                catch (queue::Empty const&)
                {
                }
            });
            t.until_parked();
            q->put("item");
            q.reset();
            limit.request_stop();
            t.join();
        }
    };
    auto const each = [&](auto wait) {
        check(std::type_identity<queue::Queue<std::string>>(), wait);
        check(std::type_identity<queue::LifoQueue<std::string>>(), wait);
        check(std::type_identity<queue::PriorityQueue<std::string>>(), wait);
        check(std::type_identity<queue::SimpleQueue<std::string>>(), wait);
    };
    each([](auto& q, concur::limit const& until) { q.get(until); });
    each([](auto& q, concur::limit const& until) { q.get_many(2, until); });
    each([](auto& q, concur::limit const& until) { queue::select(until, q); });
}

// An item is reserved for the operation when the queue is destroyed.
BOOST_AUTO_TEST_CASE(a_queue_with_a_stalled_operation)
{
    boost::asio::io_context nobody_runs;
    using policy = support::suspended_checks;
    auto q = std::make_unique<queue::Queue<std::string, policy>>();
    q->async_get(boost::asio::bind_executor(
        nobody_runs, [](boost::system::error_code, std::string const&) {}));
    std::stop_source limit;
    waiting_thread t([&, &at = *q] {
        expect_error<queue::Empty>([&] { at.get(limit.get_token()); });
    });
    t.until_parked();
    auto const item = [&] { return std::string(100, 'x'); };
    policy::suspended = true;
    q->put(item());
    q.reset();
    policy::suspended = false;
    limit.request_stop();
    t.join();
}

// The thread_local queue is constructed after the pointer to it, and destroyed
// with it.
BOOST_AUTO_TEST_CASE(a_queue_of_a_thread_goes_with_the_thread)
{
    auto const item = std::make_shared<int>(1);
    std::thread([&] {
        if (!lazy)
        {
            lazy = std::make_unique<queue::Queue<std::shared_ptr<int>>>();
        }
        lazy->put(item);
    }).join();
    BOOST_TEST(item.use_count() == 1);
}

// A waiter was notified, but does not run yet, or has just begun to run.
BOOST_AUTO_TEST_CASE(a_lock_s_waiter_was_woken)
{
    for (int i = 0; i != 100; ++i)
    {
        auto lock = std::make_unique<thread::LockType>();
        lock->acquire();
        waiting_thread t([&at = *lock] {
            at.acquire();
            at.release();
        });
        t.until_parked();
        lock->release();
        if (lock->acquire(false))
        {
            lock.reset();
            t.interrupt();
        }
        t.join_interrupted();
    }
}

BOOST_AUTO_TEST_CASE(a_lock_s_waiter_is_at_its_limit)
{
    for (int i = 0; i != 100; ++i)
    {
        auto lock = std::make_unique<thread::LockType>();
        lock->acquire();
        std::stop_source limit;
        std::atomic<bool> acquired{false};
        waiting_thread t(
            [&, &at = *lock] { acquired = at.acquire(limit.get_token()); });
        t.until_parked();
        limit.request_stop();
        auto const soon = std::chrono::steady_clock::now() + i * 1us;
        while (std::chrono::steady_clock::now() < soon)
        {
        }
        lock.reset();
        t.join();
        BOOST_TEST(!acquired);
    }
}

// The main thread runs a handler inside its wait.
BOOST_AUTO_TEST_CASE(a_waiter_runs_handlers)
{
    auto q = std::make_unique<queue::Queue<int>>();
    auto lock = std::make_unique<thread::LockType>();
    lock->acquire();
    std::atomic<int> handled{0};
    auto const old = thread::set_interrupt_handler(SIGUSR1, [&](int) {
        q.reset();
        lock.reset();
        ++handled;
    });
    auto const main_thread = task_id();
    for (int const round : {1, 2})
    {
        std::stop_source limit;
        waiting_thread t([&] {
            EXPECT(eventually([&] { return parked(main_thread); }));
            thread::interrupt_main(SIGUSR1);
            EXPECT(eventually([&] { return handled == round; }));
            EXPECT(eventually([&] { return parked(main_thread); }));
            limit.request_stop();
        });
        if (round == 1)
        {
            BOOST_CHECK_THROW(q->get(limit.get_token()), queue::Empty);
            lock = std::make_unique<thread::LockType>();
            lock->acquire();
        }
        else
        {
            BOOST_TEST(!lock->acquire(limit.get_token()));
        }
        t.join();
    }
    BOOST_TEST(handled == 2);
    thread::set_interrupt_handler(SIGUSR1, old);
}

BOOST_AUTO_TEST_SUITE_END()
