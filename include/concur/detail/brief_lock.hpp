// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_BRIEF_LOCK_HPP
#define CONCUR_DETAIL_BRIEF_LOCK_HPP

#include <concur/config.hpp>

#include <atomic>

namespace concur::detail {

/** A mutex for a few instructions, which a fork cannot leave locked.

    A child takes what a thread of its parent held. So what it guards must be in
    order after every single store.
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
    std::atomic<unsigned> owner_{0}; // one more than the forks() of its thread
};

} // namespace concur::detail

#endif
