// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <atomic>
#include <cmath>
#include <optional>
#include <random>
#include <stdexcept>
#include <vector>

using sched::late_runs;

namespace {

/// The times at which an event runs that repeats every 10, from 0 to 100. Its
/// third run takes some time.
std::vector<double> times_of(late_runs rule, double third)
{
    recording s;
    std::vector<double> times;
    std::optional<sched::Event> event;
    event = s.enter_every(10, rule, 1, [&] {
        times.push_back(s.policy().time);
        if (times.size() == 3)
        {
            s.policy().time += third;
        }
    });
    s.enterabs(100, 0, [&] { s.cancel(*event); });
    s.run();
    BOOST_TEST(s.empty());
    return times;
}

using times = std::vector<double>;

bool runs_left(sched::scheduler<>& s, support::test_thread const& other)
{
    return !other.done() || !s.empty();
}

} // namespace

BOOST_AUTO_TEST_SUITE(repeating)

BOOST_AUTO_TEST_CASE(in_time)
{
    for (auto const rule :
         {late_runs::all, late_runs::once, late_runs::skipped})
    {
        times const expected{10, 20, 30, 40, 50, 60, 70, 80, 90};
        BOOST_TEST((times_of(rule, 0) == expected));
        BOOST_TEST((times_of(rule, 9) == expected));
    }
}

// The run is late, but the next one is not yet due.
BOOST_AUTO_TEST_CASE(a_little_late)
{
    times const expected{10, 20, 30, 45, 50, 60, 70, 80, 90};
    for (auto const rule :
         {late_runs::all, late_runs::once, late_runs::skipped})
    {
        BOOST_TEST((times_of(rule, 15) == expected));
    }
}

BOOST_AUTO_TEST_CASE(so_late_that_others_are_due)
{
    BOOST_TEST((times_of(late_runs::all, 35) ==
                times{10, 20, 30, 65, 65, 65, 70, 80, 90}));
    BOOST_TEST(
        (times_of(late_runs::once, 35) == times{10, 20, 30, 65, 70, 80, 90}));
    BOOST_TEST(
        (times_of(late_runs::skipped, 35) == times{10, 20, 30, 70, 80, 90}));
}

// At 60, the runs of 40, 50 and 60 are due.
BOOST_AUTO_TEST_CASE(so_late_that_one_is_due_right_now)
{
    BOOST_TEST((times_of(late_runs::all, 30) ==
                times{10, 20, 30, 60, 60, 60, 70, 80, 90}));
    BOOST_TEST(
        (times_of(late_runs::once, 30) == times{10, 20, 30, 60, 70, 80, 90}));
    BOOST_TEST(
        (times_of(late_runs::skipped, 30) == times{10, 20, 30, 70, 80, 90}));
}

BOOST_AUTO_TEST_CASE(no_error_adds_up)
{
    simulated s;
    int runs = 0;
    std::optional<sched::Event> event;
    event = s.enter_every(0.1, late_runs::all, 1, [&] {
        if (++runs == 1'000'000)
        {
            s.cancel(*event);
        }
    });
    s.run();
    BOOST_TEST(s.policy().now() == 100'000.0);
}

BOOST_AUTO_TEST_CASE(among_others)
{
    simulated s;
    record seen;
    auto const first =
        s.enter_every(2, late_runs::all, 1, [&] { seen.push_back(2); });
    auto const second =
        s.enter_every(3, late_runs::all, 0, [&] { seen.push_back(3); });
    s.enterabs(6, 1, [&] { seen.push_back(6); });
    s.enterabs(8.5, 1, [&] {
        s.cancel(first);
        s.cancel(second);
    });
    s.run();
    CHECK_RECORD(seen, 2, 3, 2, 3, 6, 2, 2);
}

// Like any event, it has left the queue when its action is called. The action
// can cancel it once. It is not lost if the action throws.
BOOST_AUTO_TEST_CASE(in_its_action)
{
    recording s;
    std::optional<sched::Event> event;
    int runs = 0;
    event = s.enter_every(10, late_runs::all, 1, [&] {
        BOOST_TEST(s.empty());
        BOOST_TEST(!s.run()); // no other event is left
        if (++runs == 1)
        {
            throw std::runtime_error("first");
        }
        s.cancel(*event);
        BOOST_CHECK_THROW(s.cancel(*event), concur::ValueError);
    });
    BOOST_TEST(event->time == 10);
    BOOST_CHECK_THROW(s.run(), std::runtime_error);
    BOOST_TEST((s.queue().front() == *event));
    BOOST_TEST(s.queue().front().time == 20);
    BOOST_TEST((s.run(false) == 10));
    s.run();
    BOOST_TEST(runs == 2);
    BOOST_TEST(s.empty());
    BOOST_CHECK_THROW(s.cancel(*event), concur::ValueError);
}

// However many threads run the scheduler. The thread that runs the event waits
// until another thread has found nothing to run.
BOOST_AUTO_TEST_CASE(not_twice_at_a_time)
{
    sched::scheduler s;
    std::optional<sched::Event> event;
    std::atomic<bool> inside{false};
    std::atomic<bool> leave{false};
    int runs = 0;
    event = s.enter_every(0.0001, late_runs::all, 1, [&] {
        EXPECT(!inside);
        inside = true;
        EXPECT(support::eventually([&] { return leave.load(); }));
        if (++runs == 1000)
        {
            s.cancel(*event);
        }
        inside = false;
    });
    support::test_thread one([&] { s.run(); });
    BOOST_TEST(support::eventually([&] { return inside.load(); }));
    BOOST_TEST(!s.run());
    leave = true;
    support::test_thread two([&] {
        while (runs_left(s, one))
        {
            s.run();
        }
    });
    one.join();
    two.join();
    BOOST_TEST(runs == 1000);
}

// The time that is compared with the clock is exactly the time that will be
// entered.
BOOST_AUTO_TEST_CASE(intervals_that_are_rounded)
{
    std::mt19937 random(3);
    std::uniform_real_distribution<> number(0, 300);
    for (int i = 0; i != 20000; ++i)
    {
        auto const begin = number(random);
        auto const interval = number(random) / 100 + 0.01;
        auto const k = 1 + int(random() % 40);
        for (auto const rule : {late_runs::once, late_runs::skipped})
        {
            recording s;
            s.policy().time = begin;
            int runs = 0;
            auto const event =
                s.enter_every(interval, rule, 1, [&] { ++runs; });
            auto const next = begin + interval * (k + 1);
            s.policy().time = next; // the k-th one is late, this one is due
            s.run(false);
            BOOST_REQUIRE(runs == (rule == late_runs::once ? 1 : 0));
            BOOST_REQUIRE(s.queue().front().time > next);
            BOOST_REQUIRE(s.queue().front().time < next + 1.5 * interval);
            s.cancel(event);

            s.policy().time = begin;
            runs = 0;
            s.enter_every(interval, rule, 1, [&] { ++runs; });
            auto const second = begin + interval * 2;
            s.policy().time = std::nextafter(second, 0);
            s.run(false);
            BOOST_REQUIRE(runs == 1); // late, and the next one is not due
            BOOST_REQUIRE(s.queue().front().time == second);
        }
    }
}

BOOST_AUTO_TEST_CASE(no_interval)
{
    simulated s;
    for (double const interval : {0.0, -1.0, double(INFINITY), 1e-30})
    {
        s.policy().delay(1);
        BOOST_CHECK_THROW(s.enter_every(interval, late_runs::all, 1, [] {}),
                          concur::ValueError);
    }
    BOOST_TEST(s.empty());
}

BOOST_AUTO_TEST_SUITE_END()
