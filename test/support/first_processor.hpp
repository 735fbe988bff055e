// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_FIRST_PROCESSOR_HPP
#define CONCUR_TEST_SUPPORT_FIRST_PROCESSOR_HPP

#include <support/support.hpp>

#include <sched.h>

namespace support {

/// The number of the first processor that this process may use.
inline int first_processor()
{
    cpu_set_t all;
    EXPECT(::sched_getaffinity(0, sizeof all, &all) == 0);
    int number = 0;
    while (!CPU_ISSET(number, &all))
    {
        ++number;
    }
    return number;
}

} // namespace support

#endif
