// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/parker.hpp>

#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>
#include <boost/thread/thread.hpp>

#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <memory>
#include <stop_token>
#include <thread>

#include <unistd.h>

using concur::deadline;
using concur::limit;
using concur::detail::parker;
using concur::detail::waiter;
using concur::detail::waiter_list;
using concur::detail::wakeups;
using support::eventually;
using support::parked;
using namespace std::chrono_literals;

namespace {

// A thread that parks, and records the result.
class parking
{
public:
    explicit parking(std::function<void()> body)
        : thread_([this, body] {
              task_ = support::task_id();
              try
              {
                  body();
              }
              catch (boost::thread_interrupted const&)
              {
                  interrupted = true;
              }
              done = true;
          })
    {
    }

    ~parking()
    {
        thread_.join();
    }

    bool sleeps() const
    {
        return eventually([&] { return task_ != 0 && !done && parked(task_); });
    }

    void interrupt()
    {
        thread_.interrupt();
    }

    bool ends() const
    {
        return eventually([&] { return done.load(); });
    }

    std::atomic<bool> interrupted{false};
    std::atomic<bool> done{false};

private:
    std::atomic<long> task_{0};
    boost::thread thread_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(parker_)

BOOST_AUTO_TEST_CASE(unpark_wakes_who_parks)
{
    parker p;
    std::atomic<bool> result{false};
    parking other([&] { result = p.park(); });
    BOOST_TEST(other.sleeps());
    p.unpark();
    BOOST_TEST(other.ends());
    BOOST_TEST(result);
}

BOOST_AUTO_TEST_CASE(wakes_are_counted)
{
    parker p;
    p.unpark();
    p.unpark();
    p.unpark();
    BOOST_TEST(p.park());
    BOOST_TEST(p.park(0));
    p.park_quietly();
    BOOST_TEST(!p.park(0));
    BOOST_TEST(!p.park(1ms));

    // An unpark() that comes after a park() has timed out counts for the next
    // park().
    p.unpark();
    BOOST_TEST(p.park(deadline::clock::now() - 1h));
    BOOST_TEST(!p.park(0));
}

BOOST_AUTO_TEST_CASE(await_waits_for_a_number_of_wakes_in_all)
{
    parker p;
    BOOST_TEST(!p.park(0));
    parking other([&] { p.await(2); });
    p.unpark();
    BOOST_TEST(other.sleeps());
    BOOST_TEST(!other.done);
    p.unpark();
    BOOST_TEST(other.ends());
    // No unpark() is left.
    BOOST_TEST(!p.park(0));
    p.await(2);
    p.unpark();
    BOOST_TEST(p.park());
}

BOOST_AUTO_TEST_CASE(a_wake_may_be_followed_by_destruction)
{
    for (int i = 0; i != 2000; ++i)
    {
        auto p = std::make_unique<parker>();
        std::thread other([at = p.get()] { at->unpark(); });
        p->park();
        p.reset();
        other.join();
    }
}

BOOST_AUTO_TEST_CASE(every_limit_ends_a_park)
{
    parker p;
    auto const now = deadline::clock::now();
    BOOST_TEST(!p.park(0));
    BOOST_TEST(!p.park(-1));
    BOOST_TEST(!p.park(now - 1h));
    BOOST_TEST(!p.park(deadline(deadline::clock::time_point::min())));
    BOOST_TEST(!p.park(now));
    auto const begin = deadline::clock::now();
    BOOST_TEST(!p.park(0.05));
    BOOST_TEST((deadline::clock::now() - begin >= 50ms));
    BOOST_TEST((deadline::clock::now() - begin < 20s));

    // A very long time is no limit, and does not overflow the clock.
    for (limit const& until :
         {limit(1e9), limit(1e300), limit(std::nullopt),
          limit(deadline::clock::time_point::max()),
          limit(deadline::clock::now() + std::chrono::years(200))})
    {
        parking other([&] { p.park(until); });
        BOOST_TEST(other.sleeps());
        p.unpark();
        BOOST_TEST(other.ends());
    }
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_park)
{
    parker p;
    std::stop_source source;
    std::atomic<int> result{-1};
    {
        parking other([&] { result = p.park(limit(1h, source.get_token())); });
        BOOST_TEST(other.sleeps());
        source.request_stop();
        BOOST_TEST(other.ends());
    }
    BOOST_TEST(result == 0);
    // A stop requested before ends the wait at once; a stop of another token
    // does not.
    BOOST_TEST(!p.park(source.get_token()));
    p.unpark();
    BOOST_TEST(p.park(source.get_token()));
    parking other([&] { result = p.park(std::stop_source().get_token()); });
    BOOST_TEST(other.sleeps());
    p.unpark();
    BOOST_TEST(other.ends());
    BOOST_TEST(result == 1);
}

BOOST_AUTO_TEST_CASE(a_stop_may_race_with_a_wake)
{
    for (int i = 0; i != 500; ++i)
    {
        parker p;
        std::stop_source source;
        std::atomic<bool> result{false};
        std::thread parks([&] { result = p.park(source.get_token()); });
        std::thread stops([&] { source.request_stop(); });
        p.unpark();
        parks.join();
        stops.join();
        // The unpark() was either consumed by the wait, or is still there.
        BOOST_TEST_REQUIRE(p.park(0) == !result);
    }
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_a_park)
{
    parker p;
    for (limit const& until : {limit(), limit(3600)})
    {
        for (bool const sleeping : {false, true})
        {
            parking other([&] { p.park(until); });
            if (sleeping)
            {
                BOOST_TEST(other.sleeps());
            }
            other.interrupt();
            BOOST_TEST(other.ends());
            BOOST_TEST(other.interrupted);
        }
    }
    p.unpark();
    BOOST_TEST(p.park(0));
}

BOOST_AUTO_TEST_CASE(quiet_waits_are_not_interrupted)
{
    parker p;
    std::atomic<bool> asked{false};
    parking other([&] {
        p.park_quietly();
        p.await(2);
        asked = boost::this_thread::interruption_requested();
    });
    other.interrupt();
    BOOST_TEST(other.sleeps());
    p.unpark();
    BOOST_TEST(other.sleeps());
    p.unpark();
    BOOST_TEST(other.ends());
    BOOST_TEST(!other.interrupted);
    BOOST_TEST(asked);
}

BOOST_AUTO_TEST_CASE(waiters_are_woken_in_order_when_no_lock_is_held)
{
    struct noting final : waiter
    {
        noting(std::string& to, char name) : notes(to), name(name) {}
        void wake() noexcept override
        {
            notes += name;
        }
        std::string& notes;
        char name;
    };
    std::string notes;
    noting a(notes, 'a');
    noting b(notes, 'b');
    noting c(notes, 'c');
    waiter_list list;
    list.push_back(a);
    list.push_back(b);
    list.push_back(c);
    {
        wakeups woken;
        woken.take(list, list.front());
        BOOST_TEST(notes == "");
        BOOST_TEST(!a.is_linked());
        BOOST_TEST(b.is_linked());
        woken.take_all(list);
        BOOST_TEST(list.empty());
        BOOST_TEST(notes == "");
    }
    BOOST_TEST(notes == "abc");
    // The object can be used again after flush().
    list.push_back(b);
    list.push_back(a);
    wakeups woken;
    woken.take(list, list.front());
    woken.flush();
    BOOST_TEST(notes == "abcb");
    woken.take(list, list.front());
    woken.flush();
    woken.flush();
    BOOST_TEST(notes == "abcba");
}

struct thread_waiter final : waiter
{
    explicit thread_waiter(parker& p) noexcept : at(p) {}

    void wake() noexcept override
    {
        at.unpark();
    }

    parker& at;
};

BOOST_AUTO_TEST_CASE(a_woken_waiter_may_be_gone)
{
    waiter_list list;
    parker one;
    parker other;
    auto first = std::make_unique<thread_waiter>(one);
    thread_waiter second(other);
    list.push_back(*first);
    list.push_back(second);
    std::thread ends([&] {
        one.park();
        first.reset();
        other.park();
    });
    {
        wakeups woken;
        woken.take_all(list);
    }
    ends.join();
    BOOST_TEST(!first);
}

BOOST_AUTO_TEST_SUITE_END()
