// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/policy.hpp>

#include "cases.hpp"

#include <support/scripted_policy.hpp>

#include <chrono>
#include <new>
#include <optional>
#include <vector>

// A policy that is a test double: the script says what other threads do while a
// thread is parked.

using boost::test_tools::per_element;
using boost::unit_test::label;
using support::script;
using support::scripted_policy;
using support::wake;
using namespace std::chrono_literals;

namespace {

using queues = boost::mp11::mp_append<three<int, scripted_policy>,
                                      three<number, scripted_policy>>;

using limit = concur::limit;

// An act of the script: run a function, then let the parked thread continue.
script::act then(std::function<void()> const& what, wake how = wake::notified)
{
    return [=](limit const&) {
        what();
        return how;
    };
}

auto const nothing = [] {};

} // namespace

BOOST_AUTO_TEST_SUITE(scripted)

TEST_CASE_FOR_TYPES(no_call_parks_without_need, Queue, queues)
{
    script s;
    Queue q(2);
    q.put(1);
    q.put(2, 1s);
    BOOST_CHECK_THROW(q.put(3, false), cq::Full);
    BOOST_CHECK_THROW(q.put(3, 0s), cq::Full);
    q.get();
    q.get(1s);
    BOOST_CHECK_THROW(q.get(false), cq::Empty);
    BOOST_CHECK_THROW(q.get(0s), cq::Empty);
    BOOST_CHECK_THROW(q.get(std::chrono::steady_clock::now()), cq::Empty);
    q.task_done();
    q.task_done();
    BOOST_TEST(q.join());
    BOOST_TEST(s.parks == 0u);
    BOOST_TEST(s.unparks == 0u);
    BOOST_TEST(s.locked == 0u);
}

TEST_CASE_FOR_TYPES(each_waits_once, Queue, queues)
{
    std::optional<Queue> q(1);
    script s({then([&] { q->put(1); }), then([&] { q->get(); }), then([&] {
                  q->task_done();
                  q->task_done();
              })});
    BOOST_TEST(q->get() == 1);
    BOOST_TEST(s.parks == 1u);
    q->put(1);
    q->put(2);
    BOOST_TEST(s.parks == 2u);
    q->task_done();
    BOOST_TEST(q->join());
    BOOST_TEST(s.parks == 3u);
    // Only threads that wait are unparked.
    BOOST_TEST(s.unparks == 3u);
    q.reset();
    BOOST_TEST(s.unparks == 3u);
}

TEST_CASE_FOR_TYPES(a_limit_that_passes, Queue, queues)
{
    Queue* at = nullptr;
    auto const gives_up = then(nothing, wake::limit);
    script s({gives_up, gives_up, gives_up, gives_up});
    Queue q(1);
    at = &q;
    BOOST_CHECK_THROW(q.get(1h), cq::Empty);
    BOOST_CHECK_THROW(q.get_many(2, 1h), cq::Empty);
    q.put(1);
    BOOST_CHECK_THROW(q.put(2, 1h), cq::Full);
    BOOST_TEST(!q.join(1h));
    BOOST_TEST(s.parks == 4u);
    // The waiters have left the wait queue.
    BOOST_TEST(at->get() == 1);
    q.put(2);
    q.task_done();
    q.task_done();
    BOOST_TEST(s.unparks == 0u);
}

// An item that comes at the last moment is taken.
TEST_CASE_FOR_TYPES(a_limit_and_a_call, Queue, queues)
{
    Queue* q = nullptr;
    script s({then([&] { q->put(7); }, wake::limit),
              then([&] { q->get(); }, wake::limit),
              then(
                  [&] {
                      q->task_done();
                      q->task_done();
                      q->task_done();
                  },
                  wake::limit)});
    Queue here(1);
    q = &here;
    BOOST_TEST(here.get(1h) == 7);
    here.put(1);
    here.put(2, 1h);
    BOOST_TEST(here.qsize() == 1u);
    BOOST_TEST(here.join(1h));
    BOOST_TEST(s.parks == 3u);
    BOOST_TEST(s.unparks == 3u);
}

// Another thread has taken the item, and the limit has passed as well.
TEST_CASE_FOR_TYPES(a_limit_and_a_call_in_vain, Queue, queues)
{
    Queue* q = nullptr;
    script s({then(
                  [&] {
                      q->put(7);
                      q->get();
                  },
                  wake::limit),
              then(
                  [&] {
                      q->get();
                      q->put(1);
                  },
                  wake::limit)});
    Queue here(1);
    q = &here;
    BOOST_CHECK_THROW(here.get(1h), cq::Empty);
    here.put(1);
    BOOST_CHECK_THROW(here.put(2, 1h), cq::Full);
    BOOST_TEST(here.qsize() == 1u);
    BOOST_TEST(s.parks == 2u);
}

// There is one limit for the whole call: a waiter that was notified and finds
// nothing waits for the rest of the time.
BOOST_TEST_DECORATOR(*label("py:queue.queue.timeout_total_not_restarted"))
TEST_CASE_FOR_TYPES(the_limit_is_for_the_whole_call, Queue, queues)
{
    Queue* q = nullptr;
    std::vector<std::chrono::nanoseconds> left;
    auto const wait = [&](std::function<void()> const& what, wake how) {
        return [&left, what, how](limit const& until) {
            left.push_back(*until.at().left());
            auto const later = std::chrono::steady_clock::now() + 5ms;
            while (std::chrono::steady_clock::now() < later)
            {
            }
            what();
            return how;
        };
    };
    auto const pass_by = [&] {
        q->put(1);
        q->get();
    };
    auto const room_passes_by = [&] {
        q->get();
        q->put(1);
    };
    script s({wait(pass_by, wake::notified), wait(nothing, wake::limit),
              wait(room_passes_by, wake::notified),
              wait(nothing, wake::limit)});
    Queue here(1);
    q = &here;
    BOOST_CHECK_THROW(here.get(10s), cq::Empty);
    here.put(1);
    BOOST_CHECK_THROW(here.put(2, 10s), cq::Full);
    BOOST_REQUIRE(left.size() == 4u);
    BOOST_TEST((left[1] <= left[0] - 5ms));
    BOOST_TEST((left[3] <= left[2] - 5ms));
    BOOST_TEST((left[0] <= 10s));
}

// A waiter that was overtaken once has a reservation: calls that would wait
// cannot overtake it again.
TEST_CASE_FOR_TYPES(an_overtaken_waiter_has_a_reservation, Queue, queues)
{
    Queue* q = nullptr;
    script s({then([&] {
                  q->put(1);
                  q->get();
              }),
              then([&] {
                  q->put(2);
                  q->get(); // parks
              }),
              then([&] { q->put(3); }), then([&] {
                  q->get();
                  q->put(1);
              }),
              then([&] {
                  q->get();
                  q->put(9); // parks
              }),
              then([&] { q->get(); })});
    Queue here(2);
    q = &here;
    here.get();
    BOOST_TEST(s.parks == 3u);
    BOOST_TEST(here.qsize() == 0u);
    here.put(1);
    here.put(1);
    here.put(3);
    BOOST_TEST(s.parks == 6u);
    BOOST_TEST(here.qsize() == 2u);
    // Without a reservation, every call may take the item.
    here.get();
    here.put(4);
    here.get();
    BOOST_TEST(s.parks == 6u);
}

// A call that does not wait takes what is there, and finds what qsize() and
// full() return.
TEST_CASE_FOR_TYPES(calls_that_do_not_wait_ignore_reservations, Queue, queues)
{
    Queue* q = nullptr;
    std::vector<std::size_t> taken;
    auto const pass = [&] {
        q->put(2);
        q->get_nowait();
        q->put(2);
        q->get(0s);
        q->put(2);
        taken.push_back(q->drain().size());
        q->put(2);
        taken.push_back(q->get_many(2, 0s).size());
    };
    auto const fill = [&] {
        q->get();
        q->put_nowait(9);
        q->get();
        q->put(9, 0s);
    };
    script s({then(pass), then(pass), then([&] { q->put(7); }), then(fill),
              then(fill), then([&] { q->get(); })});
    Queue here(1);
    q = &here;
    BOOST_TEST(here.get() == 7);
    BOOST_TEST(taken == (std::vector<std::size_t>(4, 1)), per_element());
    here.put(1);
    here.put(3);
    BOOST_TEST(s.parks == 6u);
    BOOST_TEST(here.get_nowait() == 3);
}

// A parker that returns without an unpark().
TEST_CASE_FOR_TYPES(a_waiter_that_wakes_early_looks_again, Queue, queues)
{
    Queue* q = nullptr;
    auto const early = then(nothing, wake::early);
    script s({early, early, then([&] { q->put(1); }), early,
              then([&] { q->get(); })});
    Queue here(1);
    q = &here;
    BOOST_TEST(here.get() == 1);
    BOOST_TEST(s.parks == 3u);
    here.put(1);
    here.put(2);
    BOOST_TEST(s.parks == 5u);
    BOOST_TEST(s.unparks == 2u);
}

// A burst of items notifies threads one at a time: the second waiter is
// notified by the first one, or by the next item when the first one has given
// up.
TEST_CASE_FOR_TYPES(one_is_woken_at_a_time, Queue, queues)
{
    Queue* q = nullptr;
    script* now = nullptr;
    std::vector<int> got;
    unsigned woken = 0;
    script s({then([&] { got.push_back(number(q->get()).value); }),
              then(
                  [&] {
                      q->put(1);
                      q->put(2);
                      woken = now->unparks;
                  },
                  wake::limit)});
    now = &s;
    Queue here;
    q = &here;
    got.push_back(number(here.get()).value);
    BOOST_TEST(woken == 1u);
    std::sort(got.begin(), got.end());
    BOOST_TEST(got == std::vector({1, 2}), per_element());
    BOOST_TEST(here.empty());
}

TEST_CASE_FOR_TYPES(a_parker_that_cannot_be_made, Queue, queues)
{
    script s;
    Queue q(1);
    s.refuse_parkers = true;
    BOOST_CHECK_THROW(q.get(), std::bad_alloc);
    q.put(1);
    BOOST_CHECK_THROW(q.put(2), std::bad_alloc);
    BOOST_CHECK_THROW(q.join(), std::bad_alloc);
    BOOST_TEST(q.qsize() == 1u);
    BOOST_TEST(q.unfinished_tasks() == 1u);
    BOOST_TEST(q.get() == 1);
    q.put(2);
    BOOST_TEST(s.parkers == 0u);
}

// A park() that throws, for example because of an interruption.
TEST_CASE_FOR_TYPES(a_park_that_throws, Queue, queues)
{
    struct interrupted
    {
    };
    Queue* q = nullptr;
    auto const throws = [](limit const&) -> wake { throw interrupted(); };
    auto const changes_the_queue_and_throws = [&](limit const&) -> wake {
        if (q->full())
        {
            q->get();
        }
        else
        {
            q->put(5);
        }
        throw interrupted();
    };
    auto const done_and_throws = [&](limit const&) -> wake {
        while (q->unfinished_tasks() != 0)
        {
            q->task_done();
        }
        throw interrupted();
    };
    script s({throws, changes_the_queue_and_throws, throws,
              changes_the_queue_and_throws, throws, done_and_throws});
    Queue here(1);
    q = &here;
    BOOST_CHECK_THROW(here.get(), interrupted);
    BOOST_TEST(here.empty());
    BOOST_CHECK_THROW(here.get(), interrupted);
    BOOST_TEST(here.qsize() == 1u);
    BOOST_CHECK_THROW(here.put(1), interrupted);
    BOOST_TEST(here.get() == 5);
    here.put(6);
    BOOST_CHECK_THROW(here.put(1), interrupted);
    BOOST_TEST(here.empty());
    here.put_nowait(7);
    BOOST_CHECK_THROW(here.join(), interrupted);
    BOOST_CHECK_THROW(here.join(), interrupted);
    BOOST_TEST(here.join());
    BOOST_TEST(here.get_nowait() == 7);
}

BOOST_AUTO_TEST_SUITE_END()
