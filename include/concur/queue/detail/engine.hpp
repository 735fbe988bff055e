// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_HPP

#include <concur/config.hpp>
#include <concur/detail/spin.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/errors.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/cell.hpp>
#include <concur/queue/detail/line.hpp>
#include <concur/queue/detail/orders.hpp>
#include <concur/queue/detail/spare_quota.hpp>
#include <concur/queue/detail/stall_watch.hpp>
#include <concur/queue/error.hpp>
#include <concur/queue/policy.hpp>

#include <boost/throw_exception.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <limits>
#include <memory>
#include <type_traits>
#include <utility>

namespace concur::queue::detail {

using concur::detail::wakeups;

/// The wakeups of a call of a thread. A call that has waited owns the engine
/// until its end, since the queue may be destroyed while it waits.
class call_wakeups : public wakeups
{
public:
    ~call_wakeups()
    {
        flush();
    }

    std::shared_ptr<void const> engine;
};

/** A queue of cells, whatever is in them.

    It has two ends, each with a lock, so that who puts and who gets do not meet
    unless one of them runs out of what the other supplies. Where the order
    needs it, both are the same lock. The lock of the get end is taken first.

    A put and a get come in two halves, begin and end, between which the caller
    moves the item. For items that move quietly the lock is kept in between;
    for others, pause and resume let it go.

    No function runs code of the items' under a lock, but comparisons. What is
    to be woken is given out in `wakeups`, for the time when no lock is held.

    @par Thread safety
    Safe, except construction and destruction.
*/
template<class Policy, class Order>
class engine final : public stallable,
                     public std::enable_shared_from_this<engine<Policy, Order>>
{
public:
    template<class... Args>
    engine(std::ptrdiff_t maxsize, cell_type const& type, Args&&... args);
    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;
    ~engine();

    // --- at once, without a function call where nothing is in the way ---

    /// Whether there are the following functions.
    static constexpr bool has_shortcut =
        Order::links_quietly && requires(typename Policy::mutex & m)
    {
        m.try_lock();
    };

    /// Take a cell to link at once. Null if that is not possible, or somebody
    /// waits; otherwise the put end is locked.
    cell* shortcut_to_put() noexcept
    {
        if (!put_end_.try_lock())
        {
            return nullptr;
        }
        if (!is_shutdown() && !abandoned_ && getters_.empty() &&
            putters_.kept() == 0 && has_room() && !spares_.empty())
        {
            return spares_.pop();
        }
        put_end_.unlock();
        return nullptr;
    }

    /// Link it, and unlock.
    void finish_put(cell* c) noexcept
    {
        order_.link(c);
        puts_.store(puts_.load(std::memory_order_relaxed) + 1,
                    std::memory_order_release);
        put_end_.unlock();
    }

    /// Unlink a cell at once. Null if that is not possible, or somebody waits;
    /// otherwise the get end is locked.
    cell* shortcut_to_get() noexcept
    {
        if (!get_end().try_lock())
        {
            return nullptr;
        }
        if (!is_shutdown() && putters_.empty() && getters_.kept() == 0 &&
            used_.number() < quota_.number())
        {
            if (auto* const c = order_.unlink())
            {
                return c;
            }
            if constexpr (two_ended)
            {
                if (put_end_.try_lock())
                {
                    refill();
                    put_end_.unlock();
                    if (auto* const c = order_.unlink())
                    {
                        return c;
                    }
                }
            }
        }
        get_end().unlock();
        return nullptr;
    }

    /// The item has been moved out and destroyed: keep the cell, and unlock.
    void finish_get(cell* c) noexcept
    {
        used_.push(c);
        gets_.store(gets_.load(std::memory_order_relaxed) + 1,
                    std::memory_order_release);
        get_end().unlock();
    }

    // --- putting ---

    /// Wait for room, and take a cell; the put end is locked on return.
    cell* begin_put(bool block, limit const& until, call_wakeups& woken);
    void pause_put() noexcept;
    void resume_put() noexcept;
    /// Link the cell and unlock. When that throws, the item is destroyed.
    void end_put(cell* c, wakeups& woken);
    /// Give the cell and the room back, after pause_put().
    void cancel_put(cell* c, wakeups& woken) noexcept;

    // --- getting ---

    /// Wait for a cell, and unlink it; the get end is locked on return.
    cell* begin_get(bool block, limit const& until, call_wakeups& woken);
    /// Unlink a cell without waiting. The get end is locked if there is one.
    /// @param fair Whether to leave what others keep a turn for.
    cell* try_get(bool fair);
    /// Unlink one more, null if there is none for this caller. The same lock.
    cell* get_more(bool fair);
    void pause_get() noexcept;
    void resume_get() noexcept;
    /// The item has been moved out and destroyed: recycle the cell.
    void count_get(cell* c) noexcept;
    /// After as many of these as there were cells, unlock.
    void end_get(wakeups& woken) noexcept;
    /// Put cells back, the last one first, after pause_get(). They are
    /// destroyed if the queue was shut down immediately in the meantime.
    void cancel_get(cell_list& cells, wakeups& woken) noexcept;

    // --- by turns, for operations and select() ---

    line& getters() noexcept
    {
        return getters_;
    }

    line& putters() noexcept
    {
        return putters_;
    }

    /// Stand in a line; true, and called, if there is something to do at once.
    bool enter(line& l, in_line& w);
    /// Leave a line for good; false if w has been called and must step up.
    bool leave(line& l, in_line& w, wakeups& woken);
    /// Stand in a line after a call that came to nothing.
    void stand_again(line& l, in_line& w) noexcept;
    /// Step up after a call, and unlink a cell, or stand in the line again.
    turn step_get(in_line& w, cell*& c, bool give_up, wakeups& woken);
    /// Likewise, and link a cell.
    turn step_put(in_line& w, cell* c, bool give_up, wakeups& woken);

    // --- the rest ---

    std::size_t size() const noexcept;

    std::ptrdiff_t maxsize() const noexcept
    {
        return maxsize_.load(std::memory_order_relaxed);
    }

    void set_maxsize(std::ptrdiff_t maxsize);

    bool full() const noexcept
    {
        auto const max = maxsize();
        return max > 0 && size() >= static_cast<std::size_t>(max);
    }

    void task_done();
    std::size_t unfinished();
    bool join(limit const& until);
    /// True if there is nothing to wait for, and w does not stand in the line.
    bool enter_join(concur::detail::waiter& w);
    /// False if w has been called already.
    bool leave_join(concur::detail::waiter& w) noexcept;

    void join_again(concur::detail::waiter& w) noexcept;

    /// True if no item was thrown away.
    bool complete() noexcept;

    void shutdown(bool immediate);

    bool is_shutdown() const noexcept
    {
        return closed_.load(std::memory_order_relaxed);
    }

    /// Keep what a comparison threw in an operation.
    void comparison_threw(std::exception_ptr exception) noexcept;
    std::exception_ptr comparison_error();

    /// The queue goes: so do its items, and its operations end. Threads that
    /// wait keep the engine, and wait on as if nothing came any more.
    void abandon() noexcept;
    bool abandoned() noexcept;

private:
    using mutex = typename Policy::mutex;
    static constexpr bool two_ended = Order::two_ended;

    // A second, at intervals of 10 ms.
    static constexpr unsigned most_idle_checks = 100;

    struct nothing
    {
    };

    void check_reentry() const;
    mutex& get_end() noexcept
    {
        if constexpr (two_ended)
        {
            return get_end_;
        }
        else
        {
            return put_end_;
        }
    }

    /// True if there is room as of when it was looked at last.
    bool has_room() const noexcept
    {
        auto const max = maxsize();
        return max <= 0 ||
               puts_.load(std::memory_order_relaxed) + building_ - seen_gets_ <
                   static_cast<std::size_t>(max);
    }
    void lock_other_end();
    void unlock_other_end() noexcept;
    void lock_both();
    bool try_lock_both() noexcept;
    void unlock_both() noexcept;

    std::size_t items() const noexcept;
    std::size_t room() noexcept;
    cell* spare() noexcept;
    void refill() noexcept
    {
        if constexpr (two_ended)
        {
            // Not more often, or more of them, than they are used: they would
            // pile up.
            if (order_.refill() &&
                spares_.number() + used_.number() <= quota_.number())
            {
                spares_.take(used_);
            }
        }
    }
    cell* unlink();
    void reserve_place();
    void count_dropped(std::size_t number, wakeups& woken) noexcept;
    void free_all(cell_list& cells) noexcept;
    void destroy_all(cell_list& cells) noexcept;
    void link(cell* c, wakeups& woken);
    bool finished() const noexcept;
    bool aborts(in_line const& w) const noexcept;
    void call_if_finished(wakeups& woken) noexcept;
    void call(line& l, wakeups& woken) noexcept;

    bool check_progress() noexcept override;
    bool check_progress(line& l, wakeups& woken) noexcept;
    void watch(line const& l) noexcept;

    class away;
    class operation_lock;

    template<class Attempt>
    bool wait(line& l, bool block, limit const& until, call_wakeups& woken,
              Attempt attempt);
    void wait_for_room(bool block, limit const& until, call_wakeups& woken);
    cell* wait_for_item(bool block, limit const& until, call_wakeups& woken);
    template<class Attempt>
    turn step(line& l, in_line& w, bool give_up, wakeups& woken,
              Attempt attempt);

    // What a thread writes at each call shares no cache line with what threads
    // at the other end read.

    // Written once, or rarely and under both locks.
    cell_type const& type_;
    std::atomic<std::ptrdiff_t> maxsize_;
    std::atomic<bool> closed_{false};
    bool terminated_ = false; // shut down immediately
    bool abandoned_ = false;
    std::atomic<unsigned> watched_in_{0}; // one more than forks(), or 0
    unsigned idle_checks_ = 0;            // in succession
    line getters_; // guarded by the put end, but for its kept()
    line putters_; // guarded by the get end, but for its kept()

    Order order_;

    // Guarded by the lock of the put end.
    alignas(64) mutex put_end_;
    std::size_t seen_gets_ = 0; // gets_, as of when it was looked at last
    std::size_t building_ = 0;  // puts that have room and are not linked
    bool dropped_ = false;      // an item, by a shutdown
    std::exception_ptr thrown_; // by a comparison
    empty_cells spares_;
    alignas(64) std::atomic<std::size_t> puts_{0};

    // Guarded by the lock of the get end.
    alignas(64) [[no_unique_address]] std::conditional_t<two_ended, mutex,
                                                         nothing> get_end_;
    std::size_t leaving_ = 0; // cells that are unlinked and not counted
    std::size_t done_ = 0;    // tasks
    empty_cells used_;        // spares, on their way to the put end
    spare_quota quota_;       // of either
    cell_list surplus_;       // to be freed when no lock is held
    concur::detail::waiter_list joiners_;
    alignas(64) std::atomic<std::size_t> gets_{0};
};

} // namespace concur::queue::detail

#include <concur/queue/detail/engine/cells.hpp>
#include <concur/queue/detail/engine/ends.hpp>
#include <concur/queue/detail/engine/stalls.hpp>
#include <concur/queue/detail/engine/tasks.hpp>
#include <concur/queue/detail/engine/turns.hpp>
#include <concur/queue/detail/engine/waiting.hpp>

namespace concur::queue::detail {

// Compiled in the library.
extern template class CONCUR_QUEUE_DECL engine<default_policy, fifo>;
extern template class CONCUR_QUEUE_DECL engine<default_policy, lifo>;

} // namespace concur::queue::detail

#endif
