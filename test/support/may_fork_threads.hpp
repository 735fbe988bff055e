// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_MAY_FORK_THREADS_HPP
#define CONCUR_TEST_SUPPORT_MAY_FORK_THREADS_HPP

#include <support/sanitized.hpp>

#include <boost/test/unit_test.hpp>

namespace support {

/// A precondition: the process may fork while other threads work, and the child
/// may go on. Locks that are not the program's may be left locked there: of the
/// allocator of a sanitizer, or of libstdc++'s checked containers.
inline auto const may_fork_threads = boost::unit_test::precondition([](auto) {
#ifdef _GLIBCXX_DEBUG
    bool const checked = true;
#else
    bool const checked = false;
#endif
    boost::test_tools::assertion_result answer(!sanitized && !checked);
    answer.message() << "sanitizers and checked containers do not survive "
                        "forks of threads";
    return answer;
});

} // namespace support

#endif
