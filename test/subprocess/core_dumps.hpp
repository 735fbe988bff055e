// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_CORE_DUMPS_HPP
#define CONCUR_TEST_SUBPROCESS_CORE_DUMPS_HPP

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <sys/resource.h>

namespace support {

/// The largest core file that a child may ask for.
inline rlim_t largest_core()
{
    rlimit l{};
    ::getrlimit(RLIMIT_CORE, &l);
    return l.rlim_max;
}

/// A precondition: a process that dumps core leaves a file in its directory.
inline boost::test_tools::assertion_result
core_is_dumped(boost::unit_test::test_unit_id)
{
    boost::test_tools::assertion_result answer(
        largest_core() != 0 &&
        read_file("/proc/sys/kernel/core_pattern") == "core\n");
    answer.message() << "no core is dumped into the directory of a process";
    return answer;
}

} // namespace support

#endif
