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

/// The longest timeout of LockType::acquire(), in seconds: 292 years.
inline constexpr double TIMEOUT_MAX = 9223372036.0;

namespace detail {

/// Check the arguments of acquire() as Python does.
/// @return The limit that they mean.
CONCUR_THREAD_DECL limit checked_limit(bool blocking, limit const& until);

[[noreturn]] CONCUR_THREAD_DECL void throw_released_twice();

CONCUR_THREAD_DECL std::string lock_repr(void const* lock, bool locked);

} // namespace detail

/** A lock that nobody owns: any thread may release it.

    It is not recursive: who acquires it twice waits for somebody else to
    release it. It may be destroyed while it is held; threads that wait for it
    then wait on, as if it stayed locked.

    Free, it costs an atomic operation to acquire and one to release. Who finds
    it held looks again for a moment and then sleeps. A wait is an interruption
    point of Boost.Thread; on the main thread it also runs the handlers of
    interrupt_main(). A handler of a real signal does not shorten it. Time is
    taken from the steady clock.

    It is a TimedLockable, so `std::unique_lock`, `std::scoped_lock` and
    `boost::unique_lock` take the place of Python's `with`.

    @par Thread safety
    Safe. A release happens before the acquire that follows.
*/
class CONCUR_VISIBLE LockType
{
public:
    LockType() = default;
    LockType(LockType const&) = delete;
    LockType& operator=(LockType const&) = delete;

    /** Acquire the lock, waiting as long as it takes.

        @return True.

        @throws boost::thread_interrupted The thread was interrupted while it
        waited. Neither this nor any other exception leaves the lock acquired.
        @throws ... What a handler of interrupt_main() throws, on the main
        thread.
    */
    bool acquire()
    {
        if (!lock_.try_lock())
        {
            lock_.lock_before({});
        }
        return true;
    }

    /** Acquire the lock, waiting for it or not.

        @param blocking A bool; nothing that merely converts to one.

        @return True if the lock was acquired.

        @throws ... What acquire() throws.
    */
    template<std::same_as<bool> Bool>
    bool acquire(Bool blocking)
    {
        return blocking ? acquire() : lock_.try_lock();
    }

    /** Acquire the lock, waiting no longer than a limit.

        @param blocking False to ask once, without any limit.
        @param until Seconds, a duration, a moment of the steady clock, a
        `std::stop_token`, or a limit of several. -1 and `std::nullopt` set no
        limit. What is free is acquired even if the limit has passed.

        @return True if the lock was acquired.

        @throws ValueError The time is another negative number, is not a number,
        or was given to a call that does not block.
        @throws OverflowError The time is greater than TIMEOUT_MAX, by a second
        at least.
        @throws ... What acquire() throws.

        @par Difference from Python
        None, and that is particular: queues and processes take a time that is
        too long for no limit. The text of the error is always the same here.
    */
    template<std::same_as<bool> Bool>
    bool acquire(Bool blocking, limit const& until)
    {
        auto const checked = detail::checked_limit(blocking, until);
        return blocking ? lock_.lock_before(checked) : lock_.try_lock();
    }

    /// `acquire(true, until)`, for all limits but numbers: Python would take a
    /// number for `blocking`.
    template<class Limit>
    requires(std::convertible_to<Limit const&, limit> &&
             !std::is_arithmetic_v<Limit>) bool acquire(Limit const& until)
    {
        return acquire(true, until);
    }

    /// A number alone is a flag to Python, a time to the reader.
    template<class Number>
    requires(std::is_arithmetic_v<Number> &&
             !std::same_as<Number, bool>) bool acquire(Number)
    {
        static_assert(concur::detail::right_use<Number>,
                      "acquire() of a number: give a bool, or a duration");
        return false;
    }

    /** Release the lock, whichever thread has acquired it.

        @throws error It is not held.
    */
    void release()
    {
        if (!lock_.release())
        {
            detail::throw_released_twice();
        }
    }

    /// True while some thread holds the lock.
    bool locked() const noexcept
    {
        return lock_.locked();
    }

    /// acquire().
    void lock()
    {
        acquire();
    }

    /// `acquire(false)`.
    bool try_lock() noexcept
    {
        return lock_.try_lock();
    }

    /** Release the lock if it is held.

        @par Difference from Python
        Scope guards call this in their destructors, which must not throw: a
        lock that was released within the scope is no error.
    */
    void unlock() noexcept
    {
        lock_.unlock();
    }

    /// Acquire the lock, waiting no longer than a duration of std::chrono or
    /// Boost.Chrono. One that is not positive asks once.
    template<concur::detail::duration_like Duration>
    bool try_lock_for(Duration const& d)
    {
        return lock_.lock_before(timeout(d));
    }

    /// Acquire the lock, waiting no longer than to a moment of some clock.
    template<concur::detail::time_like TimePoint>
    bool try_lock_until(TimePoint const& at)
    {
        using clock = typename TimePoint::clock;
        // Other clocks than the steady one may be set.
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
    /// As Python's repr(): `<unlocked _thread.lock object at 0x7f1264eb1b40>`.
    friend std::string to_string(LockType const& lock)
    {
        return detail::lock_repr(&lock, lock.locked());
    }

    /// to_string().
    friend std::ostream& operator<<(std::ostream& out, LockType const& lock)
    {
        return out << to_string(lock);
    }

    concur::detail::parking_lock lock_;
};

/// Return a new lock, which is free. It cannot be moved: `auto lock =
/// allocate_lock();` makes it in place.
inline LockType allocate_lock()
{
    return {};
}

} // namespace concur::thread

#endif
