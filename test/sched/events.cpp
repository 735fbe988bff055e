// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <tuple>
#include <utility>

BOOST_AUTO_TEST_SUITE(events)

BOOST_AUTO_TEST_CASE(arguments,
                     *label("py:sched.args_kwargs") *
                         label("py:sched.enterabs.default_arguments"))
{
    simulated s;
    std::string seen;
    auto const action = [&](auto&&... args) {
        std::ostringstream text;
        ((text << args << ' '), ...);
        seen += text.str() + "| ";
    };
    s.enterabs(1, 1, action);
    s.enterabs(2, 1, action, 1, 2);
    s.enterabs(3, 1, action, 'a', "b");
    s.enterabs(
        4, 1, [&action, foo = 3](int a, int b) { action(a, b, foo); }, 1, 2);
    s.run();
    BOOST_TEST(seen == "| 1 2 | a b | 1 2 3 | ");
}

BOOST_AUTO_TEST_CASE(arguments_are_copied_and_may_be_moved)
{
    simulated s;
    std::string text = "before";
    std::string seen;
    int calls = 0;
    s.enter(
        1, 1, [&](std::string const& t) { seen = t; }, text);
    s.enter(
        2, 1,
        [&](std::unique_ptr<int>& p, int& n) {
            calls += *p;
            n += *p;
        },
        std::make_unique<int>(5), std::ref(calls));
    text = "after";
    s.run();
    BOOST_TEST(seen == "before");
    BOOST_TEST(calls == 10);
}

BOOST_AUTO_TEST_CASE(members_can_be_actions)
{
    struct counter
    {
        void add(int n)
        {
            value += n;
        }

        int value = 0;
    };
    simulated s;
    counter c;
    s.enter(1, 1, &counter::add, &c, 3);
    s.enter(2, 1, &counter::add, std::ref(c), 4);
    s.run();
    BOOST_TEST(c.value == 7);
}

BOOST_AUTO_TEST_CASE(fields, *label("py:sched.enterabs.returns_event") *
                                 label("py:sched.queue.event_fields"))
{
    simulated s;
    int calls = 0;
    auto const f = [&](int, std::string const&) { ++calls; };
    auto const event = s.enterabs(7.5, 3, f, 1, std::string("text"));
    for (auto const& e : {event, s.queue().front()})
    {
        BOOST_TEST(e.time == 7.5);
        BOOST_TEST(e.priority == 3);
        BOOST_TEST(e.sequence == 0U);
        BOOST_TEST((e.action.target_type() == typeid(f)));
        BOOST_TEST((*e.argument<int, std::string>() ==
                    std::tuple(1, std::string("text"))));
        BOOST_TEST((e.argument<>() == nullptr));
        BOOST_TEST((e.argument<long, std::string>() == nullptr));
        BOOST_TEST((e == event));
        auto const& [time, priority, sequence, action] = e;
        BOOST_TEST(time == 7.5);
        BOOST_TEST(priority == 3);
        BOOST_TEST(sequence == 0U);
        BOOST_TEST((action == event.action));
    }
    event.action();
    BOOST_TEST(calls == 1);
    BOOST_TEST(s.enterabs(1, 1, f, 1, std::string()).sequence == 1U);
    s.cancel(event);
}

// An action that was moved to an event of another scheduler still belongs to
// its event.
BOOST_AUTO_TEST_CASE(exchanged_actions)
{
    simulated s;
    auto a = s.enter(1, 1, [] {});
    auto b = s.enter(2, 1, [] {});
    auto const c = s.enter(3, 1, [] {});
    s.cancel(a);
    s.cancel(b);
    b.action = c.action;
    BOOST_TEST((b == c));
    s.cancel(b);
    BOOST_TEST(s.empty());
    BOOST_CHECK_THROW(s.cancel(c), concur::ValueError);

    sched::scheduler<sched::simulated_policy<int>> other;
    auto const foreign = other.enter(1, 1, [] {});
    auto const repeats = other.enter_every(1, sched::late_runs::all, 1, [] {});
    for (auto const& action : {foreign.action, repeats.action})
    {
        a.action = action;
        BOOST_CHECK_THROW(s.cancel(a), concur::ValueError);
    }
    BOOST_TEST(other.queue().size() == 2);
}

BOOST_AUTO_TEST_CASE(comparison, *label("py:sched.event.action_never_compared"))
{
    struct incomparable
    {
        void operator()(incomparable const&) const {}
        bool operator==(incomparable const&) const = delete;
        bool operator<(incomparable const&) const = delete;
    };
    simulated s;
    incomparable const f;
    auto const late = s.enterabs(2, 1, f, f);
    auto const low = s.enterabs(1, 2, f, f);
    auto const first = s.enterabs(1, 1, f, f);
    auto const second = s.enterabs(1, 1, f, f);
    BOOST_TEST((first < second));
    BOOST_TEST((second < low));
    BOOST_TEST((low < late));
    BOOST_TEST((late > first));
    BOOST_TEST((first <= first));
    BOOST_TEST((first >= first));
    BOOST_TEST(!(first < first));
    BOOST_TEST((s.queue() == std::vector{first, second, low, late}));
    s.run();
}

BOOST_AUTO_TEST_CASE(text)
{
    simulated s;
    auto const text = [](auto const& event) {
        std::ostringstream out;
        out << event;
        BOOST_TEST(out.str() == to_string(event));
        return out.str();
    };
    auto const matches = [&](auto const& event, std::string const& begin,
                             std::string const& end) {
        auto const t = text(event);
        BOOST_TEST(t.starts_with(begin));
        BOOST_TEST(t.ends_with(end));
    };
    matches(s.enterabs(5, 1, [] {}),
            "Event(time=5.0, priority=1, sequence=0, action=<",
            ">, argument=())");
    matches(s.enterabs(
                0.1, -1, [](auto...) {}, 1),
            "Event(time=0.1, priority=-1, sequence=1, action=<",
            ">, argument=(1,))");
    struct unprintable
    {
    };
    matches(s.enterabs(
                1e22, 0, [](auto...) {}, true, "it's", 2.0, unprintable()),
            "Event(time=1e+22, ",
            "argument=(True, \"it's\", 2.0, <events::text::test_method()::"
            "unprintable object>))");
    sched::scheduler<sched::simulated_policy<int>> whole;
    matches(whole.enterabs(7, 1, [] {}), "Event(time=7, ", "argument=())");
}

BOOST_AUTO_TEST_CASE(the_queue_is_a_copy,
                     *label("py:sched.queue.read_only_copy"))
{
    simulated s;
    record seen;
    s.enter(1, 1, [&] { seen.push_back(1); });
    s.enter(2, 1, [&] { seen.push_back(2); });
    auto copy = s.queue();
    copy.front().time = 10;
    copy.pop_back();
    BOOST_TEST(s.queue().size() == 2);
    BOOST_TEST(s.queue().front().time == 1);
    s.run();
    CHECK_RECORD(seen, 1, 2);
}

BOOST_AUTO_TEST_CASE(the_queue_is_sorted, *label("py:sched.queue.sorted"))
{
    simulated s;
    auto const f = [] {};
    auto const e5 = s.enterabs(0.05, 1, f);
    auto const e1 = s.enterabs(0.01, 1, f);
    auto const e2 = s.enterabs(0.02, 1, f);
    auto const e4 = s.enterabs(0.04, 1, f);
    auto const e3 = s.enterabs(0.03, 1, f);
    BOOST_TEST((s.queue() == std::vector{e1, e2, e3, e4, e5}));
}

BOOST_AUTO_TEST_CASE(emptiness, *label("py:sched.empty") *
                                    label("py:sched.empty.during_run"))
{
    simulated s;
    BOOST_TEST(s.empty());
    for (int i = 0; i != 4; ++i)
    {
        s.enterabs(i, 1, [&] { BOOST_TEST(!s.empty()); });
    }
    s.enterabs(4, 1, [&] { BOOST_TEST(s.empty()); });
    BOOST_TEST(!s.empty());
    s.run();
    BOOST_TEST(s.empty());
}

BOOST_AUTO_TEST_SUITE_END()
