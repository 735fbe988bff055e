// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <algorithm>
#include <cstdint>
#include <random>
#include <tuple>
#include <utility>
#include <vector>

// Random programs, compared with a list that is sorted each time; and many
// events.

namespace {

struct model_event
{
    int time;
    int priority;
    std::uint64_t arrival;

    friend auto operator<=>(model_event const&, model_event const&) = default;
};

} // namespace

BOOST_AUTO_TEST_SUITE(model)

BOOST_AUTO_TEST_CASE(random_programs)
{
    std::mt19937 random(20260101);
    auto const below = [&](int n) { return int(random() % unsigned(n)); };
    int steps = 0;
    while (steps < 1'000'000)
    {
        sched::scheduler<sched::simulated_policy<int>> s;
        std::vector<model_event> model;
        std::vector<std::pair<model_event, sched::basic_event<int>>> handles;
        std::uint64_t arrivals = 0;
        std::vector<model_event> ran;
        // There are few different times, so that events have equal ones.
        auto const spread = 1 + below(50);
        auto const enter = [&] {
            model_event const e{s.policy().now() + below(spread) - 3,
                                below(3) - 1, arrivals++};
            model.insert(std::lower_bound(model.begin(), model.end(), e), e);
            handles.emplace_back(e, s.enterabs(e.time, e.priority, [&ran, e] {
                ran.push_back(e);
            }));
        };
        auto const take_due = [&] {
            std::vector<model_event> due;
            while (!model.empty() && model.front().time <= s.policy().now())
            {
                due.push_back(model.front());
                model.erase(model.begin());
            }
            return due;
        };
        auto const length = 1 + below(400);
        for (int i = 0; i != length; ++i, ++steps)
        {
            auto const what = below(10);
            if (what < 5 || handles.empty())
            {
                enter();
            }
            else if (what < 8)
            {
                auto const at = std::size_t(below(int(handles.size())));
                auto const [e, handle] = handles[at];
                handles.erase(handles.begin() + std::ptrdiff_t(at));
                auto const found =
                    std::lower_bound(model.begin(), model.end(), e);
                if (found != model.end() && *found == e)
                {
                    model.erase(found);
                    s.cancel(handle);
                }
                else
                {
                    BOOST_REQUIRE_THROW(s.cancel(handle), concur::ValueError);
                }
            }
            else
            {
                s.policy().delay(below(spread));
                auto const due = take_due();
                ran.clear();
                auto const left = s.run(false);
                BOOST_REQUIRE(ran == due);
                BOOST_REQUIRE(left.has_value() == !model.empty());
                if (left)
                {
                    BOOST_REQUIRE(*left ==
                                  model.front().time - s.policy().now());
                }
            }
            BOOST_REQUIRE(s.empty() == model.empty());
        }
        auto const queue = s.queue();
        BOOST_REQUIRE(queue.size() == model.size());
        for (std::size_t i = 0; i != queue.size(); ++i)
        {
            BOOST_REQUIRE((model_event{queue[i].time, queue[i].priority,
                                       queue[i].sequence} == model[i]));
        }
        ran.clear();
        s.run();
        BOOST_REQUIRE(ran == model);
    }
}

// An event at each hundredth of a second of a day, entered in random order: all
// run in exact order, each at its time.
BOOST_AUTO_TEST_CASE(a_day)
{
    constexpr int day = 24 * 60 * 60 * 100;
    std::vector<int> times(day / 10);
    for (std::size_t i = 0; i != times.size(); ++i)
    {
        times[i] = int(i) * 10;
    }
    std::shuffle(times.begin(), times.end(), std::mt19937(1));
    sched::scheduler<sched::simulated_policy<int>> s;
    int next = 0;
    int wrong = 0;
    for (int const time : times)
    {
        s.enterabs(time, 1, [&, time] {
            wrong += time != next || s.policy().now() != time;
            next += 10;
        });
    }
    BOOST_TEST(s.queue().size() == times.size());
    s.run();
    BOOST_TEST(wrong == 0);
    BOOST_TEST(next == day);
    BOOST_TEST(s.empty());
}

BOOST_AUTO_TEST_CASE(a_million_at_once)
{
    simulated s;
    std::mt19937 random(2);
    std::vector<sched::Event> events;
    events.reserve(1'000'000);
    std::size_t ran = 0;
    for (int i = 0; i != 1'000'000; ++i)
    {
        events.push_back(s.enterabs(double(random()), 1, [&] { ++ran; }));
    }
    std::shuffle(events.begin(), events.end(), random);
    for (std::size_t i = 0; i != 500'000; ++i)
    {
        s.cancel(events[i]);
    }
    BOOST_TEST(s.queue().size() == 500'000U);
    s.run();
    BOOST_TEST(ran == 500'000U);
}

BOOST_AUTO_TEST_SUITE_END()
