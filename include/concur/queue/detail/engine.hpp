// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ENGINE_HPP
#define CONCUR_QUEUE_DETAIL_ENGINE_HPP

#include <concur/config.hpp>
#include <concur/detail/forks.hpp>
#include <concur/detail/wait_queue.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/errors.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/detail/node_store.hpp>
#include <concur/queue/detail/orders.hpp>
#include <concur/queue/detail/stall_watch.hpp>
#include <concur/queue/detail/task_ledger.hpp>
#include <concur/queue/policy.hpp>

#include <boost/throw_exception.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <memory>
#include <utility>

namespace concur::queue::detail {

using concur::detail::queued_waiter;
using concur::detail::wait_queue;
using concur::detail::wakeups;

/** A queue of nodes, whatever items are in them: what can be done without
    waiting.

    blocking.hpp lets threads wait for it, attempts.hpp operations and select().

    A put and a get come in two halves, between which the caller moves the item
    into or out of the node. If that can neither throw nor use the queue, the
    lock is kept in between; otherwise pause and resume unlock it.

    No function runs code of the items under a lock, except comparisons. Waiters
    that are to be woken are passed out in `wakeups`, and woken when no lock is
    held.

    @par Thread safety
    Safe, except construction and destruction.
*/
template<class Policy, class Order>
class engine final : public stallable,
                     public std::enable_shared_from_this<engine<Policy, Order>>
{
public:
    using policy = Policy;
    using store_type = node_store<typename Policy::mutex, Order>;
    static constexpr bool has_shortcuts = store_type::has_shortcuts;

    template<class... Args>
    engine(std::ptrdiff_t bound, node_type const& type, Args&&... args)
        : maxsize_(bound), nodes_(type, std::forward<Args>(args)...)
    {
    }

    engine(engine const&) = delete;
    engine& operator=(engine const&) = delete;
    ~engine() = default;

    // --- put and get without a function call, if nothing is in the way ---

    /// Lock the put end, and take a node to link at once. Nothing is locked,
    /// and the result is null, if that needs more than a few instructions: the
    /// lock is held, no node is free, there may be no room, a getter waits,
    /// room is reserved, or the queue is shut down.
    node* shortcut_to_put() noexcept
    {
        if (!nodes_.put_mutex().try_lock())
        {
            return nullptr;
        }
        node* n = nullptr;
        if (!is_shutdown() && getters_.empty() && may_put())
        {
            n = nodes_.take_free();
        }
        if (n == nullptr)
        {
            nodes_.put_mutex().unlock();
        }
        return n;
    }

    /// Link the node, and unlock.
    void finish_put(node* n) noexcept
    {
        nodes_.link(n);
        nodes_.put_mutex().unlock();
    }

    /// Lock the get end, and unlink a node at once. Nothing is locked, and the
    /// result is null, if that needs more than a few instructions: a lock is
    /// held, there is no item, a putter waits, an item is reserved, enough
    /// nodes are retired, or the queue is shut down.
    node* shortcut_to_get() noexcept
    {
        if (!nodes_.get_mutex().try_lock())
        {
            return nullptr;
        }
        node* n = nullptr;
        if (!is_shutdown() && putters_.empty() && getters_.reserved() == 0 &&
            nodes_.retires_at_once())
        {
            n = nodes_.unlink_at_once();
        }
        if (n == nullptr)
        {
            nodes_.get_mutex().unlock();
        }
        return n;
    }

    /// Retire the node, whose item was moved out, and unlock.
    void finish_get(node* n) noexcept
    {
        nodes_.retire(n);
        nodes_.get_mutex().unlock();
    }

    // --- put; see blocking.hpp for its begin ---

    /// Whether a new caller may put at once. The put end is locked.
    bool may_put() noexcept
    {
        return putters_.reserved() == 0 && room() != 0;
    }

    /// Unlock while the item is moved into the node.
    void pause_put() noexcept
    {
        nodes_.claim_room();
        nodes_.put_mutex().unlock();
    }

    void resume_put() noexcept
    {
        nodes_.put_mutex().lock();
        nodes_.release_room();
    }

    /// Link the node and unlock.
    /// @throws ... What a comparison throws; the item is destroyed then.
    void commit_put(node* n, wakeups& woken);

    /// Give back the node and the room, after pause_put().
    void cancel_put(node* n, wakeups& woken) noexcept;

    /// Link a node. The put end is locked.
    void link(node* n, wakeups& woken);

    // --- get ---

    /// Unlink a node without waiting. The get end stays locked unless the
    /// result is null.
    /// @param fair Whether to leave the items for which others have a
    /// reservation.
    node* try_get(bool fair);

    /// Unlink one more node, null if there is none for this caller. The get end
    /// is locked.
    node* get_more(bool fair);

    /// Unlock while items are moved out of nodes.
    void pause_get() noexcept
    {
        nodes_.get_mutex().unlock();
    }

    void resume_get() noexcept
    {
        nodes_.get_mutex().lock();
    }

    /// The item was moved out of an unlinked node, and destroyed.
    void retire(node* n) noexcept
    {
        nodes_.retire(n);
    }

    /// Unlock, after retire() for each unlinked node.
    void commit_get(wakeups& woken) noexcept;

    /// Link nodes again, the last one first, after pause_get(). They are
    /// destroyed if the queue was shut down immediately in the meantime.
    void cancel_get(node_list& nodes, wakeups& woken) noexcept;

    // --- waiters ---

    wait_queue& getters() noexcept
    {
        return getters_;
    }

    wait_queue& putters() noexcept
    {
        return putters_;
    }

    /// The number of items, or of places, for which these waiters wait. Both
    /// ends are locked.
    std::size_t available(wait_queue const& q) noexcept
    {
        return &q == &getters_ ? nodes_.linked() : room();
    }

    /// Whether there is nothing to wait for, and never will be. Both ends are
    /// locked.
    bool is_finished(wait_queue const& q) const noexcept
    {
        return is_shutdown() &&
               (&q == &putters_ ||
                (nodes_.linked() == 0 && !nodes_.is_room_claimed()));
    }

    /// Whether a waiter has to give up: operations end with their queue,
    /// threads wait on. Both ends are locked.
    bool aborts(concur::detail::waiter const& w) const noexcept
    {
        return abandoned_ && w.is_operation();
    }

    /// Notify waiters for which there is something. Both ends are locked.
    void notify(wait_queue& q, wakeups& woken) noexcept
    {
        if (!q.empty())
        {
            q.notify(available(q), woken);
            watch(q);
        }
    }

    /// Have waiters checked at intervals if operations may keep them waiting.
    /// An end is locked.
    void watch(wait_queue const& q) noexcept;

    // --- the rest ---

    store_type& nodes() noexcept
    {
        return nodes_;
    }

    std::size_t size() const noexcept
    {
        return nodes_.size();
    }

    std::ptrdiff_t maxsize() const noexcept
    {
        return maxsize_.load(std::memory_order_relaxed);
    }

    void set_maxsize(std::ptrdiff_t bound);

    bool full() const noexcept
    {
        auto const max = maxsize();
        return max > 0 && size() >= static_cast<std::size_t>(max);
    }

    /// The number of puts for which there is room. The put end is locked.
    std::size_t room() noexcept
    {
        // A waiter with a reservation may need a part of the room.
        return nodes_.room(maxsize(), putters_.reserved() != 0);
    }

    /// Guarded by the get end.
    task_ledger& tasks() noexcept
    {
        return tasks_;
    }

    void task_done();
    std::size_t unfinished();

    void shutdown(bool drop);

    bool is_shutdown() const noexcept
    {
        return closed_.load(std::memory_order_relaxed);
    }

    /// Keep what a comparison threw in an operation.
    void comparison_threw(std::exception_ptr exception) noexcept;
    std::exception_ptr comparison_error();

    /// The queue is destroyed: so are its items, and its operations end.
    /// Threads that wait keep the engine, and wait as if nothing came any more.
    void abandon() noexcept;

    /// Both ends are locked.
    bool is_abandoned() const noexcept
    {
        return abandoned_;
    }

private:
    // At intervals of 10 ms, a second.
    static constexpr unsigned most_idle_checks = 100;

    void lock_both()
    {
        nodes_.check_reentry();
        nodes_.lock_both();
    }

    void notify_if_finished(wakeups& woken) noexcept;
    bool check_progress() noexcept override;
    bool check_progress(wait_queue& q, wakeups& woken) noexcept;

    // Written rarely, and under both locks.
    std::atomic<std::ptrdiff_t> maxsize_;
    std::atomic<bool> closed_{false};
    bool terminated_ = false; // shut down immediately
    bool abandoned_ = false;
    std::atomic<unsigned> watched_in_{0}; // one more than forks(), or 0
    unsigned idle_checks_ = 0;            // in succession
    // Both locks guard these. The lock of the put end alone allows to notify
    // getters, and to read all of getters_ and the reservations of putters_;
    // that of the get end the other way round.
    wait_queue getters_;
    wait_queue putters_;
    alignas(64) task_ledger tasks_;
    std::exception_ptr thrown_; // by a comparison; guarded by the put end
    // Destroyed first: the destructors of items may use the queue.
    node_store<typename Policy::mutex, Order> nodes_;
};

/** Locks both ends for an attempt.

    A comparison may run an executor, and so an operation of the queue that
    compares: then this thread has locked both ends already.
*/
template<class Engine>
class attempt_lock
{
public:
    explicit attempt_lock(Engine& e) noexcept
        : nodes_(e.nodes()), in_comparison_(nodes_.in_comparison())
    {
        if (!in_comparison_)
        {
            nodes_.lock_both();
        }
    }

    ~attempt_lock()
    {
        if (!in_comparison_)
        {
            nodes_.unlock_both();
        }
    }

    attempt_lock(attempt_lock const&) = delete;
    attempt_lock& operator=(attempt_lock const&) = delete;

private:
    typename Engine::store_type& nodes_;
    bool const in_comparison_;
};

} // namespace concur::queue::detail

#include <concur/queue/detail/engine_impl.hpp>

namespace concur::queue::detail {

// Compiled in the library.
extern template class CONCUR_QUEUE_DECL engine<default_policy, fifo>;
extern template class CONCUR_QUEUE_DECL engine<default_policy, lifo>;

} // namespace concur::queue::detail

#endif
