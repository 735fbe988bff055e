// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "cases.hpp"

#include <boost/config.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <malloc.h>
#include <new>
#include <optional>
#include <random>
#include <vector>

// The memory that a scheduler keeps when it has few events left.

namespace {

std::atomic<std::size_t> bytes{0};

constexpr std::size_t least = 128 << 10;

} // namespace

void* operator new(std::size_t size)
{
    auto* const p = std::malloc(size);
    if (p == nullptr)
    {
        throw std::bad_alloc();
    }
    bytes += ::malloc_usable_size(p);
    return p;
}

void operator delete(void* p) noexcept
{
    bytes -= ::malloc_usable_size(p);
    std::free(p);
}

// clang hides this form, which it does not call, but libraries do.
BOOST_SYMBOL_EXPORT void operator delete(void* p, std::size_t) noexcept
{
    operator delete(p);
}

BOOST_AUTO_TEST_SUITE(kept_memory)

BOOST_AUTO_TEST_CASE(after_all_have_run)
{
    simulated s;
    auto const before = bytes.load();
    for (int i = 0; i != 300'000; ++i)
    {
        s.enterabs(i, 1, [] {});
    }
    BOOST_TEST(bytes - before > 100 * least);
    s.run();
    BOOST_TEST(bytes - before < least);
}

BOOST_AUTO_TEST_CASE(in_proportion)
{
    simulated s;
    auto const before = bytes.load();
    int left = 300'000;
    for (int i = 0; i != 300'000; ++i)
    {
        s.enterabs(i, 1, [&] {
            --left;
            if (left % 1000 == 0)
            {
                // The memory of an event, and its share of the tables.
                BOOST_REQUIRE(bytes - before <=
                              least + 900 * std::size_t(left));
            }
        });
    }
    s.run();
    BOOST_TEST(left == 0);
}

// Events that are left are found, though their slots have changed. Events that
// are gone are not found, and their slots are used again.
BOOST_AUTO_TEST_CASE(events_are_found_after_it)
{
    std::mt19937 random(5);
    simulated s;
    std::vector<sched::Event> events;
    auto const repeats = s.enter_every(1e6, sched::late_runs::all, 1, [] {});
    for (int round = 0; round != 3; ++round)
    {
        for (int i = 0; i != 100'000; ++i)
        {
            events.push_back(s.enterabs(1e7 + random() % 1000, 1, [] {}));
        }
        std::shuffle(events.begin(), events.end(), random);
        std::vector<sched::Event> const gone(events.begin() + 500,
                                             events.end());
        events.resize(500, events.front());
        for (auto const& event : gone)
        {
            s.cancel(event);
        }
        BOOST_TEST(s.queue().size() == events.size() + 1);
        for (auto const& event : gone)
        {
            BOOST_REQUIRE_THROW(s.cancel(event), concur::ValueError);
        }
    }
    for (auto const& event : events)
    {
        s.cancel(event);
        BOOST_REQUIRE_THROW(s.cancel(event), concur::ValueError);
    }
    BOOST_TEST(s.queue().size() == 1U);
    s.cancel(repeats);
    BOOST_TEST(s.empty());
}

// A repeating event that runs meanwhile has room to be entered again.
BOOST_AUTO_TEST_CASE(while_one_runs)
{
    simulated s;
    std::vector<sched::Event> events;
    int runs = 0;
    std::optional<sched::Event> repeats;
    repeats = s.enter_every(1, sched::late_runs::all, 0, [&] {
        if (++runs == 2)
        {
            s.cancel(*repeats);
        }
        for (auto const& event : events)
        {
            s.cancel(event);
        }
        events.clear();
    });
    for (int i = 0; i != 100'000; ++i)
    {
        events.push_back(s.enterabs(10, 1, [] {}));
    }
    s.run();
    BOOST_TEST(runs == 2);
    BOOST_TEST(s.empty());
}

BOOST_AUTO_TEST_SUITE_END()
