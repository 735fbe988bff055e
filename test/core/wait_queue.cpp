// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/wait_queue.hpp>

#include <boost/test/unit_test.hpp>

#include <deque>
#include <vector>

// The wait queue by itself: which waiters are notified, and when.

using concur::detail::queued_waiter;
using concur::detail::wait_queue;
using concur::detail::wakeups;

namespace {

struct test_waiter final : queued_waiter
{
    test_waiter(int n, bool operation, std::vector<int>& w)
        : queued_waiter(operation), number(n), woken(w)
    {
    }

    void wake() noexcept override
    {
        woken.push_back(number);
    }

    int number;
    std::vector<int>& woken;
};

/// Four waiters, numbered from 0.
struct four_waiters
{
    explicit four_waiters(bool operations)
    {
        for (int i = 0; i != 4; ++i)
        {
            all.emplace_back(i, operations, woken);
        }
    }

    /// The numbers of those that are notified.
    std::vector<int> notify(std::size_t available)
    {
        woken.clear();
        {
            wakeups wakes;
            q.notify(available, wakes);
        }
        return woken;
    }

    std::vector<int> woken;
    std::deque<test_waiter> all;
    wait_queue q;
};

} // namespace

BOOST_AUTO_TEST_SUITE(wait_queue_)

// One of those that were notified has found something. The others are queued at
// their old places, in whatever order they make their attempts.
BOOST_AUTO_TEST_CASE(a_requeued_waiter_has_its_old_place)
{
    for (auto const& back : {std::vector{1, 2}, std::vector{2, 1}})
    {
        four_waiters w(true);
        for (auto& one : w.all)
        {
            w.q.add(one);
        }
        BOOST_TEST(w.notify(3) == (std::vector{0, 1, 2}));
        w.q.begin_attempt(w.all[0]);
        w.q.release(w.all[0]);
        for (int const i : back)
        {
            w.q.begin_attempt(w.all[i]);
            w.q.add(w.all[i]);
        }
        BOOST_TEST(w.notify(1) == std::vector{1});
        BOOST_TEST(w.notify(2) == std::vector{2});
        BOOST_TEST(w.notify(3) == std::vector{3});
        for (auto& one : w.all)
        {
            w.q.begin_attempt(one);
            w.q.release(one);
        }
        BOOST_TEST(w.q.reserved() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(threads_are_notified_one_at_a_time)
{
    four_waiters w(false);
    for (auto& one : w.all)
    {
        w.q.add(one);
    }
    BOOST_TEST(w.notify(4) == std::vector{0});
    BOOST_TEST(w.notify(4) == std::vector<int>{});
    w.q.begin_attempt(w.all[0]);
    BOOST_TEST(w.notify(4) == std::vector{1});
    // The attempt has failed: from now on there is a reservation.
    w.q.add(w.all[0]);
    BOOST_TEST(w.q.reserved() == 1u);
    BOOST_TEST(!w.q.may_take(nullptr, 1));
    BOOST_TEST(w.notify(2) == std::vector{0});
    for (auto& one : w.all)
    {
        w.q.begin_attempt(one);
        w.q.release(one);
    }
    BOOST_TEST(w.q.reserved() == 0u);
}

// The number of replacements doubles; it must not overflow.
BOOST_AUTO_TEST_CASE(a_waiter_replaces_late_operations_however_many_there_were)
{
    std::vector<int> woken;
    std::deque<test_waiter> late;
    test_waiter thread(1000, false, woken);
    wait_queue q;
    auto const notify_late_operation = [&](wakeups& wakes) {
        q.add(late.emplace_back(0, true, woken));
        q.notify(late.size(), wakes);
        BOOST_TEST(late.back().notified());
    };
    auto const pass = [&](wakeups& wakes) {
        q.end_period();
        BOOST_TEST(q.end_period());
        q.notify_replacements(wakes);
    };
    for (int i = 0; i != 100; ++i)
    {
        wakeups wakes;
        notify_late_operation(wakes);
        pass(wakes);
    }
    wakeups wakes;
    notify_late_operation(wakes);
    q.add(thread);
    pass(wakes);
    BOOST_TEST(thread.notified());
}

// So that many operations of executors that do not run are passed soon.
BOOST_AUTO_TEST_CASE(the_number_of_replacements_doubles_until_an_attempt)
{
    std::vector<int> woken;
    std::deque<test_waiter> all;
    wait_queue q;
    for (int i = 0; i != 40; ++i)
    {
        q.add(all.emplace_back(i, true, woken));
    }
    auto const replacements = [&] {
        woken.clear();
        wakeups wakes;
        q.notify_replacements(wakes);
        wakes.flush();
        return woken.size();
    };
    {
        wakeups wakes;
        q.notify(1, wakes);
    }
    for (std::size_t expected : {1, 2, 4, 8})
    {
        BOOST_TEST(replacements() == expected);
    }
    q.begin_attempt(all[15]);
    q.add(all[15]);
    BOOST_TEST(replacements() == 1u);
    BOOST_TEST(replacements() == 2u);
}

BOOST_AUTO_TEST_SUITE_END()
