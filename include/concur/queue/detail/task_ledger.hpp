// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_TASK_LEDGER_HPP
#define CONCUR_QUEUE_DETAIL_TASK_LEDGER_HPP

#include <concur/config.hpp>
#include <concur/detail/waiter.hpp>

#include <atomic>
#include <cstddef>

namespace concur::queue::detail {

/** The number of done tasks of a queue, and the waiters of join().

    Each item that was ever put is a task. The queue counts the puts and passes
    their number to these functions. `done <= puts`, and the waiters are
    notified when the two become equal.

    @par Thread safety
    Guarded by the lock of the queue's get end, except any_dropped() and
    mark_dropped(), which may be called at any time.
*/
class CONCUR_QUEUE_DECL task_ledger
{
public:
    std::size_t unfinished(std::size_t puts) const noexcept
    {
        return puts - done_;
    }

    /// Count one task as done.
    /// @return False if all tasks are done already. Then nothing has changed.
    bool finish_one(std::size_t puts, concur::detail::wakeups& woken) noexcept;

    /// Count the tasks of items that were thrown away as done.
    void drop(std::size_t number, std::size_t puts,
              concur::detail::wakeups& woken) noexcept;

    /// Note that an item was thrown away.
    void mark_dropped() noexcept
    {
        dropped_.store(true, std::memory_order_relaxed);
    }

    /// Whether an item was thrown away.
    bool any_dropped() const noexcept
    {
        return dropped_.load(std::memory_order_relaxed);
    }

    /// Add a waiter. It is notified when all tasks are done.
    void add(concur::detail::waiter& w) noexcept
    {
        joiners_.push_back(w);
    }

    /// Remove a waiter.
    /// @return False if the waiter has been notified already.
    bool remove(concur::detail::waiter& w) noexcept;

    /// Notify the operations among the waiters. Threads go on waiting.
    void notify_operations(concur::detail::wakeups& woken) noexcept
    {
        woken.take_operations(joiners_);
    }

private:
    std::size_t done_ = 0;
    concur::detail::waiter_list joiners_;
    std::atomic<bool> dropped_{false};
};

} // namespace concur::queue::detail

#endif
