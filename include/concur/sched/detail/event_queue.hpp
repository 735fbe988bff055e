// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_QUEUE_HPP
#define CONCUR_SCHED_DETAIL_EVENT_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/detail/parking_lock.hpp>
#include <concur/sched/detail/errors.hpp>
#include <concur/sched/detail/event_heap.hpp>
#include <concur/sched/detail/event_node.hpp>
#include <concur/sched/event.hpp>

#include <boost/thread/lock_guard.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <utility>
#include <vector>

namespace concur::sched::detail {

/// Tells those who wait, as soon as no lock is held: its scope encloses that of
/// the lock.
struct announcement
{
    announcement() = default;
    announcement(announcement const&) = delete;
    announcement& operator=(announcement const&) = delete;

    ~announcement()
    {
        of.request_stop();
    }

    std::stop_source of{std::nostopstate};
};

/** The events of a scheduler.

    @par Thread safety
    Safe.
*/
template<class Time>
class event_queue
{
public:
    using node_ptr = typename event_heap<Time>::node_ptr;

    /// Throws a ValueError for a time that is not a number.
    basic_event<Time> enter(Time const& time, int priority, node_ptr n)
    {
        if (!(time == time))
        {
            throw_not_a_time();
        }
        announcement change;
        guard const lock(mutex_);
        heap_.reserve(heap_.size() + running_ + 1);
        auto const slot = heap_.take_slot();
        n->add_second_owner();
        auto const sequence =
            push(time, priority, node_ptr(n.get(), false), slot, change);
        return {time, priority, sequence, action(std::move(n), slot)};
    }

    /// Throws a ValueError for what is not here.
    void cancel(basic_event<Time> const& e)
    {
        auto* const t = access::task_of(e.action);
        auto slot = access::slot_of(e.action);
        __builtin_prefetch(t); // by its end it has come
        node_ptr gone;
        announcement change;
        guard const lock(mutex_);
        if (!heap_.contains(t, slot) && t != nullptr)
        {
            slot = t->new_slot.load(std::memory_order_relaxed);
        }
        if (heap_.contains(t, slot))
        {
            if (heap_.is_front(slot))
            {
                change.of = take_watchers();
            }
            gone = heap_.remove(slot);
            note_size();
            heap_.trim(running_);
            return;
        }
        auto* const back = t == nullptr ? nullptr : t->comes_back();
        if (back == nullptr || back->queue != this)
        {
            throw_not_in_queue();
        }
        back->queue = nullptr; // it will not come back
    }

    bool empty() const noexcept
    {
        return empty_.load(std::memory_order_acquire);
    }

    /// In the order of their times.
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

    /// The time of the first one, if there is any.
    std::optional<Time> first_time() const
    {
        guard const lock(mutex_);
        return heap_.empty() ? std::nullopt
                             : std::optional<Time>(heap_.front().time);
    }

    /// The first event, to run() it, if it is due; else its time; neither if
    /// there is no event.
    struct first_event
    {
        node_ptr due;
        std::optional<Time> time;
    };

    /// Take the first event if it is due.
    first_event take_due(Time const& now)
    {
        announcement change;
        guard const lock(mutex_);
        while (!heap_.empty())
        {
            if (now < heap_.front().time)
            {
                return {nullptr, heap_.front().time};
            }
            auto n = pop();
            auto* const again = n->again();
            if (again == nullptr)
            {
                heap_.trim(running_);
                return {std::move(n), std::nullopt};
            }
            if (again->advance(now))
            {
                n->comes_back()->queue = this;
                ++running_;
                return {std::move(n), std::nullopt};
            }
            push_again(*again, std::move(n), change);
        }
        return {};
    }

    /// Do what an event does. If it repeats, it comes back after that.
    void run(node_ptr const& n)
    {
        struct back
        {
            ~back()
            {
                if (auto* const again = n->again())
                {
                    queue.enter_again(*again, n);
                }
            }

            event_queue& queue;
            node_ptr const& n;
        };
        back const after{*this, n};
        n->run();
    }

    /// What is requested to stop when the first event's time is not this any
    /// more, and by announce(); absent if it is not this now.
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

    /// Have those who wait look again.
    void announce() noexcept
    {
        announcement change;
        guard const lock(mutex_);
        change.of = take_watchers();
    }

private:
    using guard = boost::lock_guard<concur::detail::parking_lock>;

    // There is room.
    std::uint64_t push(Time const& time, int priority, node_ptr n,
                       std::uint32_t slot, announcement& change) noexcept
    {
        heap_.push(time, priority, entered_, std::move(n), slot);
        note_size();
        if (heap_.is_front(slot))
        {
            change.of = take_watchers();
        }
        return entered_++;
    }

    node_ptr pop() noexcept
    {
        auto n = heap_.pop();
        note_size();
        return n;
    }

    void note_size() noexcept
    {
        empty_.store(heap_.empty(), std::memory_order_release);
    }

    void push_again(repetition<Time> const& again, node_ptr n,
                    announcement& change) noexcept
    {
        auto const slot = heap_.take_slot();
        n->new_slot.store(slot, std::memory_order_relaxed);
        push(again.time(), again.priority(), std::move(n), slot, change);
    }

    void enter_again(repetition<Time> const& again, node_ptr const& n) noexcept
    {
        announcement change;
        guard const lock(mutex_);
        --running_;
        if (n->comes_back()->queue.exchange(nullptr) == this && !again.over())
        {
            push_again(again, n, change);
        }
    }

    std::stop_source take_watchers() noexcept
    {
        return std::exchange(watchers_, std::stop_source(std::nostopstate));
    }

    std::atomic<bool> empty_{true};               // set under the lock
    mutable concur::detail::parking_lock mutex_;  // guards what follows
    std::stop_source watchers_{std::nostopstate}; // all those who wait
    std::size_t running_ = 0;                     // those that will come back
    std::uint64_t entered_ = 0;
    event_heap<Time> heap_; // ends first: what events hold may use the others
};

} // namespace concur::sched::detail

#endif
