// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_PIDFD_MODES_HPP
#define CONCUR_TEST_SUBPROCESS_PIDFD_MODES_HPP

#include <support/may_refuse_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <functional>

namespace support {

/// From now on the kernel gives this process no pidfd. Only for use in
/// run_forked().
inline void refuse_pidfds()
{
    refuse_calls({calls::clone3, calls::pidfd_open}, ENOSYS);
    refuse_calls({calls::clone_pidfd}, EINVAL);
}

/// Check a body in a forked process, once with and once without pidfds.
inline void check_with_and_without_pidfds(std::function<void()> const& body)
{
    BOOST_TEST_CONTEXT("with pidfds")
    {
        CHECK_FORKED(body);
    }
    if (!can_refuse_calls())
    {
        BOOST_TEST_MESSAGE("skipped: pidfds cannot be refused");
        return;
    }
    BOOST_TEST_CONTEXT("without pidfds")
    {
        CHECK_FORKED([&] {
            refuse_pidfds();
            body();
        });
    }
}

} // namespace support

#endif
