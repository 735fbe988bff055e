// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_PARKING_LOCK_HPP
#define CONCUR_DETAIL_PARKING_LOCK_HPP

#include <concur/config.hpp>
#include <concur/detail/forks.hpp>
#include <concur/detail/opaque.hpp>
#include <concur/limit.hpp>

#include <atomic>
#include <mutex>

namespace concur::detail {

class woken_waiters;

/** A lock that uses only one atomic word while no thread waits for it.

    A thread that finds the lock locked spins for a moment, then sleeps in a
    list. A thread that finds it free may lock it before the threads that sleep.
    Any thread may unlock it.

    @par Thread safety
    Safe.
*/
class CONCUR_CORE_DECL parking_lock
{
public:
    parking_lock();

    /// A thread that has locked the lock may destroy it, even while the
    /// previous unlock() is still running on another thread. Threads that wait
    /// for the lock go on waiting until their limits or interruptions, as if it
    /// stayed locked.
    ~parking_lock();

    parking_lock(parking_lock const&) = delete;
    parking_lock& operator=(parking_lock const&) = delete;

    bool try_lock() noexcept
    {
        auto expected = free;
        return word_.compare_exchange_strong(expected, held,
                                             std::memory_order_acquire,
                                             std::memory_order_relaxed);
    }

    /// Lock without limit and interruption, for short sections.
    void lock() noexcept
    {
        if (!try_lock())
        {
            lock_quietly();
        }
    }

    /** Lock, or give up at a limit.

        @return False if the limit was reached.

        @throws ... The exception of parker::park(). Then this thread has not
        locked it.
    */
    bool lock_before(limit const& until)
    {
        return try_lock() || wait(until);
    }

    void unlock() noexcept
    {
        release();
    }

    /// Unlock. Return false if it was not locked.
    bool release() noexcept
    {
        auto was = held;
        return word_.compare_exchange_strong(was, free,
                                             std::memory_order_release,
                                             std::memory_order_relaxed) ||
               (was == contended && release_contended());
    }

    bool locked() const noexcept
    {
        return word_.load(std::memory_order_relaxed) != free;
    }

private:
    // The values of word_. `contended` means that the lock is held and the list
    // may have waiters.
    static constexpr unsigned free = 0;
    static constexpr unsigned held = 1;
    static constexpr unsigned contended = 2;

    class lock_waiter;
    struct waiter_lists;

    bool spin_to_lock() noexcept;
    bool lock_contended() noexcept;
    void notify_if_free(woken_waiters& woken) noexcept;
    void notify_first(woken_waiters& woken) noexcept;
    void lock_quietly() noexcept;
    bool wait(limit const& until);
    bool release_contended() noexcept;

    std::atomic<unsigned> word_{free};
    unsigned const made_in_ = forks();
    std::mutex mutex_; // guards lists_
    opaque<waiter_lists, 4 * sizeof(void*)> lists_;
};

} // namespace concur::detail

#endif
