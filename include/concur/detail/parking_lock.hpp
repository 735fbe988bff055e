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

template<class Action>
class after_unlock;

using wakeups = after_unlock<woken_waiters>;

/** A lock that is one atomic word while nobody waits.

    Who finds it held looks again for a moment, then sleeps in a list. Who comes
    by when it is free may take it before those who sleep. Any thread may
    release it.

    @par Thread safety
    Safe.
*/
class CONCUR_CORE_DECL parking_lock
{
public:
    parking_lock();

    /// Allowed as soon as somebody has locked it: an unlock() that let him in
    /// may still be going on. Threads that wait for it wait on, as if it stayed
    /// locked; their limits and interruptions end the wait.
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

    /// For short sections: waits whatever happens.
    void lock() noexcept
    {
        if (!try_lock())
        {
            lock_quietly();
        }
    }

    /** Lock, waiting no longer than a limit.

        @return False if the limit came first.

        @throws ... What parker::park() throws; the lock is then not taken.
    */
    bool lock_before(limit const& until)
    {
        return try_lock() || wait(until);
    }

    void unlock() noexcept
    {
        release();
    }

    /// Unlock; false if it was not locked.
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
    // Contended: held, and somebody may be in the list.
    static constexpr unsigned free = 0;
    static constexpr unsigned held = 1;
    static constexpr unsigned contended = 2;

    class lock_waiter;
    struct waiter_lists;

    bool grab_soon() noexcept;
    bool grab() noexcept;
    void call_if_free(wakeups& woken) noexcept;
    void call_first(wakeups& woken) noexcept;
    void lock_quietly() noexcept;
    bool wait(limit const& until);
    bool release_contended() noexcept;

    std::atomic<unsigned> word_{free};
    unsigned const made_in_ = forks();
    std::mutex mutex_; // guards what follows
    opaque<waiter_lists, 4 * sizeof(void*)> lists_;
};

} // namespace concur::detail

#endif
