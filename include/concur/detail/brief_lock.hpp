// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_BRIEF_LOCK_HPP
#define CONCUR_DETAIL_BRIEF_LOCK_HPP

#include <concur/config.hpp>

#include <atomic>

namespace concur::detail {

/** A spin lock for sections of a few instructions. fork() cannot leave it
    locked.

    If a thread of the parent held the lock, the lock is free in the child. So
    the guarded data must be valid after each single store.
*/
class CONCUR_CORE_DECL brief_lock
{
public:
    void lock() noexcept;

    void unlock() noexcept
    {
        owner_.store(0, std::memory_order_release);
    }

private:
    std::atomic<unsigned> owner_{0}; // forks() + 1 of the process; 0 if free
};

} // namespace concur::detail

#endif
