// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_NEEDS_ROOT_HPP
#define CONCUR_TEST_SUPPORT_NEEDS_ROOT_HPP

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

namespace support {

/// A precondition: root runs the tests, and may become another user.
inline auto const needs_root = boost::unit_test::precondition([](auto) {
    boost::test_tools::assertion_result answer(is_root());
    answer.message() << "root does not run the tests, or has no other users";
    return answer;
});

} // namespace support

#endif
