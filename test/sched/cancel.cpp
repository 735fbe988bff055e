// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <memory>
#include <optional>
#include <utility>

using concur::ValueError;

BOOST_AUTO_TEST_SUITE(cancel)

BOOST_AUTO_TEST_CASE(the_first_and_the_last, *label("py:sched.cancel.removes"))
{
    simulated s;
    record seen;
    std::vector<sched::Event> events;
    for (int i = 1; i != 6; ++i)
    {
        events.push_back(
            s.enterabs(i * 0.01, 1, [&, i] { seen.push_back(i); }));
    }
    s.cancel(events.front());
    s.cancel(events.back());
    s.run();
    CHECK_RECORD(seen, 2, 3, 4);
}

BOOST_AUTO_TEST_CASE(one_of_equals,
                     *label("py:sched.cancel.exact_event_among_equals") *
                         label("py:sched.event.identity"))
{
    simulated s;
    std::string seen;
    auto const note = [&](char c) { seen += c; };
    auto const a = s.enterabs(1, 1, note, 'a');
    auto const b = s.enterabs(1, 1, note, 'a');
    auto const c = s.enterabs(1, 1, note, 'c');
    BOOST_TEST((a != b));
    BOOST_TEST((a == sched::Event(a)));
    s.cancel(b);
    BOOST_TEST((s.queue() == std::vector{a, c}));
    s.run();
    BOOST_TEST(seen == "ac");
}

BOOST_AUTO_TEST_CASE(events_that_are_not_in_the_queue,
                     *label("py:sched.cancel.unknown_event") *
                         label("py:sched.cancel.twice"))
{
    simulated s;
    simulated other;
    record seen;
    auto const one = s.enter(1, 1, [&] { seen.push_back(1); });
    auto const two = s.enter(2, 1, [&] { seen.push_back(2); });
    auto const three = s.enter(3, 1, [&] { seen.push_back(3); });
    auto const foreign = other.enter(1, 1, [] {});

    s.cancel(two);
    BOOST_CHECK_THROW(s.cancel(two), ValueError);
    BOOST_CHECK_THROW(s.cancel(foreign), ValueError);
    BOOST_TEST(s.queue().size() == 2);
    BOOST_TEST(!other.empty());
    s.run();
    CHECK_RECORD(seen, 1, 3);
    BOOST_CHECK_THROW(s.cancel(one), ValueError);
    BOOST_CHECK_THROW(s.cancel(three), ValueError);

    auto moved = s.enter(1, 1, [] {});
    auto const to = std::move(moved);
    BOOST_CHECK_THROW(s.cancel(moved), ValueError);
    s.cancel(to);
}

// A handle of an event that is gone stays invalid, even if another event has
// got its slot.
BOOST_AUTO_TEST_CASE(events_whose_slot_is_used_again)
{
    simulated s;
    auto const cancelled = s.enter(1, 1, [] {});
    s.cancel(cancelled);
    auto const done = s.enter(1, 1, [] {});
    BOOST_CHECK_THROW(s.cancel(cancelled), ValueError);
    s.run();
    auto const ended = s.enter_every(1, sched::late_runs::all, 1, [] {});
    s.cancel(ended);
    int runs = 0;
    auto const repeated =
        s.enter_every(1, sched::late_runs::all, 1, [&] { ++runs; });
    s.policy().delay(1);
    s.run(false);
    BOOST_TEST(runs == 1);
    s.cancel(repeated);
    auto const there = s.enter(1, 1, [] {});
    for (auto const& gone : {cancelled, done, ended, repeated})
    {
        BOOST_CHECK_THROW(s.cancel(gone), ValueError);
    }
    BOOST_TEST(s.queue().size() == 1);
    s.cancel(there);
    BOOST_TEST(s.empty());
}

// The same, even if another scheduler is at the address of the old one.
BOOST_AUTO_TEST_CASE(events_of_a_destroyed_scheduler)
{
    std::optional<simulated> s(std::in_place);
    auto const event = s->enter(1, 1, [] {});
    s.reset();
    s.emplace();
    s->enter(1, 1, [] {});
    BOOST_CHECK_THROW(s->cancel(event), ValueError);
    BOOST_TEST(s->queue().size() == 1);
    event.action(); // the action can still be called
}

BOOST_AUTO_TEST_CASE(in_an_action, *label("py:sched.cancel.from_action"))
{
    simulated s;
    std::string seen;
    auto const note = [&](std::string n) { seen += n + ' '; };
    std::optional<sched::Event> b;
    s.enterabs(1, 1, [&] {
        note("a");
        s.enterabs(1, 0, note, std::string("nested"));
        s.cancel(*b);
    });
    b = s.enterabs(2, 1, note, std::string("b"));
    s.enterabs(3, 1, note, std::string("c"));
    s.run();
    BOOST_TEST(seen == "a nested c ");
}

// The objects of an event are destroyed when it is cancelled and no handle is
// left. Their destructors may use the scheduler.
BOOST_AUTO_TEST_CASE(the_objects_of_an_event_are_destroyed)
{
    simulated s;
    auto const held = std::make_shared<int>(1);
    struct last_words
    {
        ~last_words()
        {
            if (held)
            {
                s->enter(1, 1, [] {});
            }
        }

        simulated* s;
        std::shared_ptr<int> held;
    };
    std::optional event(s.enter(
        1, 1, [h = std::shared_ptr<last_words>(new last_words{&s, held})] {}));
    BOOST_TEST(held.use_count() == 2);
    s.cancel(*event);
    BOOST_TEST(held.use_count() == 2);
    event.reset();
    BOOST_TEST(held.use_count() == 1);
    BOOST_TEST(s.queue().size() == 1);
    s.run();
}

// The last events are destroyed with the scheduler. Their destructors may
// cancel others.
BOOST_AUTO_TEST_CASE(the_end_of_a_scheduler)
{
    struct guard
    {
        ~guard()
        {
            if (other && !cancelled)
            {
                try
                {
                    s->cancel(*other);
                }
                catch (ValueError const&)
                {
                }
            }
        }

        simulated* s;
        std::optional<sched::Event> other;
        bool cancelled = false;
    };
    auto const held = std::make_shared<int>(1);
    {
        simulated s;
        std::optional<sched::Event> last;
        for (int i = 0; i != 50; ++i)
        {
            last = s.enter(
                i * 7 % 50, 1,
                [held, g = std::shared_ptr<guard>(new guard{&s, last})] {});
        }
    }
    BOOST_TEST(held.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
