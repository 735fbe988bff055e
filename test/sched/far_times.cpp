// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <support/typed_cases.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/chrono/system_clocks.hpp>
#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <exception>
#include <limits>
#include <optional>
#include <stop_token>
#include <tuple>
#include <utility>

using sched::late_runs;
using namespace std::chrono_literals;

// Times at the ends of their range and beyond: sums and differences stay within
// the range.

namespace {

using wide = boost::multiprecision::int128_t;

template<class Time>
using at_will = sched::scheduler<sched::simulated_policy<Time>>;

template<class Number>
constexpr Number most = std::numeric_limits<Number>::max();
template<class Number>
constexpr Number least = std::numeric_limits<Number>::lowest();

using steady = std::chrono::steady_clock::time_point;
using boost_steady = boost::chrono::steady_clock::time_point;

struct steady_times
{
    using time_type = steady;

    steady now() const
    {
        return std::chrono::steady_clock::now();
    }

    void delay(std::chrono::nanoseconds) {}

    // Many more than a duration has in nanoseconds.
    std::chrono::hours async_delay(std::chrono::nanoseconds) const
    {
        return std::chrono::hours::max();
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(far_times)

BOOST_AUTO_TEST_CASE(of_chrono)
{
    sched::scheduler<steady_times> s;
    bool ran = false;
    auto const run = [&] { ran = true; };
    s.enter(std::chrono::nanoseconds::max(), 1, run);
    s.enter(std::chrono::hours(24 * 365 * 300), 1, run);
    s.enter(std::chrono::hours::max(), 1, run);
    s.enter(std::chrono::duration<std::uint64_t>::max(), 1, run);
    s.enter_every(std::chrono::hours::max(), late_runs::all, 1, run);
    for (auto const& event : s.queue())
    {
        BOOST_TEST((event.time == steady::max()));
    }
    BOOST_TEST((*s.run(false) > 100 * 365 * 24h));
    BOOST_TEST(!ran);

    s.enter(std::chrono::hours::min(), 1, run);
    s.run(false);
    BOOST_TEST(ran);
}

TEST_CASE_FOR_TYPES(
    of_whole_numbers, Number,
    decltype(std::tuple<signed char, short, int, long, long long, unsigned char,
                        unsigned short, unsigned, unsigned long>()))
{
    for (auto const now : {Number(100), most<Number>, Number(0), least<Number>})
    {
        at_will<Number> s{sched::simulated_policy<Number>(now)};
        bool ran = false;
        auto const run = [&] { ran = true; };
        for (auto const delay :
             {std::uint64_t(most<Number>), most<std::uint64_t>})
        {
            auto const event = s.enter(delay, 1, run);
            auto const exact = wide(now) + delay;
            BOOST_TEST((event.time == std::min<wide>(most<Number>, exact)));
            s.cancel(event);
        }
        auto const event = s.enter(most<std::int64_t>, 1, run);
        if (now < event.time)
        {
            using duration = typename at_will<Number>::duration_type;
            auto const exact = wide(event.time) - now;
            BOOST_TEST(
                (*s.run(false) == std::min<wide>(most<duration>, exact)));
            BOOST_TEST(!ran);
        }
        s.cancel(event);
        BOOST_TEST((s.enter(-1, 1, run).time ==
                    std::max<wide>(least<Number>, wide(now) - 1)));
        BOOST_TEST((s.enter(least<std::int64_t>, 1, run).time <= now));
        s.run(false);
        BOOST_TEST(ran);
    }
}

BOOST_AUTO_TEST_CASE(of_boost_chrono)
{
    sched::scheduler s([] { return boost::chrono::steady_clock::now(); },
                       [](boost_steady::duration) {});
    bool ran = false;
    s.enter(boost::chrono::nanoseconds::max(), 1, [&] { ran = true; });
    s.enter(boost::chrono::hours::max(), 1, [&] { ran = true; });
    BOOST_TEST((*s.run(false) > boost::chrono::hours(24 * 365 * 100)));
    BOOST_TEST(!ran);
}

// A chrono duration with a smaller type than the delay.
BOOST_AUTO_TEST_CASE(of_small_durations)
{
    using tiny = std::chrono::duration<std::int8_t>;
    at_will<tiny> s{sched::simulated_policy<tiny>(tiny(100))};
    BOOST_TEST((s.enter(30s, 1, [] {}).time == tiny::max()));
    BOOST_TEST((s.enter(300s, 1, [] {}).time == tiny::max()));
    BOOST_TEST((s.enter(-300s, 1, [] {}).time == tiny(-28)));
    BOOST_TEST((s.enter(-30h, 1, [] {}).time == tiny(-28)));
    BOOST_TEST((s.enter(7s, 1, [] {}).time == tiny(107)));
}

// The difference between the two times is the whole range.
BOOST_AUTO_TEST_CASE(differences)
{
    at_will<int> s{sched::simulated_policy<int>(least<int>)};
    int runs = 0;
    s.enterabs(most<int>, 1, [&] { ++runs; });
    BOOST_TEST((*s.run(false) == most<int>));
    std::stop_source stop;
    stop.request_stop();
    BOOST_TEST((*s.run(stop.get_token()) == most<int>));
    s.run(); // waits in several steps
    BOOST_TEST(runs == 1);
    BOOST_TEST(s.policy().now() == most<int>);
    s.policy().delay(most<int>);
    BOOST_TEST(s.policy().now() == most<int>);
}

BOOST_AUTO_TEST_CASE(timers)
{
    boost::asio::io_context io;
    sched::scheduler<steady_times> s;
    s.enter(std::chrono::hours::max(), 1, [] {});
    s.async_run(boost::asio::bind_executor(io, [](std::exception_ptr) {}));
    BOOST_TEST(io.poll() > 0U);
    BOOST_TEST(io.poll() == 0U); // a timer waits
    BOOST_TEST(!io.stopped());

    sched::steady_policy const policy;
    for (double const seconds : {1e300, double(INFINITY), double(NAN), 1e10})
    {
        BOOST_TEST((policy.async_delay(seconds) > 100 * 365 * 24h));
    }
    BOOST_TEST((policy.async_delay(-1e300) <= 0ns));
    BOOST_TEST((policy.async_delay(0.25) == 250ms));
}

namespace {

/// A policy whose clock can be set.
template<class Time>
struct set_policy
{
    using time_type = Time;

    Time now() const
    {
        return time;
    }

    void delay(decltype(Time{} - Time{})) {}

    Time time;
};

// How often a repeating event runs if its clock is set to another time, and the
// time of its next run.
template<class Time, class Interval>
std::pair<int, std::optional<Time>>
after_a_jump(Interval interval, late_runs rule, Time begin, Time now)
{
    sched::scheduler<set_policy<Time>> s{set_policy<Time>{begin}};
    int runs = 0;
    s.enter_every(interval, rule, 1, [&] {
        if (++runs == 1000)
        {
            throw runs;
        }
    });
    s.policy().time = now;
    try
    {
        s.run(false);
    }
    catch (int)
    {
    }
    auto const queue = s.queue();
    return {runs, queue.empty() ? std::nullopt
                                : std::optional<Time>(queue.front().time)};
}

} // namespace

BOOST_AUTO_TEST_CASE(periods_beyond_counting)
{
    for (auto const& [interval, now] : {std::pair(1e-9, 1e11),
                                        {1e-20, 1.0},
                                        {5e-324, 1e300},
                                        {1e-9, 1e300},
                                        {0.1, 1e17},
                                        {1e-3, most<double>},
                                        {5e-324, 1.0},
                                        {1.0, 1e16}})
    {
        BOOST_TEST_CONTEXT(interval << ' ' << now)
        {
            auto const once =
                after_a_jump<double>(interval, late_runs::once, 0, now);
            BOOST_TEST(once.first == 1);
            auto const none =
                after_a_jump<double>(interval, late_runs::skipped, 0, now);
            BOOST_TEST(none.first == (now == most<double> ? 1 : 0));
            // The next time that the clock can have, if there is one.
            for (auto const& next : {once.second, none.second})
            {
                if (now == most<double>)
                {
                    BOOST_TEST(!next.has_value());
                }
                else
                {
                    BOOST_REQUIRE(next.has_value());
                    BOOST_TEST(*next > now);
                    BOOST_TEST(*next <=
                               std::nextafter(now, INFINITY) + interval);
                }
            }
            auto const all =
                after_a_jump<double>(interval, late_runs::all, 0, now);
            BOOST_TEST(all.first == 1000);
        }
    }
}

TEST_CASE_FOR_TYPES(periods_of_whole_numbers, Number,
                    decltype(std::tuple<signed char, int, long, unsigned>()))
{
    for (auto const begin : {least<Number>, Number(0), Number(100)})
    {
        for (auto const now :
             {most<Number>, Number(most<Number> - 1), Number(120)})
        {
            for (Number const interval : {Number(1), Number(3), Number(90)})
            {
                if (wide(begin) + interval > most<Number>)
                {
                    continue; // see above
                }
                auto const due = (wide(now) - begin) / interval;
                auto const next = begin + (due + 1) * interval;
                auto const exists = next <= most<Number>;
                for (auto const rule : {late_runs::once, late_runs::skipped})
                {
                    auto const seen =
                        after_a_jump<Number>(interval, rule, begin, now);
                    // A late run is skipped in favour of the next one.
                    auto const skips =
                        rule == late_runs::skipped && due > 1 && exists;
                    BOOST_TEST(seen.first == (due > 0 && !skips ? 1 : 0));
                    BOOST_TEST(seen.second.has_value() == (exists || due == 0));
                    if (exists)
                    {
                        BOOST_TEST((*seen.second == next));
                    }
                }
                auto const all =
                    after_a_jump<Number>(interval, late_runs::all, begin, now);
                BOOST_TEST((all.first == std::min<wide>(due, 1000)));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(periods_of_chrono)
{
    using time = std::chrono::duration<double>;
    auto const seen =
        after_a_jump<time>(time(1e-20), late_runs::skipped, time(0), time(1));
    BOOST_TEST(seen.first == 0);
    BOOST_TEST((*seen.second > time(1)));

    auto const whole = after_a_jump<std::chrono::nanoseconds>(
        1ns, late_runs::once, std::chrono::nanoseconds::min(),
        std::chrono::nanoseconds::max() - 1ns);
    BOOST_TEST(whole.first == 1);
    BOOST_TEST((*whole.second == std::chrono::nanoseconds::max()));
}

BOOST_AUTO_TEST_SUITE_END()
