// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <map>
#include <string>

using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(order)

BOOST_AUTO_TEST_CASE(delays_on_a_real_clock,
                     *label("py:sched.enter.runs_in_time_order") *
                         label("py:sched.scheduler.default_functions"))
{
    sched::scheduler s;
    record seen;
    auto const begin = std::chrono::steady_clock::now();
    // This thread may stop for longer than a delay.
    std::map<double, int> times;
    for (int const hundredths : {5, 4, 3, 2, 1})
    {
        auto const delay = hundredths * 0.01;
        auto const earliest = s.policy().now() + delay;
        auto const e =
            s.enter(delay, 1, [&, hundredths] { seen.push_back(hundredths); });
        BOOST_TEST(e.time >= earliest);
        BOOST_TEST(e.time <= s.policy().now() + delay);
        times[e.time] = hundredths;
    }
    BOOST_TEST(!s.run());
    record expected;
    for (auto const& [time, hundredths] : times)
    {
        expected.push_back(hundredths);
    }
    BOOST_TEST(seen == expected);
    auto const elapsed = std::chrono::steady_clock::now() - begin;
    BOOST_TEST((elapsed >= 50ms));
}

BOOST_AUTO_TEST_CASE(absolute_times,
                     *label("py:sched.enterabs.runs_in_time_order") *
                         label("py:sched.enterabs.past_time"))
{
    sched::scheduler s;
    record seen;
    for (int const hundredths : {5, 4, 3, 2, 1})
    {
        s.enterabs(hundredths * 0.01, 1,
                   [&, hundredths] { seen.push_back(hundredths); });
    }
    s.run();
    CHECK_RECORD(seen, 1, 2, 3, 4, 5);
}

BOOST_AUTO_TEST_CASE(priorities, *label("py:sched.priority.order"))
{
    for (record const& priorities :
         {record{5, 4, 3, 2, 1}, record{2, 5, 3, 1, 4}, record{1, 2, 3, 2, 1}})
    {
        simulated s;
        record seen;
        for (int const priority : priorities)
        {
            s.enterabs(0.01, priority,
                       [&, priority] { seen.push_back(priority); });
        }
        s.run();
        auto expected = priorities;
        std::sort(expected.begin(), expected.end());
        BOOST_TEST(seen == expected);
        BOOST_TEST(s.empty());
    }
}

BOOST_AUTO_TEST_CASE(
    negative_priorities,
    *label("py:sched.enterabs.equal_time_lower_priority_first"))
{
    simulated s;
    record seen;
    for (int const priority : {0, 7, -1, std::numeric_limits<int>::max(), -5,
                               std::numeric_limits<int>::min(), 3})
    {
        s.enterabs(1, priority, [&, priority] { seen.push_back(priority); });
    }
    s.run();
    CHECK_RECORD(seen, std::numeric_limits<int>::min(), -5, -1, 0, 3, 7,
                 std::numeric_limits<int>::max());
}

BOOST_AUTO_TEST_CASE(arrival,
                     *label("py:sched.enterabs.equal_time_and_priority_fifo") *
                         label("py:sched.queue.order_equals_run_order"))
{
    simulated s;
    record seen;
    for (int i = 0; i != 8; ++i)
    {
        s.enterabs(
            1, 1, [&](int n) { seen.push_back(n); }, i);
    }
    int expected = 0;
    for (auto const& event : s.queue())
    {
        BOOST_TEST(std::get<0>(*event.argument<int>()) == expected++);
    }
    s.run();
    CHECK_RECORD(seen, 0, 1, 2, 3, 4, 5, 6, 7);
}

BOOST_AUTO_TEST_CASE(from_now,
                     *label("py:sched.enter.relative_to_now") *
                         label("py:sched.enter.same_semantics_as_enterabs"))
{
    recording s;
    s.policy().time = 100;
    record seen;
    auto const note = [&](int n) { seen.push_back(n); };
    auto const later = s.enter(5, 1, note, 5);
    auto const now = s.enter(0, 1, note, 0);
    auto const past = s.enter(-3, 1, note, -3);
    BOOST_TEST(later.time == 105);
    BOOST_TEST(now.time == 100);
    BOOST_TEST(past.time == 97);
    BOOST_TEST(s.policy().clock_reads == 3);

    auto const same = s.enterabs(105, 1, note, 6);
    BOOST_TEST(same.time == later.time);
    BOOST_TEST(same.priority == later.priority);
    BOOST_TEST((*same.argument<int>() > *later.argument<int>()));
    s.run();
    CHECK_RECORD(seen, -3, 0, 5, 6);
}

BOOST_AUTO_TEST_CASE(the_example_of_the_documentation,
                     *label("py:sched.doc_example_order"))
{
    std::string seen;
    auto const enter = [&](auto& s) {
        auto const note = [&](std::string a = "default") { seen += a + ' '; };
        s.enter(10, 1, note);
        s.enter(5, 2, note, std::string("positional"));
        s.enter(5, 1, [note] { note("keyword"); });
    };
    simulated frozen;
    enter(frozen);
    frozen.run();
    BOOST_TEST(seen == "keyword positional default ");

    seen.clear();
    recording running;
    running.policy().time = 0;
    auto const tick = [&](auto delay, int priority, std::string text) {
        running.policy().time += 0.001;
        running.enter(delay, priority, [&, text] { seen += text + ' '; });
    };
    tick(10, 1, "default");
    tick(5, 2, "positional");
    tick(5, 1, "keyword");
    running.run();
    BOOST_TEST(seen == "positional keyword default ");
}

BOOST_AUTO_TEST_CASE(times_that_are_no_numbers)
{
    simulated s;
    auto const nan = std::nan("");
    BOOST_CHECK_THROW(s.enterabs(nan, 1, [] {}), concur::ValueError);
    BOOST_CHECK_THROW(s.enter(nan, 1, [] {}), concur::ValueError);
    BOOST_CHECK_THROW(s.enter_every(nan, sched::late_runs::all, 1, [] {}),
                      concur::ValueError);
    BOOST_TEST(s.empty());

    auto const never = s.enterabs(INFINITY, 1, [] {});
    s.enterabs(-INFINITY, 1, [] {});
    BOOST_TEST((s.run(false) == INFINITY));
    s.cancel(never);
    BOOST_TEST(!s.run());
}

BOOST_AUTO_TEST_SUITE_END()
