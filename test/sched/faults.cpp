// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <concur/sched/detail/event_heap.hpp>

#include <support/failing_allocation.hpp>
#include <support/hooked_executor.hpp>
#include <support/support.hpp>

#include <boost/asio/bind_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/strand.hpp>

#include <cstdint>
#include <exception>
#include <functional>
#include <limits>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace asio = boost::asio;

// Each allocation of a call fails once. The call then fails and changes
// nothing. An event is one allocation.

namespace {

struct refused
{
};

/// An action whose copies fail when the test says so.
struct failing_action
{
    failing_action() = default;
    failing_action(failing_action const&)
    {
        if (copies_left-- == 0)
        {
            throw refused();
        }
    }

    void operator()() const {}

    static inline int copies_left = -1;
};

// An executor that has no memory for some functions.
using refusing_executor = support::hooked_executor<std::function<void()>>;

} // namespace

BOOST_AUTO_TEST_SUITE(faults)

BOOST_AUTO_TEST_CASE(to_enter)
{
    simulated s;
    std::vector<sched::Event> events;
    events.reserve(100);
    for (int i = 0; i != 50; ++i)
    {
        auto const before = blocks.load();
        auto const unchanged = [&] {
            BOOST_TEST(blocks == before);
            BOOST_TEST(s.queue().size() == events.size());
        };
        BOOST_TEST(each_allocation_fails(
                       [&] {
                           events.push_back(s.enter(
                               50 - i, 1, [](std::string const&) {},
                               std::string(100, 'x')));
                       },
                       unchanged) >= 2); // the string and the event
        if (i % 10 == 0)
        {
            auto const at = blocks.load();
            BOOST_TEST(each_allocation_fails(
                           [&] {
                               s.cancel(s.enter_every(
                                   0.5, sched::late_runs::all, 1, [] {}));
                           },
                           [&] {
                               BOOST_TEST(blocks == at);
                               BOOST_TEST(s.queue().size() == events.size());
                           }) >= 1);
        }
    }
    allocations_left = 0; // these calls allocate nothing
    for (auto const& event : events)
    {
        s.cancel(event);
    }
    allocations_left = -1;
    BOOST_TEST(s.empty());
}

BOOST_AUTO_TEST_CASE(one_block_an_event)
{
    simulated s;
    int ran = 0;
    auto const fill = [&] {
        for (int i = 0; i != 1000; ++i)
        {
            s.enter(
                i, 1, [&ran](int n) { ran += n; }, 1);
        }
    };
    fill(); // the heap has grown
    s.run();
    auto const before = blocks.load();
    fill();
    BOOST_TEST(blocks == before + 1000);
    allocations_left = 0; // nor do these calls
    s.run();
    allocations_left = -1;
    BOOST_TEST(blocks == before);
    BOOST_TEST(ran == 2000);
}

// However many events there were before.
BOOST_AUTO_TEST_CASE(no_more_than_for_those_there_are)
{
    simulated s;
    auto const some = [&] {
        for (int i = 0; i != 1000; ++i)
        {
            s.enter(1, 1, [] {});
            s.cancel(s.enter(1, 1, [] {}));
            std::optional<sched::Event> itself;
            int runs = 0;
            itself = s.enter_every(1, sched::late_runs::once, 1, [&] {
                if (++runs == 2)
                {
                    s.cancel(*itself);
                    BOOST_CHECK_THROW(s.cancel(*itself), concur::ValueError);
                }
            });
            s.run();
            BOOST_TEST(runs == 2);
            BOOST_CHECK_THROW(s.cancel(*itself), concur::ValueError);
        }
    };
    some();
    auto const before = bytes.load();
    some();
    BOOST_TEST(bytes == before);
}

BOOST_AUTO_TEST_CASE(more_than_can_be)
{
    sched::detail::event_heap<double> heap;
    allocations_left = 1;
    BOOST_CHECK_THROW(heap.reserve(std::numeric_limits<std::uint32_t>::max()),
                      std::bad_alloc);
    BOOST_TEST(allocations_left == 1); // nothing was allocated
    allocations_left = -1;
    heap.reserve(10);
}

// A repeating event is entered again, whatever events were entered meanwhile.
BOOST_AUTO_TEST_CASE(to_repeat)
{
    for (int others = 0; others != 40; ++others)
    {
        simulated s;
        auto const event = s.enter_every(10, sched::late_runs::all, 1, [&] {
            for (int i = 0; i != others; ++i)
            {
                s.enter(100, 1, [] {});
            }
            allocations_left = 0;
        });
        s.policy().delay(10);
        s.run(false);
        allocations_left = -1;
        BOOST_TEST((s.queue().front() == event));
    }
}

BOOST_AUTO_TEST_CASE(for_the_queue)
{
    simulated s;
    for (int i = 0; i != 20; ++i)
    {
        s.enter(i, 1, [] {});
    }
    auto const before = blocks.load();
    BOOST_TEST(
        each_allocation_fails([&] { BOOST_TEST(s.queue().size() == 20); },
                              [&] { BOOST_TEST(blocks == before); }) == 2);
}

// Memory for the notification of a run.
BOOST_AUTO_TEST_CASE(to_wait)
{
    // If this thread is stopped for too long, there is nothing to wait for.
    BOOST_TEST(support::eventually([&] {
        sched::scheduler s;
        bool ran = false;
        s.enter(0.01, 1, [&] { ran = true; });
        auto const steps =
            each_allocation_fails([&] { s.run(); },
                                  [&] {
                                      BOOST_TEST(!ran);
                                      BOOST_TEST(s.queue().size() == 1);
                                  });
        BOOST_TEST(ran);
        return steps >= 1;
    }));
}

BOOST_AUTO_TEST_CASE(to_run_asynchronously)
{
    asio::io_context io;
    // Asio keeps memory of handlers for the next use.
    simulated warm;
    warm.async_run(asio::bind_executor(io, [](std::exception_ptr) {}));
    io.run();
    io.restart();
    for (int n = 0;; ++n)
    {
        simulated s;
        bool ran = false;
        s.enter(1, 1, [&] { ran = true; });
        bool begun = false;
        bool done = false;
        bool failed = false;
        auto const held = std::make_shared<int>(1);
        allocations_left = n;
        try
        {
            s.async_run(
                asio::bind_executor(io, [&, held](std::exception_ptr e) {
                    done = true;
                    failed = e != nullptr;
                }));
            begun = true;
        }
        catch (std::bad_alloc const&)
        {
        }
        io.restart();
        io.run();
        auto const enough = allocations_left >= 0;
        allocations_left = -1;
        BOOST_TEST(done == begun);
        BOOST_TEST(held.use_count() == 1);
        if (enough)
        {
            BOOST_TEST(ran);
            BOOST_TEST(!failed);
            BOOST_TEST(n >= 1);
            break;
        }
        if (!ran)
        {
            BOOST_TEST(s.queue().size() == 1);
            BOOST_TEST((!begun || failed));
        }
    }
}

// A strand keeps a step for which it could not start itself. It still owns the
// operation then, and destroys it with its context.
BOOST_AUTO_TEST_CASE(to_start_a_strand_for_an_asynchronous_run)
{
    simulated s;
    s.enter(1, 1, [] {});
    auto const held = std::make_shared<int>(1);
    std::function<void()> refuse = [] { throw std::bad_alloc(); };
    {
        asio::io_context io;
        auto const strand = asio::make_strand(refusing_executor{&io, &refuse});
        s.async_run(asio::bind_executor(strand, [held](std::exception_ptr) {}));
        BOOST_TEST(held.use_count() == 2);
    }
    BOOST_TEST(held.use_count() == 1);
}

// The step after a wait is tried again until there is memory for it. On a slow
// machine the event may be due in the first step; then there is no wait, and
// the operation fails.
BOOST_AUTO_TEST_CASE(to_go_on_after_a_wait)
{
    BOOST_TEST(support::eventually([] {
        int steps = 0;
        std::function<void()> refuse_some = [&steps] {
            ++steps;
            if (steps == 2 || steps == 3)
            {
                throw std::bad_alloc();
            }
        };
        asio::io_context io;
        sched::scheduler s;
        bool ran = false;
        s.enter(0.01, 1, [&] { ran = true; });
        bool done = false;
        refusing_executor const executor{&io, &refuse_some};
        s.async_run(asio::bind_executor(
            executor, [&](std::exception_ptr e) { done = e == nullptr; }));
        io.run();
        return ran && done && steps > 3;
    }));
}

BOOST_AUTO_TEST_CASE(an_action_that_cannot_be_copied)
{
    simulated s;
    failing_action const f;
    auto const before = blocks.load();
    for (int n = 0;; ++n)
    {
        failing_action::copies_left = n;
        try
        {
            s.enter(1, 1, f);
            failing_action::copies_left = -1;
            BOOST_TEST(n >= 1);
            break;
        }
        catch (refused const&)
        {
            BOOST_TEST(s.empty());
            BOOST_TEST(blocks == before);
        }
    }
    s.run();
}

BOOST_AUTO_TEST_SUITE_END()
