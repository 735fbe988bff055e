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
    /// Whether the waiter has been notified and has not made its attempt yet.
    bool notified() const noexcept
    {
        return notified_;
    }

    /// The number of times the waiter was taken out of the queue to be woken.
    unsigned times_notified() const noexcept
    {
        return times_notified_;
    }

protected:
    /// @param operation Whether the waiter is an asynchronous operation. A
    /// thread makes its attempt as soon as it is notified. An operation makes
    /// its attempt when its executor has time, so it has a reservation from the
    /// start.
    explicit queued_waiter(bool operation) noexcept : waiter(operation) {}
    ~queued_waiter() = default;

private:
    friend class wait_queue;

    std::uint64_t arrival_ = 0; // the number of the arrival; 0 before it
    unsigned times_notified_ = 0;
    unsigned notified_in_ = 0; // the period of the last notification
    bool notified_ = false;
    bool was_notified_ = false; // was notified and has begun its attempt
    // Has a reservation. wait_queue::reserved_ counts it until end_period()
    // removes it.
    bool reserves_ = false;
};

/** The waiters for units of a resource, in the order of arrival. A unit is an
    item or a free place.

    A waiter is notified, and then attempts to take a unit. A caller that does
    not wait may take the unit before, since it runs already. This makes queues
    fast. The rules of fairness:

    - Waiters are notified in the order of arrival. Threads without a
      reservation are notified one at a time. After its attempt, such a thread
      notifies the next thread if units are left.
    - A thread whose attempt failed is requeued at its old place, with a
      reservation: a unit that no waiter behind it takes, and no new call that
      would wait. So its next attempt is successful, unless a call that does not
      wait has taken the unit.
    - An operation has a reservation from its arrival on. If it was notified in
      one period and has made no attempt by the end of the next period, it loses
      the reservation, since its executor may not run at all. Other waiters are
      then notified in its place.
    - A call that does not wait takes any unit, even a reserved unit. The class
      that uses wait_queue implements this rule.

    @par Thread safety
    Unsafe: the owner of the resource must hold locks. A queue has two locks.
    The first lock is enough for empty(), may_stall() and the functions that
    notify, except notify_replacements(). These do not change reserved(), for
    which the second lock is enough. Every other function needs both locks.
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

    /// Add a waiter at the end, or at its old place if it was in this queue
    /// before.
    void add(queued_waiter& w) noexcept;

    /// Give a reservation to a waiter that is not in the queue, and count the
    /// waiter as notified. Afterwards the caller must let the waiter make its
    /// attempt.
    void add_notified(queued_waiter& w) noexcept;

    /// Take a waiter, notified or not, out of the queue for an attempt. add()
    /// or release() must follow.
    void begin_attempt(queued_waiter& w) noexcept;

    /// Give up the reservation of a waiter, if it has one. Called when the
    /// waiter's attempt was successful or its wait has ended.
    void release(queued_waiter& w) noexcept;

    /// Whether a unit may be taken by a waiter that has begun its attempt, or
    /// by a new caller if `w` is null.
    bool may_take(queued_waiter const* w, std::size_t available) const noexcept
    {
        if (w != nullptr && w->reserves_)
        {
            return available != 0;
        }
        // A waiter that was notified and has no reservation leaves units only
        // for notified waiters with a reservation. The waiters still in the
        // queue arrived later.
        return available > (w != nullptr && w->was_notified_
                                ? reserved_notified_
                                : reserved_);
    }

    /// Notify waiters, in order, while there are units for them. Stop at a
    /// thread without a reservation if another such thread has been notified
    /// and has made no attempt.
    void notify(std::size_t available, wakeups& woken) noexcept;

    /// Notify all waiters in the queue.
    void notify_all(wakeups& woken) noexcept;

    /// Notify all operations in the queue. Threads go on waiting.
    void notify_operations(wakeups& woken) noexcept;

    /// Whether waiters may be waiting for operations that make no attempt. If
    /// so, end_period() must be called at intervals.
    bool may_stall() const noexcept
    {
        return notified_now_.operations + notified_before_.operations != 0 &&
               !waiters_.empty();
    }

    /// End the period. Remove the reservations of operations that were notified
    /// before this period and have made no attempt.
    /// @return Whether there were such operations.
    bool end_period() noexcept;

    /// Notify other waiters in the place of operations that make no attempt.
    /// Operations notified by this function lose their reservations. Called
    /// while there is a unit, which the first attempt takes. Each call notifies
    /// twice as many waiters as the call before, until a waiter makes an
    /// attempt. So even many stalled operations delay the others only briefly.
    void notify_replacements(wakeups& woken) noexcept;

private:
    void reserve(queued_waiter& w) noexcept;
    void notify_front(wakeups& woken) noexcept;
    void notify(queued_waiter& w, wakeups& woken) noexcept;
    void begin_notification(queued_waiter& w) noexcept;
    void end_notification(queued_waiter& w) noexcept;

    // The operations that were notified in a period and have made no attempt.
    struct pending
    {
        std::size_t operations = 0;
        std::size_t reservations = 0; // of these operations
    };

    waiter_list waiters_; // not notified, sorted by arrival
    std::uint64_t arrivals_ = 0;
    std::size_t reserved_ = 0;          // waiters with a reservation
    std::size_t reserved_notified_ = 0; // notified waiters with a reservation
    // Notified threads without a reservation. There are more than one only
    // after notify_replacements() or notify_all().
    std::size_t threads_notified_ = 0;
    pending notified_now_;    // in this period
    pending notified_before_; // in the period before
    unsigned period_ = 0;
    // The number of waiters that the next notify_replacements() notifies.
    std::size_t replacements_ = 1;
};

} // namespace concur::detail

#endif
