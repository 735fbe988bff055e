// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_ON_NATIVE_KERNEL_HPP
#define CONCUR_TEST_SUPPORT_ON_NATIVE_KERNEL_HPP

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

namespace support {

/// For cases that need what the portable kernel lacks.
inline auto const on_native_kernel = boost::unit_test::precondition(
    [](auto) -> boost::test_tools::assertion_result {
        return !portable_kernel();
    });

} // namespace support

#endif
