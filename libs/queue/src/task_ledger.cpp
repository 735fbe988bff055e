// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue/detail/task_ledger.hpp>

#include <algorithm>

namespace concur::queue::detail {

bool task_ledger::finish_one(std::size_t puts,
                             concur::detail::wakeups& woken) noexcept
{
    if (done_ == puts)
    {
        return false;
    }
    if (++done_ == puts)
    {
        woken.take_all(joiners_);
    }
    return true;
}

void task_ledger::drop(std::size_t number, std::size_t puts,
                       concur::detail::wakeups& woken) noexcept
{
    // task_done() may have been called for items that were still in the queue.
    // Then the sum would be larger than the number of puts.
    done_ = std::min(done_ + number, puts);
    if (number != 0)
    {
        mark_dropped();
    }
    if (done_ == puts)
    {
        woken.take_all(joiners_);
    }
}

bool task_ledger::remove(concur::detail::waiter& w) noexcept
{
    bool const waiting = w.is_linked();
    if (waiting)
    {
        joiners_.erase(joiners_.iterator_to(w));
    }
    return waiting;
}

} // namespace concur::queue::detail
