// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"
#include "manual_clock.hpp"

#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/thread/mutex.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>
#include <vector>

using namespace std::chrono_literals;
using support::eventually;
using support::test_thread;

namespace {

/// A scheduler with a clock that the test sets. Its delay is not interruptible.
class manual
{
public:
    manual_clock clock;
    sched::scheduler<sched::callable_policy<double>> scheduler{
        [this] { return clock.now(); }, [this](double d) { clock.delay(d); }};

    /// Enter an event that records a number.
    auto enter(double time, int n)
    {
        return scheduler.enterabs(time, 1, [this, n] {
            boost::lock_guard const lock(mutex_);
            seen_.push_back(n);
            times_.push_back(clock.now());
        });
    }

    bool saw(record const& expected)
    {
        return eventually([&] { return seen() == expected; });
    }

    record seen()
    {
        boost::lock_guard const lock(mutex_);
        return seen_;
    }

    std::vector<double> times()
    {
        boost::lock_guard const lock(mutex_);
        return times_;
    }

    bool asleep()
    {
        return eventually([&] { return clock.somebody_waits(); });
    }

private:
    boost::mutex mutex_;
    record seen_;
    std::vector<double> times_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(threads)

BOOST_AUTO_TEST_CASE(entering_while_it_runs,
                     *label("py:sched.enter.concurrent_with_run"))
{
    manual m;
    m.enter(1, 1);
    m.enter(3, 3);
    test_thread runner([&] { m.scheduler.run(); });
    m.clock.advance(1);
    BOOST_TEST(m.saw({1}));
    BOOST_TEST(m.asleep());
    for (int const n : {4, 5, 2})
    {
        m.scheduler.enter(n - 1, 1, [] {});
        m.enter(n, n);
    }
    m.clock.advance(2);
    BOOST_TEST(m.saw({1, 2, 3}));
    m.clock.advance(1);
    BOOST_TEST(m.saw({1, 2, 3, 4}));
    m.clock.advance(1);
    BOOST_TEST(m.saw({1, 2, 3, 4, 5}));
    m.clock.advance(1000);
    runner.join();
    BOOST_TEST(m.clock.now() == 5);
}

BOOST_AUTO_TEST_CASE(cancelling_while_it_runs,
                     *label("py:sched.cancel.concurrent_with_run"))
{
    manual m;
    std::vector<sched::Event> events;
    for (int n = 1; n != 6; ++n)
    {
        events.push_back(m.enter(n, n));
    }
    test_thread runner([&] { m.scheduler.run(); });
    m.clock.advance(1);
    BOOST_TEST(m.saw({1}));
    m.scheduler.cancel(events[1]);
    m.scheduler.cancel(events[4]);
    m.clock.advance(1);
    BOOST_TEST(m.asleep());
    CHECK_RECORD(m.seen(), 1);
    m.clock.advance(1);
    BOOST_TEST(m.saw({1, 3}));
    m.clock.advance(1);
    BOOST_TEST(m.saw({1, 3, 4}));
    m.clock.advance(1000);
    runner.join();
    BOOST_TEST((m.times() == std::vector<double>{1, 3, 4}));
    BOOST_TEST(m.clock.now() == 4);
}

// As in Python, a delay that takes no stop token is not interrupted.
BOOST_AUTO_TEST_CASE(an_earlier_event_for_a_plain_delay,
                     *label("py:sched.run.added_earlier_event_not_woken") *
                         label("py:sched.run.lock_not_held_during_delay"))
{
    manual m;
    auto const first = m.enter(10, 10);
    test_thread runner([&] { m.scheduler.run(); });
    BOOST_TEST(m.asleep());

    m.enter(5, 5);
    BOOST_TEST(m.scheduler.queue().size() == 2);
    BOOST_TEST(!m.scheduler.empty());
    auto const other = m.enter(20, 20);
    m.scheduler.cancel(other);

    m.clock.advance(7);
    BOOST_TEST(m.asleep());
    BOOST_TEST(m.seen().empty());
    m.clock.advance(3);
    runner.join();
    CHECK_RECORD(m.seen(), 5, 10);
    BOOST_TEST((m.times() == std::vector<double>{10, 10}));
}

BOOST_AUTO_TEST_CASE(all_at_once, *label("py:sched.scheduler.thread_safe"))
{
    sched::scheduler s;
    std::atomic<int> ran{0};
    std::atomic<int> entered{0};
    std::atomic<int> cancelled{0};
    std::atomic<bool> done{false};
    auto const keep_alive = s.enter(1000, 1, [] {});
    test_thread runner([&] { s.run(); });
    {
        std::vector<std::unique_ptr<test_thread>> others;
        for (int n = 0; n != 3; ++n)
        {
            others.push_back(std::make_unique<test_thread>([&, n] {
                for (int i = 0; i != 1000; ++i)
                {
                    auto const event =
                        s.enter((i + n) % 5 * 0.0005, i % 3, [&] { ++ran; });
                    ++entered;
                    if (i % 3 == 0)
                    {
                        try
                        {
                            s.cancel(event);
                            ++cancelled;
                        }
                        catch (concur::ValueError const&)
                        {
                        }
                    }
                }
            }));
        }
        test_thread reader([&] {
            while (!done)
            {
                auto const queue = s.queue();
                EXPECT(std::is_sorted(queue.begin(), queue.end()));
                EXPECT(!s.empty());
            }
        });
        others.clear();
        done = true;
    }
    BOOST_TEST(eventually([&] { return ran + cancelled == entered; }));
    s.cancel(keep_alive);
    runner.join();
    BOOST_TEST(entered == 3000);
    BOOST_TEST(s.empty());
}

// Each event is run once, by one of the threads.
BOOST_AUTO_TEST_CASE(several_run_it)
{
    sched::scheduler s;
    std::vector<std::atomic<int>> runs(2000);
    for (std::size_t i = 0; i != runs.size(); ++i)
    {
        s.enter(double(i) * 1e-5, 1, [&, i] { ++runs[i]; });
    }
    std::vector<std::unique_ptr<test_thread>> runners;
    for (int n = 0; n != 3; ++n)
    {
        runners.push_back(std::make_unique<test_thread>([&] { s.run(); }));
    }
    runners.clear();
    BOOST_TEST(std::count(runs.begin(), runs.end(), 1) == 2000);
}

// An event whose late runs are skipped stays in the scheduler, whatever other
// threads look.
BOOST_AUTO_TEST_CASE(it_is_not_empty_while_runs_are_skipped)
{
    std::atomic<double> time{0};
    sched::scheduler<sched::callable_policy<double>> s(
        [&] { return time += 1e6; }, [](double) {});
    s.enter_every(1, sched::late_runs::skipped, 1, [] {});
    std::atomic<bool> ended{false};
    std::atomic<int> empty{0};
    test_thread watcher([&] {
        while (!ended)
        {
            empty += s.empty();
        }
    });
    for (int i = 0; i != 100000; ++i)
    {
        s.run(false);
    }
    ended = true;
    watcher.join();
    BOOST_TEST(empty == 0);
}

// Events that end the delay of a policy with stop tokens. Without them, each of
// these cases would wait for a thousand seconds.
BOOST_AUTO_TEST_CASE(an_earlier_event_ends_the_delay)
{
    sched::scheduler s;
    std::atomic<bool> ran{false};
    auto const late = s.enter(1000, 1, [] {});
    test_thread runner([&] { s.run(); });
    BOOST_TEST(falls_asleep(runner));
    s.enter(0, 1, [&] { ran = true; });
    BOOST_TEST(eventually([&] { return ran.load(); }));
    BOOST_TEST(falls_asleep(runner));
    s.cancel(late);
    runner.join();
}

BOOST_AUTO_TEST_CASE(cancelling_the_last_event_ends_the_delay)
{
    sched::scheduler s;
    auto const event = s.enter(1000, 1, [] {});
    test_thread runner([&] { EXPECT(!s.run()); });
    BOOST_TEST(falls_asleep(runner));
    s.cancel(event);
    runner.join();
}

BOOST_AUTO_TEST_CASE(cancelling_the_first_event_ends_the_delay)
{
    sched::scheduler s;
    auto const first = s.enter(1000, 1, [] {});
    auto const second = s.enter(2000, 1, [] {});
    test_thread runner([&] { s.run(); });
    BOOST_TEST(falls_asleep(runner));
    s.cancel(first);
    s.cancel(second);
    runner.join();
}

BOOST_AUTO_TEST_CASE(every_waiting_thread_is_notified)
{
    sched::scheduler s;
    auto const event = s.enter(1000, 1, [] {});
    test_thread one([&] { s.run(); });
    test_thread two([&] { s.run(); });
    test_thread three([&] { s.run(); });
    BOOST_TEST(falls_asleep(one));
    BOOST_TEST(falls_asleep(two));
    BOOST_TEST(falls_asleep(three));
    s.cancel(event);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_delay)
{
    sched::scheduler s;
    s.enter(1000, 1, [] {});
    std::stop_source stop;
    test_thread stopped([&] {
        auto const left = s.run(stop.get_token());
        EXPECT(left && *left > 900 && *left < 1000);
    });
    BOOST_TEST(falls_asleep(stopped));
    test_thread other([&] { s.run(); });
    BOOST_TEST(falls_asleep(other));
    stop.request_stop();
    stopped.join();
    BOOST_TEST(falls_asleep(other)); // it was notified and waits again
    s.cancel(s.queue().front());
}

BOOST_AUTO_TEST_CASE(an_interruption_ends_the_delay)
{
    sched::scheduler s;
    s.enter(1000, 1, [] {});
    test_thread runner([&] {
        support::expect_error<boost::thread_interrupted>([&] { s.run(); });
    });
    BOOST_TEST(falls_asleep(runner));
    runner.interrupt();
    runner.join();
    BOOST_TEST(s.queue().size() == 1);
}

BOOST_AUTO_TEST_CASE(an_interruption_of_a_thread_that_never_waits)
{
    sched::scheduler s;
    std::atomic<bool> begun{false};
    std::function<void()> again = [&] {
        begun = true;
        s.enter(0, 1, [&] { again(); });
    };
    s.enter(0, 1, again);
    test_thread runner([&] {
        support::expect_error<boost::thread_interrupted>([&] { s.run(); });
    });
    BOOST_TEST(eventually([&] { return begun.load(); }));
    runner.interrupt();
    runner.join();
}

// The delay of a user's policy can be interrupted, too.
BOOST_AUTO_TEST_CASE(a_policy_that_waits_for_the_token)
{
    struct policy : recording_policy
    {
        void delay(double d, std::stop_token stop)
        {
            asked.push_back(stop.stop_requested());
            on_wait();
            asked.push_back(stop.stop_requested());
            time += d;
        }

        using recording_policy::delay;
        std::function<void()> on_wait;
        std::vector<bool> asked;
    };
    static_assert(sched::interruptible_policy<policy>);
    sched::scheduler<policy> s;
    s.enterabs(10, 1, [] {});
    s.policy().on_wait = [&] { s.enterabs(5, 1, [] {}); };
    BOOST_TEST(!s.run());
    BOOST_TEST((s.policy().asked == std::vector<bool>{false, true}));

    s.policy().asked.clear();
    s.enterabs(20, 1, [] {});
    s.policy().on_wait = [&] { s.enterabs(30, 1, [] {}); };
    s.policy().time = 15;
    std::stop_source stop;
    s.enterabs(20, 1, [&] { stop.request_stop(); });
    s.run(stop.get_token());
    BOOST_TEST((s.policy().asked == std::vector<bool>{false, false}));
}

BOOST_AUTO_TEST_SUITE_END()
