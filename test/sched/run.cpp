// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <stdexcept>
#include <stop_token>
#include <string>

BOOST_AUTO_TEST_SUITE(run)

BOOST_AUTO_TEST_CASE(nothing_is_due,
                     *label("py:sched.run.nonblocking_nothing_due") *
                         label("py:sched.run.nonblocking_returns_delay"))
{
    recording s;
    s.policy().time = 100;
    record seen;
    for (int const i : {10, 9, 8, 7, 6})
    {
        s.enter(i, 1, [&, i] { seen.push_back(i); });
    }
    BOOST_TEST((s.run(false) == 6));
    BOOST_TEST((s.run(sched::blocking = false) == 6));
    BOOST_TEST(seen.empty());
    BOOST_TEST(s.policy().delays.empty());
    BOOST_TEST(s.queue().size() == 5);
}

BOOST_AUTO_TEST_CASE(some_are_due,
                     *label("py:sched.run.nonblocking_runs_due") *
                         label("py:sched.run.nonblocking_never_waits") *
                         label("py:sched.scheduler.delay_zero_after_event"))
{
    recording s;
    s.policy().time = 100;
    std::string seen;
    auto const note = [&](std::string n) { seen += n + ' '; };
    s.enter(0, 1, note, std::string("0"));
    s.enter(-3, 1, note, std::string("-3"));
    s.enter(0, 1, note, std::string("0b"));
    s.enter(5, 1, note, std::string("5"));
    BOOST_TEST((s.run(false) == 5));
    BOOST_TEST(seen == "-3 0 0b ");
    BOOST_TEST((s.policy().delays == std::vector<double>{0, 0, 0}));

    s.policy().delays.clear();
    BOOST_TEST(!s.run(true));
    BOOST_TEST((s.policy().delays == std::vector<double>{5, 0}));
}

BOOST_AUTO_TEST_CASE(none_are_left,
                     *label("py:sched.run.returns_none_when_blocking"))
{
    recording s;
    BOOST_TEST(!s.run());
    BOOST_TEST(!s.run(false));
    BOOST_TEST(s.policy().clock_reads == 0);
    BOOST_TEST(s.policy().delays.empty());
    s.enter(1, 1, [] {});
    BOOST_TEST(!s.run());
    s.enter(0, 1, [] {});
    BOOST_TEST(!s.run(false));
}

BOOST_AUTO_TEST_CASE(waiting, *label("py:sched.run.waits_via_delayfunc") *
                                  label("py:sched.run.due_when_equal"))
{
    recording s;
    record seen;
    s.enterabs(0, 1, [&] { seen.push_back(0); });
    s.enterabs(5, 1, [&] { seen.push_back(5); });
    s.enterabs(7, 1, [&] { seen.push_back(7); });
    s.run();
    CHECK_RECORD(seen, 0, 5, 7);
    BOOST_TEST((s.policy().delays == std::vector<double>{0, 5, 0, 2, 0}));
    BOOST_TEST(s.policy().clock_reads == 5);
}

BOOST_AUTO_TEST_CASE(a_delay_that_is_too_short,
                     *label("py:sched.run.premature_delay_return"))
{
    recording s;
    auto& policy = s.policy();
    policy.on_delay = [&](double d) { policy.time += d > 1 ? d / 2 : d; };
    s.enterabs(8, 1, [] {});
    s.run();
    BOOST_TEST((policy.delays == std::vector<double>{8, 4, 2, 1, 0}));
}

BOOST_AUTO_TEST_CASE(an_action_throws, *label("py:sched.run.action_exception"))
{
    recording s;
    record seen;
    s.enterabs(1, 1, [&] { seen.push_back(1); });
    s.enterabs(2, 1, [] { throw std::runtime_error("second"); });
    s.enterabs(3, 1, [&] { seen.push_back(3); });
    BOOST_CHECK_EXCEPTION(s.run(), std::runtime_error, [](auto const& e) {
        return e.what() == std::string("second");
    });
    CHECK_RECORD(seen, 1);
    BOOST_TEST((s.policy().delays == std::vector<double>{1, 0, 1}));
    BOOST_TEST(s.queue().size() == 1);
    s.run();
    CHECK_RECORD(seen, 1, 3);
}

BOOST_AUTO_TEST_CASE(a_delay_throws, *label("py:sched.run.delayfunc_exception"))
{
    recording s;
    auto& policy = s.policy();
    record seen;
    s.enterabs(5, 1, [&] { seen.push_back(5); });
    s.enterabs(6, 1, [&] { seen.push_back(6); });
    policy.on_delay = [](double) { throw std::runtime_error("delay"); };
    BOOST_CHECK_THROW(s.run(), std::runtime_error);
    BOOST_TEST(s.queue().size() == 2);
    BOOST_TEST(seen.empty());

    policy.time = 5;
    BOOST_CHECK_THROW(s.run(), std::runtime_error); // after the event
    CHECK_RECORD(seen, 5);
    BOOST_TEST(s.queue().size() == 1);
    policy.on_delay = nullptr;
    s.run();
    CHECK_RECORD(seen, 5, 6);
}

// Every function of a user throws once, at each point of a run: events that
// have run are gone, and the others remain.
BOOST_AUTO_TEST_CASE(everything_throws_once)
{
    for (int point = 0;; ++point)
    {
        recording s;
        int left = point;
        bool thrown = false;
        auto const step = [&] {
            if (left-- == 0)
            {
                thrown = true;
                throw std::runtime_error("step");
            }
        };
        record seen;
        for (int i = 0; i != 5; ++i)
        {
            s.enterabs(i * 10, 1, [&, i] {
                seen.push_back(i);
                step();
            });
        }
        s.policy().on_delay = [&](double d) {
            step();
            s.policy().time += d;
        };
        try
        {
            s.run();
        }
        catch (std::runtime_error const&)
        {
        }
        BOOST_TEST(s.queue().size() + seen.size() == 5);
        s.run();
        CHECK_RECORD(seen, 0, 1, 2, 3, 4);
        if (!thrown)
        {
            BOOST_TEST(point == 14); // 5 actions, 5 delays of 0 and 4 waits
            break;
        }
    }
}

BOOST_AUTO_TEST_CASE(too_late,
                     *label("py:sched.run.falls_behind_without_dropping"))
{
    recording s;
    record seen;
    std::vector<double> times;
    for (int i = 1; i != 6; ++i)
    {
        s.enterabs(i, 1, [&, i] {
            seen.push_back(i);
            times.push_back(s.policy().time);
            s.policy().time += 2.5;
        });
    }
    s.run();
    CHECK_RECORD(seen, 1, 2, 3, 4, 5);
    BOOST_TEST((times == std::vector<double>{1, 3.5, 6, 8.5, 11}));
}

BOOST_AUTO_TEST_CASE(one_run_within_another, *label("py:sched.run.nested"))
{
    simulated s;
    std::string seen;
    s.enterabs(1, 1, [&] {
        seen += "a ";
        BOOST_TEST(!s.run());
        seen += "end-of-a ";
    });
    s.enterabs(2, 1, [&] { seen += "b "; });
    s.run();
    BOOST_TEST(seen == "a b end-of-a ");
}

// The clock and the delay may use the scheduler, too.
BOOST_AUTO_TEST_CASE(a_policy_that_uses_the_scheduler)
{
    double time = 0;
    sched::scheduler<sched::callable_policy<double>>* self = nullptr;
    sched::scheduler s(
        [&] {
            BOOST_TEST(self->queue().size() <= 2);
            return time;
        },
        [&](double d) {
            time += d;
            if (d > 0 && time < 20)
            {
                self->enterabs(30, 1, [] {});
            }
        });
    self = &s;
    s.enterabs(10, 1, [] {});
    s.run();
    BOOST_TEST(time == 30);
}

BOOST_AUTO_TEST_CASE(until_a_stop)
{
    recording s;
    record seen;
    std::stop_source stop;
    s.enterabs(1, 1, [&] { seen.push_back(1); });
    s.enterabs(2, 1, [&] {
        seen.push_back(2);
        stop.request_stop();
    });
    s.enterabs(5, 1, [&] { seen.push_back(5); });
    BOOST_TEST((s.run(stop.get_token()) == 3));
    CHECK_RECORD(seen, 1, 2);
    BOOST_TEST((s.run(stop.get_token()) == 3));
    BOOST_TEST(!s.run(std::stop_token()));
    CHECK_RECORD(seen, 1, 2, 5);
    BOOST_TEST(!s.run(stop.get_token()));
}

BOOST_AUTO_TEST_SUITE_END()
