// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_QUEUE_HPP
#define CONCUR_SCHED_DETAIL_EVENT_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/detail/after_unlock.hpp>
#include <concur/detail/parking_lock.hpp>
#include <concur/sched/detail/errors.hpp>
#include <concur/sched/detail/event_heap.hpp>
#include <concur/sched/detail/event_node.hpp>
#include <concur/sched/event.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace concur::sched::detail {

/// The waiters for a change of a queue's first event. flush() notifies them.
struct watchers
{
    void flush() noexcept
    {
        source.request_stop();
    }

    std::stop_source source{std::nostopstate};
};

/// Notifies watchers when it is destroyed. It is declared before a lock guard,
/// so that the lock is released first.
using change_notice = concur::detail::after_unlock<watchers>;

/** The events of a scheduler.

    @par Thread safety
    Safe.
*/
template<class Time>
class event_queue
{
public:
    using node_ptr = typename event_heap<Time>::node_ptr;

    /// Add an event, whose only owner is `n`.
    /// @throws ValueError The time is not a number.
    /// @throws std::bad_alloc There is no memory.
    basic_event<Time> enter(Time const& time, int priority, node_ptr n)
    {
        if (!(time == time))
        {
            throw_not_a_time();
        }
        change_notice change;
        guard const lock(mutex_);
        heap_.reserve(heap_.size() + running_ + 1);
        auto const slot = heap_.take_slot();
        n->add_second_owner();
        auto const sequence =
            push(time, priority, node_ptr(n.get(), false), slot, change);
        return {time, priority, sequence, action(std::move(n), slot)};
    }

    /// Remove an event. A repeating event that is running is not entered again.
    /// @throws ValueError The event is not in this queue, and is not a
    /// repeating event that is running and will be entered again in this queue.
    void cancel(basic_event<Time> const& e)
    {
        auto* const t = access::task_of(e.action);
        auto slot = access::slot_of(e.action);
        __builtin_prefetch(t); // it is read or released below
        node_ptr gone;
        change_notice change;
        guard const lock(mutex_);
        if (!heap_.contains(t, slot) && t != nullptr)
        {
            slot = t->new_slot.load(std::memory_order_relaxed);
        }
        if (heap_.contains(t, slot))
        {
            if (heap_.is_front(slot))
            {
                change.source = take_watchers();
            }
            gone = heap_.remove(slot);
            note_size();
            heap_.trim(running_);
            return;
        }
        auto* const running = t == nullptr ? nullptr : t->find_requeue_state();
        if (running == nullptr || running->queue != this)
        {
            throw_not_in_queue();
        }
        running->queue = nullptr;
    }

    bool empty() const noexcept
    {
        return empty_.load(std::memory_order_acquire);
    }

    /// All events, in the order in which they run.
    std::vector<basic_event<Time>> list() const
    {
        std::vector<basic_event<Time>> all;
        guard const lock(mutex_);
        all.reserve(heap_.size());
        for (auto const& e : heap_.sorted())
        {
            all.push_back({e.time, e.priority, e.sequence,
                           action(node_ptr(e.event), e.slot)});
        }
        return all;
    }

    /// The time of the first event, absent if there is none.
    std::optional<Time> first_time() const
    {
        guard const lock(mutex_);
        return heap_.empty() ? std::nullopt
                             : std::optional<Time>(heap_.front().time);
    }

    /// The result of take_due(). `due` is the first event if it was due. `time`
    /// is the time of the first event if it is not due. Without events, both
    /// are empty.
    struct first_event
    {
        node_ptr due;
        std::optional<Time> time;
    };

    /// Take the first event if it is due. If the rule of a repeating event
    /// skips this run, enter the event again, and go on with the event that is
    /// then first.
    first_event take_due(Time const& now)
    {
        change_notice change;
        guard const lock(mutex_);
        while (!heap_.empty())
        {
            if (now < heap_.front().time)
            {
                return {nullptr, heap_.front().time};
            }
            auto n = heap_.pop();
            auto* const next = n->find_recurrence();
            if (next == nullptr)
            {
                note_size();
                heap_.trim(running_);
                return {std::move(n), std::nullopt};
            }
            if (next->advance(now))
            {
                n->find_requeue_state()->queue = this;
                ++running_;
                note_size();
                return {std::move(n), std::nullopt};
            }
            // empty_ was false all the time: no other thread saw the event
            // gone.
            push_next(*next, std::move(n), change);
        }
        return {};
    }

    /// Call the action of an event. When the action has returned or thrown, a
    /// repeating event is entered again, unless it was cancelled or is over.
    void run(node_ptr const& n)
    {
        struct requeue_at_end
        {
            ~requeue_at_end()
            {
                if (auto* const next = n->find_recurrence())
                {
                    queue.requeue(*next, n);
                }
            }

            event_queue& queue;
            node_ptr const& n;
        };
        requeue_at_end const at_end{*this, n};
        n->run();
    }

    /** Watch the time of the first event.

        @return A token that is stopped when an event is entered before the
        first event, when the first event is cancelled, or by notify_watchers().
        Absent if the time of the first event is not `time`.
    */
    std::optional<std::stop_token> watch(Time const& time)
    {
        guard const lock(mutex_);
        if (heap_.empty() || heap_.front().time < time ||
            time < heap_.front().time)
        {
            return std::nullopt;
        }
        if (!watchers_.stop_possible())
        {
            watchers_ = std::stop_source();
        }
        return watchers_.get_token();
    }

    /// Notify all watchers, as if the first event had changed.
    void notify_watchers() noexcept
    {
        change_notice change;
        guard const lock(mutex_);
        change.source = take_watchers();
    }

private:
    using guard = std::lock_guard<concur::detail::parking_lock>;

    // Adds an event. If it becomes the first event, `change` gets the watchers.
    // Memory must be reserved. Returns the event's sequence number.
    std::uint64_t push(Time const& time, int priority, node_ptr n,
                       std::uint32_t slot, change_notice& change) noexcept
    {
        heap_.push(time, priority, entered_, std::move(n), slot);
        note_size();
        if (heap_.is_front(slot))
        {
            change.source = take_watchers();
        }
        return entered_++;
    }

    void note_size() noexcept
    {
        empty_.store(heap_.empty(), std::memory_order_release);
    }

    void push_next(recurrence<Time> const& next, node_ptr n,
                   change_notice& change) noexcept
    {
        auto const slot = heap_.take_slot();
        n->new_slot.store(slot, std::memory_order_relaxed);
        push(next.time(), next.priority(), std::move(n), slot, change);
    }

    // Enters a repeating event again after its run, unless it was cancelled or
    // is over. Memory is reserved: the calls of reserve() and trim() count
    // running_.
    void requeue(recurrence<Time> const& next, node_ptr const& n) noexcept
    {
        change_notice change;
        guard const lock(mutex_);
        --running_;
        if (n->find_requeue_state()->queue.exchange(nullptr) == this &&
            !next.over())
        {
            push_next(next, n, change);
        }
    }

    std::stop_source take_watchers() noexcept
    {
        return std::exchange(watchers_, std::stop_source(std::nostopstate));
    }

    std::atomic<bool> empty_{true};              // written under the lock
    mutable concur::detail::parking_lock mutex_; // guards the members below
    std::stop_source watchers_{std::nostopstate};
    std::size_t running_ = 0; // the number of repeating events that run
    std::uint64_t entered_ = 0;
    // The heap is destroyed first: the destructors of actions may use the other
    // members.
    event_heap<Time> heap_;
};

} // namespace concur::sched::detail

#endif
