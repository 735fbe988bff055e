// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/start_new_thread.hpp>

#include <concur/thread/lock.hpp>
#include <concur/thread/unraisablehook.hpp>

#include "threads.hpp"

#include <support/failing_allocation.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>

// Each allocation of a start fails once: the start throws std::bad_alloc and
// leaves nothing behind.

namespace thread = concur::thread;
using namespace support;

BOOST_FIXTURE_TEST_SUITE(allocation, leaves_no_thread)

BOOST_AUTO_TEST_CASE(a_start_without_memory_starts_nothing)
{
    auto const captured = std::make_shared<int>(0);
    std::atomic<int> ran{0};
    std::string const name(100, 'n');
    std::function<void()> const starts[] = {
        [&] { thread::start_new_thread([&, captured] { ++ran; }); },
        [&] {
            thread::start_new_thread(
                thread::options{.name = name, .stack_size = 1 << 20},
                [&, captured](std::string const&) { ++ran; }, name);
        },
        [&] { thread::start_joinable_thread([&, captured] { ++ran; }).join(); },
    };
    for (auto const& start : starts)
    {
        ran = 0;
        auto const allocations = with_failing_allocations(start);
        BOOST_TEST(allocations >= 3);
        BOOST_TEST(allocations < 100);
        BOOST_TEST_MESSAGE(allocations << ' ' << ran << ' ' << thread::count());
        BOOST_TEST(
            eventually([&] { return ran == 1 && thread::count() == 0; }));
        BOOST_TEST(eventually([&] { return captured.use_count() == 1; }));
    }
}

BOOST_AUTO_TEST_CASE(a_failure_is_reported_without_memory)
{
    std::atomic<int> heard{0};
    thread::set_unraisablehook([&](auto const&) {
        allocations_left = -1;
        ++heard;
    });
    for (long left = 0; left != 10; ++left)
    {
        auto const h = thread::start_joinable_thread([left] {
            allocations_left = left;
            throw std::runtime_error("task failed");
        });
        BOOST_TEST(h.join());
    }
    BOOST_TEST(heard >= 1);
    thread::set_unraisablehook({});
}

BOOST_AUTO_TEST_CASE(locks_take_no_memory)
{
    auto lock = thread::allocate_lock();
    allocations_left = 0;
    lock.acquire();
    bool const got = lock.acquire(true, 0.01) || lock.acquire(false);
    lock.release();
    auto const left = allocations_left;
    allocations_left = -1;
    BOOST_TEST(!got);
    BOOST_TEST(left == 0);
}

BOOST_AUTO_TEST_SUITE_END()
