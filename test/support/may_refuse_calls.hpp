// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_MAY_REFUSE_CALLS_HPP
#define CONCUR_TEST_SUPPORT_MAY_REFUSE_CALLS_HPP

#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

namespace support {

/// True if refuse_calls() works here. qemu's user mode, for example, has no
/// filters for system calls.
inline bool can_refuse_calls()
{
    static bool const answer = run_forked([] { refuse_calls({}, 0); }).empty();
    return answer;
}

/// A precondition: the same.
inline auto const may_refuse_calls = boost::unit_test::precondition([](auto) {
    boost::test_tools::assertion_result answer(can_refuse_calls());
    answer.message() << "there are no filters for system calls";
    return answer;
});

} // namespace support

#endif
