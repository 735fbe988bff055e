// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_THREAD_LOCK_HPP
#define CONCUR_THREAD_LOCK_HPP

#include <concur/config.hpp>
#include <concur/detail/misuse.hpp>
#include <concur/detail/parking_lock.hpp>
#include <concur/limit.hpp>
#include <concur/timeout.hpp>

#include <chrono>
#include <concepts>
#include <ostream>
#include <string>
#include <type_traits>

namespace concur::thread {

/// LockType::acquire() accepts every timeout up to this number of seconds,
/// which is 292 years.
inline constexpr double TIMEOUT_MAX = 9223372036.0;

namespace detail {

/// Check the arguments of acquire() as Python does.
/// @return The limit of the wait.
CONCUR_THREAD_DECL limit checked_limit(bool blocking, limit const& until);

[[noreturn]] CONCUR_THREAD_DECL void throw_released_twice();

CONCUR_THREAD_DECL std::string lock_repr(void const* lock, bool locked);

} // namespace detail

/** A lock without an owner: any thread may release it.

    The lock is not recursive: a thread that acquires it twice waits until
    another thread releases it. A held lock may be destroyed; threads that wait
    for it then continue to wait, as if it stayed locked.

    A free lock is acquired by one atomic operation, and released by another. If
    the lock is held, a thread tries again for a moment and then sleeps. A wait
    is an interruption point of Boost.Thread; on the main thread it also runs
    interrupt handlers. A signal handler does not end a wait. Timeouts are
    measured by the steady clock.

    LockType is TimedLockable: use `std::unique_lock`, `std::scoped_lock` or
    `boost::unique_lock` in place of Python's `with`.

    @par Thread safety
    Safe. A release happens before the acquire that follows.
*/
class CONCUR_VISIBLE LockType
{
public:
    LockType() = default;
    LockType(LockType const&) = delete;
    LockType& operator=(LockType const&) = delete;

    /** Acquire the lock, waiting without a limit.

        @return True.

        @throws boost::thread_interrupted The thread was interrupted while it
        waited. After this or any other exception, the lock is not acquired.
        @throws ... The exception of an interrupt handler, on the main thread.
    */
    bool acquire()
    {
        if (!lock_.try_lock())
        {
            lock_.lock_before({});
        }
        return true;
    }

    /** Acquire the lock, with or without a wait.

        @param blocking Whether to wait if the lock is held. Other types than
        bool are not converted.

        @return True if the lock was acquired.

        @throws ... The exceptions of acquire().
    */
    template<std::same_as<bool> Bool>
    bool acquire(Bool blocking)
    {
        return blocking ? acquire() : lock_.try_lock();
    }

    /** Acquire the lock, waiting at most until a limit is reached.

        @param blocking Whether to wait if the lock is held. If it is false,
        `until` must set no limit.
        @param until A number of seconds, a duration, a moment of the steady or
        system clock, a `std::stop_token`, or a limit made of several of these.
        No limit is set by -1 and `std::nullopt`. A free lock is acquired even
        if the limit has passed.

        @return True if the lock was acquired.

        @throws ValueError The time is negative but not -1, or is not a number;
        or a call that does not block has a limit.
        @throws OverflowError The number of seconds is greater than
        9223372036.854775, or less than the negative of that.
        @throws ... The exceptions of acquire().

        @par Difference from Python
        The text of an OverflowError is always "timeout value is too large". In
        Python it depends on the version and the system.
    */
    template<std::same_as<bool> Bool>
    bool acquire(Bool blocking, limit const& until)
    {
        auto const checked = detail::checked_limit(blocking, until);
        return blocking ? lock_.lock_before(checked) : lock_.try_lock();
    }

    /// `acquire(true, until)`, for limits that are not numbers. In Python, a
    /// single number means `blocking`.
    template<class Limit>
    requires(std::convertible_to<Limit const&, limit> &&
             !std::is_arithmetic_v<Limit>) bool acquire(Limit const& until)
    {
        return acquire(true, until);
    }

    /// Does not compile: a single number means `blocking` in Python, but looks
    /// like a timeout.
    template<class Number>
    requires(std::is_arithmetic_v<Number> &&
             !std::same_as<Number, bool>) bool acquire(Number)
    {
        static_assert(concur::detail::right_use<Number>,
                      "acquire() of a number: give a bool, or a duration");
        return false;
    }

    /** Release the lock. Any thread may do so.

        @throws error The lock is not held.
    */
    void release()
    {
        if (!lock_.release())
        {
            detail::throw_released_twice();
        }
    }

    /// Whether the lock is held.
    bool locked() const noexcept
    {
        return lock_.locked();
    }

    /// Call acquire().
    void lock()
    {
        acquire();
    }

    /// Call `acquire(false)`.
    bool try_lock() noexcept
    {
        return lock_.try_lock();
    }

    /** Release the lock if it is held.

        @par Difference from Python
        If the lock is not held, this is no error: scope guards call this
        function in their destructors, which must not throw.
    */
    void unlock() noexcept
    {
        lock_.unlock();
    }

    /// Acquire the lock, waiting no longer than a duration of std::chrono or
    /// Boost.Chrono. If the duration is not positive, do not wait.
    /// @return True if the lock was acquired.
    /// @throws ... The exceptions of acquire(); ValueError if the duration is
    /// NaN.
    template<concur::detail::duration_like Duration>
    bool try_lock_for(Duration const& d)
    {
        return lock_.lock_before(timeout(d));
    }

    /// Acquire the lock, waiting at most until a moment of any clock.
    /// @return True if the lock was acquired.
    /// @throws ... The exceptions of acquire().
    template<concur::detail::time_like TimePoint>
    bool try_lock_until(TimePoint const& at)
    {
        using clock = typename TimePoint::clock;
        // Compute the time again after a wait: the clock may have been set.
        for (;;)
        {
            auto const left = concur::detail::left_until(at, clock::now());
            if (left <= left.zero())
            {
                return try_lock();
            }
            if (try_lock_for(left))
            {
                return true;
            }
        }
    }

private:
    /// The text of Python's repr(): `<unlocked _thread.lock object at
    /// 0x7f1264eb1b40>`.
    friend std::string to_string(LockType const& lock)
    {
        return detail::lock_repr(&lock, lock.locked());
    }

    /// Print to_string().
    friend std::ostream& operator<<(std::ostream& out, LockType const& lock)
    {
        return out << to_string(lock);
    }

    concur::detail::parking_lock lock_;
};

/// Return a new lock, which is free. A lock cannot be moved: `auto lock =
/// allocate_lock();` makes it in place.
inline LockType allocate_lock()
{
    return {};
}

} // namespace concur::thread

#endif
