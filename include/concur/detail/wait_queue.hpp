// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_WAIT_QUEUE_HPP
#define CONCUR_DETAIL_WAIT_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/detail/waiter.hpp>

#include <cstddef>
#include <cstdint>

namespace concur::detail {

/** A waiter of a wait_queue. */
class queued_waiter : public waiter
{
public:
    /// Whether it has been notified, and has not made its attempt yet.
    bool notified() const noexcept
    {
        return notified_;
    }

    /// How often it was taken out of the queue to be woken.
    unsigned times_notified() const noexcept
    {
        return times_notified_;
    }

protected:
    /// @param operation Whether it is an asynchronous operation. A thread makes
    /// its attempt as soon as it is notified, an operation when its executor
    /// has time; so an operation has a reservation from the start.
    explicit queued_waiter(bool operation) noexcept : waiter(operation) {}
    ~queued_waiter() = default;

private:
    friend class wait_queue;

    std::uint64_t arrival_ = 0; // number in the order of arrival; 0 before it
    unsigned times_notified_ = 0;
    unsigned notified_in_ = 0; // the period
    bool notified_ = false;
    bool was_notified_ = false; // and has begun an attempt
    bool reserves_ = false;     // counted in wait_queue::reserved_
};

/** The waiters for units of a resource (items, or free places), in the order of
    arrival.

    A waiter is notified, and then attempts to take a unit. Callers that do not
    wait need not give way to it, since they run already; this is what makes a
    queue fast. The rule of fairness:

    - Waiters are notified in the order of arrival. Threads without a
      reservation are notified one at a time: one that has made its attempt
      notifies the next if units are left.
    - A thread whose attempt failed is queued again at its old place, with a
      reservation: a unit that no waiter behind it takes, and no new call that
      would wait. So its next attempt is successful, unless a call that does not
      wait has taken the unit.
    - An operation has a reservation from its arrival on. It loses it when it
      was notified in one period and has made no attempt by the end of the next
      one, since its executor may not run at all. Other waiters are then
      notified in its place.
    - A call that does not wait takes any unit, reserved or not. The caller of
      this class sees to that.

    @par Thread safety
    Unsafe: the owner of the resource guards it by locks. A queue has two. One
    of them is enough for empty(), may_stall() and the functions that notify,
    except notify_replacements(). The other is enough for reserved(), which
    these do not change. Every other function needs both.
*/
class CONCUR_CORE_DECL wait_queue
{
public:
    wait_queue() = default;
    wait_queue(wait_queue const&) = delete;
    wait_queue& operator=(wait_queue const&) = delete;

    bool empty() const noexcept
    {
        return waiters_.empty();
    }

    /// The number of waiters that have a reservation.
    std::size_t reserved() const noexcept
    {
        return reserved_;
    }

    /// Add a waiter at the end, or at its old place if it was here before.
    void add(queued_waiter& w) noexcept;

    /// Count a waiter as notified without waking it. The caller tells it to
    /// make an attempt.
    void add_notified(queued_waiter& w) noexcept;

    /// Take a waiter out, notified or not, for an attempt. add() or release()
    /// follows.
    void begin_attempt(queued_waiter& w) noexcept;

    /// Give up the reservation of a waiter, if it has one, after
    /// begin_attempt(): its attempt was successful, or it waits no longer.
    void release(queued_waiter& w) noexcept;

    /// Whether a unit may be taken by a waiter that has begun its attempt, or
    /// by a new caller, which is null.
    bool may_take(queued_waiter const* w, std::size_t available) const noexcept
    {
        if (w != nullptr && w->reserves_)
        {
            return available != 0;
        }
        // A waiter that was notified and has no reservation yields to notified
        // waiters only: those that are queued came later.
        return available > (w != nullptr && w->was_notified_
                                ? reserved_notified_
                                : reserved_);
    }

    /// Notify the waiters for which there are units.
    void notify(std::size_t available, wakeups& woken) noexcept;

    /// Notify all waiters.
    void notify_all(wakeups& woken) noexcept;

    /// Notify all operations; threads go on waiting.
    void notify_operations(wakeups& woken) noexcept;

    /// Whether waiters may be waiting for operations that make no attempt.
    /// Then end_period() is to be called at intervals.
    bool may_stall() const noexcept
    {
        return notified_now_.operations + notified_before_.operations != 0 &&
               !waiters_.empty();
    }

    /// Take the reservations from operations that were notified before this
    /// period and have made no attempt.
    /// @return Whether there were such operations.
    bool end_period() noexcept;

    /// Notify waiters in the place of such operations. There is a unit, and
    /// the first attempt takes it. Each call notifies twice as many as the one
    /// before until one of them makes an attempt, so that many operations of
    /// stalled executors are passed soon.
    void notify_replacements(wakeups& woken) noexcept;

private:
    void reserve(queued_waiter& w) noexcept;
    void notify_front(wakeups& woken) noexcept;
    void notify(queued_waiter& w, wakeups& woken) noexcept;
    void begin_notification(queued_waiter& w) noexcept;
    void end_notification(queued_waiter& w) noexcept;

    // What was notified in a period and has made no attempt.
    struct pending
    {
        std::size_t operations = 0;
        std::size_t reservations = 0; // of these operations
    };

    waiter_list waiters_; // not notified, sorted by arrival
    std::uint64_t arrivals_ = 0;
    std::size_t reserved_ = 0;          // waiters with a reservation
    std::size_t reserved_notified_ = 0; // those of them that are notified
    // Notified threads without a reservation. There are more than one only
    // after notify_replacements() or notify_all().
    std::size_t threads_notified_ = 0;
    pending notified_now_;    // in this period
    pending notified_before_; // in the period before
    unsigned period_ = 0;
    std::size_t replacements_ = 1; // how many the next call notifies
};

} // namespace concur::detail

#endif
