// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <chrono>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stop_token>
#include <type_traits>
#include <utility>

using namespace std::chrono_literals;

namespace {

/// The time is that of the last event, in whatever unit it is counted.
template<class Time, class Delay>
void check_times(Time begin, Delay unit)
{
    sched::scheduler<sched::simulated_policy<Time>> s{
        sched::simulated_policy<Time>(begin)};
    record seen;
    s.enter(unit * 3, 1, [&] { seen.push_back(3); });
    s.enter(unit, 1, [&] { seen.push_back(1); });
    s.enterabs(begin + unit * 2, 1, [&] { seen.push_back(2); });
    auto const twice = s.enter_every(unit * 4, sched::late_runs::all, 1,
                                     [&] { seen.push_back(4); });
    s.enterabs(begin + unit * 9, 1, [&] { s.cancel(twice); });
    BOOST_TEST((s.run(false) == unit));
    s.run();
    CHECK_RECORD(seen, 1, 2, 3, 4, 4);
    BOOST_TEST((s.policy().now() == begin + unit * 9));
}

} // namespace

BOOST_AUTO_TEST_SUITE(policies)

BOOST_AUTO_TEST_CASE(times_of_all_kinds,
                     *label("py:sched.scheduler.custom_time_units"))
{
    check_times(0, 10);
    check_times(std::int64_t(1) << 60, std::int64_t(1000));
    check_times(short(1), short(2));
    check_times(1.5F, 0.5F);
    check_times(-7.0, 0.25);
    check_times(0ms, 5ms);
    check_times(std::chrono::duration<double>(1),
                std::chrono::duration<double>(2));
    check_times(std::chrono::steady_clock::time_point(), 1s);
    check_times(std::chrono::sys_seconds(1'700'000'000s), 86400s);
}

BOOST_AUTO_TEST_CASE(two_functions)
{
    int time = 100;
    std::vector<int> delays;
    sched::scheduler s([&] { return time; },
                       [&](int d) {
                           delays.push_back(d);
                           time += d;
                       });
    static_assert(std::is_same_v<decltype(s)::time_type, int>);
    record seen;
    s.enter(5, 1, [&] { seen.push_back(time); });
    s.enterabs(103, 1, [&] { seen.push_back(time); });
    BOOST_TEST((s.run(false) == 3));
    s.run();
    CHECK_RECORD(seen, 103, 105);
    BOOST_TEST((delays == std::vector{3, 0, 2, 0}));
}

BOOST_AUTO_TEST_CASE(two_functions_of_chrono)
{
    using clock = std::chrono::steady_clock;
    clock::time_point now{};
    sched::scheduler s([&] { return now; },
                       [&](clock::duration d) { now += d; });
    static_assert(std::is_same_v<decltype(s)::duration_type, clock::duration>);
    s.enter(3h, 1, [] {});
    BOOST_TEST((s.run(false) == 3h));
    s.run();
    BOOST_TEST((now.time_since_epoch() == 3h));
}

BOOST_AUTO_TEST_CASE(a_policy_with_state)
{
    recording_policy p;
    p.time = 42;
    recording s(std::move(p));
    BOOST_TEST(s.enter(1, 1, [] {}).time == 43);
    s.policy().time = 50;
    BOOST_TEST(!s.run(false));
}

BOOST_AUTO_TEST_CASE(durations_where_times_are_seconds)
{
    simulated s;
    BOOST_TEST(s.enter(1500ms, 1, [] {}).time == 1.5);
    BOOST_TEST(s.enter(2min, 1, [] {}).time == 120);
    BOOST_TEST(s.enter(3, 1, [] {}).time == 3);
    BOOST_TEST(s.enter(0.5F, 1, [] {}).time == 0.5);
    BOOST_TEST(s.enter_every(250ms, sched::late_runs::all, 1, [] {}).time ==
               0.25);
}

BOOST_AUTO_TEST_CASE(delays_that_there_are_none_of)
{
    sched::scheduler<sched::simulated_policy<int>> s;
    BOOST_TEST(s.enter(std::int64_t(1) << 33, 1, [] {}).time ==
               std::numeric_limits<int>::max());
    sched::scheduler<sched::simulated_policy<unsigned>> ticks;
    BOOST_TEST(ticks.enter(-1, 1, [] {}).time == 0U);
    ticks.run();
    BOOST_CHECK_THROW(ticks.enter_every(-1, sched::late_runs::all, 1, [] {}),
                      concur::ValueError);
    BOOST_TEST(ticks.empty());
    BOOST_TEST(ticks.enter(std::uint8_t(7), 1, [] {}).time == 7U);
    ticks.policy().delay(8U);
    std::stop_source stop;
    stop.request_stop();
    BOOST_TEST((ticks.run(stop.get_token()) == 0U));
}

BOOST_AUTO_TEST_CASE(the_clocks)
{
    auto const seconds = [](auto time) {
        return std::chrono::duration<double>(time.time_since_epoch()).count();
    };
    auto const steady = seconds(std::chrono::steady_clock::now());
    auto const system = seconds(std::chrono::system_clock::now());
    sched::scheduler s;
    sched::scheduler<sched::system_policy> t;
    BOOST_TEST(s.enter(0, 1, [] {}).time >= steady);
    auto const now = s.policy().now();
    BOOST_TEST(now <= seconds(std::chrono::steady_clock::now()));
    BOOST_TEST(std::abs(t.enter(0, 1, [] {}).time - system) < 60);

    bool ran = false;
    auto const begin = std::chrono::steady_clock::now();
    t.enter(0.01, 1, [&] { ran = true; });
    t.run();
    BOOST_TEST(ran);
    BOOST_TEST((std::chrono::steady_clock::now() - begin >= 9ms));
}

static_assert(sched::interruptible_policy<sched::steady_policy>);
static_assert(sched::interruptible_policy<sched::system_policy>);
static_assert(!sched::interruptible_policy<sched::simulated_policy<>>);
static_assert(!sched::interruptible_policy<sched::callable_policy<double>>);
static_assert(sched::async_policy<sched::steady_policy>);
static_assert(sched::async_policy<sched::simulated_policy<int>>);
static_assert(!sched::async_policy<sched::callable_policy<double>>);

BOOST_AUTO_TEST_SUITE_END()
