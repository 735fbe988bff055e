// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_SUSPENDED_CHECKS_HPP
#define CONCUR_TEST_SUPPORT_SUSPENDED_CHECKS_HPP

#include <concur/queue/policy.hpp>

#include <atomic>

namespace support {

/// Queues with this policy are not checked for stalled operations while
/// `suspended`: an executor that does not run for a moment loses no item.
struct suspended_checks : concur::queue::default_policy
{
    static inline std::atomic<bool> suspended{false};

    // A check goes on only if it gets the lock at once.
    struct mutex : default_policy::mutex
    {
        bool try_lock() noexcept
        {
            return !suspended && default_policy::mutex::try_lock();
        }
    };
};

} // namespace support

#endif
