// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/line.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <vector>

// The line by itself: who is called, and when.

using concur::detail::wakeups;
using concur::queue::detail::in_line;
using concur::queue::detail::line;

namespace {

struct person final : in_line
{
    person(int n, bool keeps_turn, std::vector<int>& c)
        : in_line(keeps_turn), number(n), calls(c)
    {
    }

    void wake() noexcept override
    {
        calls.push_back(number);
    }

    int number;
    std::vector<int>& calls;
};

struct people
{
    explicit people(bool keep_turns)
    {
        for (int i = 0; i != 4; ++i)
        {
            all.emplace_back(i, keep_turns, calls);
        }
    }

    std::vector<int> call(std::size_t available)
    {
        calls.clear();
        {
            wakeups woken;
            l.call(available, woken);
        }
        return calls;
    }

    std::vector<int> calls;
    std::deque<person> all;
    line l;
};

} // namespace

BOOST_AUTO_TEST_SUITE(queue_line)

// Several were called, and one of them found something: the others stand as
// they stood, in whatever order they have come back.
BOOST_AUTO_TEST_CASE(who_was_called_in_vain_has_his_place_again)
{
    for (auto const& back : {std::vector{1, 2}, std::vector{2, 1}})
    {
        people p(true);
        for (auto& one : p.all)
        {
            p.l.join(one);
        }
        BOOST_TEST(p.call(3) == (std::vector{0, 1, 2}));
        p.l.step_out(p.all[0]);
        p.l.quit(p.all[0]);
        for (int const i : back)
        {
            p.l.step_out(p.all[i]);
            p.l.join(p.all[i]);
        }
        BOOST_TEST(p.call(1) == std::vector{1});
        BOOST_TEST(p.call(2) == std::vector{2});
        BOOST_TEST(p.call(3) == std::vector{3});
        for (auto& one : p.all)
        {
            p.l.step_out(one);
            p.l.quit(one);
        }
        BOOST_TEST(p.l.kept() == 0u);
    }
}

// Threads are called one after the other.
BOOST_AUTO_TEST_CASE(threads_call_each_other)
{
    people p(false);
    for (auto& one : p.all)
    {
        p.l.join(one);
    }
    BOOST_TEST(p.call(4) == std::vector{0});
    BOOST_TEST(p.call(4) == std::vector<int>{});
    p.l.step_out(p.all[0]);
    BOOST_TEST(p.call(4) == std::vector{1});
    // In vain: from now on the turn is kept.
    p.l.join(p.all[0]);
    BOOST_TEST(p.l.kept() == 1u);
    BOOST_TEST(!p.l.may_take(nullptr, 1));
    BOOST_TEST(p.call(2) == std::vector{0});
    for (auto& one : p.all)
    {
        p.l.step_out(one);
        p.l.quit(one);
    }
    BOOST_TEST(p.l.kept() == 0u);
}

// However often operations were late before, and none of them stepped up.
BOOST_AUTO_TEST_CASE(who_waits_is_called_in_place_of_the_late)
{
    std::vector<int> calls;
    std::deque<person> late;
    person thread(1000, false, calls);
    line l;
    auto const call_late_one = [&](wakeups& woken) {
        l.join(late.emplace_back(0, true, calls));
        l.call(late.size(), woken);
        BOOST_TEST(late.back().called());
    };
    auto const pass = [&](wakeups& woken) {
        l.end_period();
        BOOST_TEST(l.end_period());
        l.call_in_place(woken);
    };
    for (int i = 0; i != 100; ++i)
    {
        wakeups woken;
        call_late_one(woken);
        pass(woken);
    }
    wakeups woken;
    call_late_one(woken);
    l.join(thread);
    pass(woken);
    BOOST_TEST(thread.called());
}

BOOST_AUTO_TEST_SUITE_END()
