// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_STALL_WATCH_HPP
#define CONCUR_QUEUE_DETAIL_STALL_WATCH_HPP

#include <concur/config.hpp>

#include <memory>

namespace concur::queue::detail {

/** An object with waiters that may wait for a stalled operation. */
class CONCUR_QUEUE_DECL stallable
{
public:
    /// Notify other waiters in the place of operations that were notified
    /// before the last check and have made no attempt. Called while no lock is
    /// held. It should not wait for a lock, since this would delay the checks
    /// of other objects.
    /// @return False if the object needs no more checks.
    virtual bool check_progress() noexcept = 0;

protected:
    ~stallable() = default;
};

/** Start calls of check_progress() every ten milliseconds, on a thread of the
    library, as long as it returns true and the object exists.

    @return False if there is no memory or the thread cannot be started.
*/
CONCUR_QUEUE_DECL bool watch_for_stalls(std::weak_ptr<stallable> what) noexcept;

} // namespace concur::queue::detail

#endif
