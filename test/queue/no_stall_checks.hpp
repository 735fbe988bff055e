// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_QUEUE_NO_STALL_CHECKS_HPP
#define CONCUR_TEST_QUEUE_NO_STALL_CHECKS_HPP

#include <concur/detail/background_thread.hpp>

#include <boost/test/unit_test.hpp>

// For tests in which an executor does not run for as long as the test likes:
// operations on it must not lose their reservations on a busy machine.

namespace {

/// Takes the thread on which queues are checked for stalled operations. It runs
/// the first function that it is given, and no other.
struct no_stall_checks
{
    no_stall_checks()
    {
        BOOST_REQUIRE(
            concur::detail::run_in_background([]() noexcept { return true; }));
    }
};

BOOST_TEST_GLOBAL_FIXTURE(no_stall_checks);

} // namespace

#endif
