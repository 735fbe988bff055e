// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/brief_lock.hpp>

#include "nap.hpp"

#include <concur/detail/forks.hpp>
#include <concur/detail/spin.hpp>

namespace concur::detail {

void brief_lock::lock() noexcept
{
    auto const self = forks() + 1;
    auto const take = [&] {
        unsigned owner = 0;
        if (owner_.compare_exchange_strong(owner, self,
                                           std::memory_order_acquire))
        {
            return true;
        }
        // If the owner belongs to another process, it was a thread of the
        // parent and does not exist here: take the lock from it.
        return owner != self && owner_.compare_exchange_strong(
                                    owner, self, std::memory_order_acquire);
    };
    while (!spin_until(take, 100) && !take())
    {
        nap();
    }
}

} // namespace concur::detail
