// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/thread/exit.hpp>

#include <concur/thread/start_joinable_thread.hpp>
#include <concur/thread/unraisablehook.hpp>

#include "threads.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <exception>
#include <memory>
#include <type_traits>

namespace thread = concur::thread;
using boost::unit_test::label;

BOOST_FIXTURE_TEST_SUITE(exit_, leaves_no_thread)

BOOST_AUTO_TEST_CASE(exit_throws_what_no_handler_of_errors_catches,
                     *label("py:thread.exit.raises"))
{
    static_assert(!std::is_base_of_v<std::exception, concur::SystemExit>);
    auto const guarded = std::make_shared<int>(0);
    bool caught_as_error = false;
    auto const leaves = [&] {
        auto const copy = guarded;
        try
        {
            thread::exit();
        }
        catch (std::exception const&)
        {
            caught_as_error = true;
        }
    };
    // On the main thread SystemExit is caught like any other exception.
    BOOST_CHECK_THROW(leaves(), concur::SystemExit);
    BOOST_TEST(!caught_as_error);
    BOOST_TEST(guarded.use_count() == 1);

    bool unwound = false;
    thread::start_joinable_thread([&] {
        struct guard
        {
            bool& set;
            ~guard()
            {
                set = true;
            }
        } const g{unwound};
        leaves();
    }).join();
    BOOST_TEST(unwound);
    BOOST_TEST(guarded.use_count() == 1);
}

BOOST_AUTO_TEST_CASE(throwing_is_the_same_as_exit,
                     *label("py:thread.sys_exit_equivalent"))
{
    std::atomic<int> calls{0};
    thread::set_unraisablehook([&](auto const&) { ++calls; });
    BOOST_TEST(thread::start_joinable_thread([] {
                   throw concur::SystemExit();
               }).join());
    thread::set_unraisablehook({});
    BOOST_TEST(calls == 0);
}

BOOST_AUTO_TEST_SUITE_END()
