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
#include <concur/queue/detail/attempt_lock.hpp>
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

/** A queue of nodes, without the type of the items. Its functions do not wait.

    blocking.hpp adds waiting threads, attempts.hpp adds operations and
    select().

    A put or a get has two halves. Between them the caller moves the item into
    or out of the node. If the move can neither throw nor use the queue, the
    lock may stay locked during the move. Otherwise the pause functions unlock
    it before the move, and the resume functions lock it again.

    Such moves and comparisons are the only code of items that runs under a
    lock. Functions put the waiters that must be woken into `wakeups`, which
    wakes them when no lock is held.

    @par Thread safety
    Safe, except construction and destruction. The comment of a function says if
    an end must be locked.
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

    // --- fast put and get, which are inlined ---

    /// Lock the put end, and take a free node. The result is null, and nothing
    /// is locked, if a put needs more than a few instructions: the lock is
    /// held, no node is free, there may be no room, a getter waits, room is
    /// reserved, or the queue is shut down.
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

    /// Link the node of shortcut_to_put(), and unlock.
    void finish_put(node* n) noexcept
    {
        nodes_.link(n);
        nodes_.put_mutex().unlock();
    }

    /// Lock the get end, and unlink a node. The result is null, and nothing is
    /// locked, if a get needs more than a few instructions: a lock is held,
    /// there is no item, a putter waits, an item is reserved, enough nodes are
    /// retired, or the queue is shut down.
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

    /// Retire the node of shortcut_to_get(), whose item was moved out, and
    /// unlock.
    void finish_get(node* n) noexcept
    {
        nodes_.retire(n);
        nodes_.get_mutex().unlock();
    }

    // --- put, which begins in begin_put() of blocking.hpp ---

    /// Whether a new caller may put at once. The put end is locked.
    bool may_put() noexcept
    {
        return putters_.reserved() == 0 && room() != 0;
    }

    /// Claim room and unlock, before the item is moved into the node.
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

    /// Link the node, notify getters and unlock. If the queue was shut down in
    /// the meantime and dropped its items, destroy the node.
    /// @throws ... The exception of a comparison. Then the item is destroyed.
    void commit_put(node* n, wakeups& woken);

    /// Give the node and the claimed room back, after pause_put().
    void cancel_put(node* n, wakeups& woken) noexcept;

    /// Link a node and notify getters. The put end is locked.
    /// @throws ... The exception of a comparison. Then nothing has changed.
    void link(node* n, wakeups& woken);

    // --- get ---

    /// Lock the get end, and unlink a node. If the result is null, or a
    /// comparison throws, nothing is locked.
    /// @param fair Whether to leave the items that are reserved for waiters.
    node* try_get(bool fair);

    /// Unlink one more node; null if there is none for this caller. The get end
    /// is locked.
    node* get_more(bool fair);

    /// Unlock, before items are moved out of nodes.
    void pause_get() noexcept
    {
        nodes_.get_mutex().unlock();
    }

    void resume_get() noexcept
    {
        nodes_.get_mutex().lock();
    }

    /// Retire an unlinked node whose item was moved out and destroyed. The get
    /// end is locked.
    void retire(node* n) noexcept
    {
        nodes_.retire(n);
    }

    /// Notify putters and unlock, after each unlinked node was retired.
    void commit_get(wakeups& woken) noexcept;

    /// Link unlinked nodes again, after pause_get(). The list begins with the
    /// node that was unlinked last. If the queue was shut down in the meantime
    /// and dropped its items, destroy the nodes.
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

    /// The number of units that the waiters of `q` wait for: items for getters,
    /// free places for putters. Both ends are locked.
    std::size_t available(wait_queue const& q) noexcept
    {
        return &q == &getters_ ? nodes_.linked() : room();
    }

    /// Whether the waiters of `q` must give up, since the queue was shut down.
    /// Both ends are locked.
    bool is_finished(wait_queue const& q) const noexcept
    {
        return is_shutdown() &&
               (&q == &putters_ ||
                (nodes_.linked() == 0 && !nodes_.is_room_claimed()));
    }

    /// Whether a waiter must give up, since the queue was destroyed. Only
    /// operations give up. Threads go on waiting. Both ends are locked.
    bool aborts(concur::detail::waiter const& w) const noexcept
    {
        return abandoned_ && w.is_operation();
    }

    /// Notify the waiters for which there are units. Both ends are locked.
    void notify(wait_queue& q, wakeups& woken) noexcept
    {
        if (!q.empty())
        {
            q.notify(available(q), woken);
            watch(q);
        }
    }

    /// Start checks at intervals if operations may keep the waiters of `q`
    /// waiting. One end is locked.
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

    /// The number of puts for which there is room. It may be too small while no
    /// room is reserved, but it is 0 only if there is no room. The put end is
    /// locked.
    std::size_t room() noexcept
    {
        // The exact number is needed only if a part of the room is reserved.
        return nodes_.room(maxsize(), putters_.reserved() != 0);
    }

    /// The ledger of the queue's tasks. The lock of the get end guards it.
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

    /// Store the exception of an operation's comparison for comparison_error().
    void comparison_threw(std::exception_ptr exception) noexcept;
    std::exception_ptr comparison_error();

    /// Destroy the items and abort the operations. Called when the queue is
    /// destroyed. Waiting threads share the ownership of the engine. They
    /// continue to wait, as if no item and no free place ever came.
    void abandon() noexcept;

    /// Whether the queue was destroyed. Both ends are locked.
    bool is_abandoned() const noexcept
    {
        return abandoned_;
    }

private:
    // One second, at intervals of 10 ms.
    static constexpr unsigned most_idle_checks = 100;

    void lock_both()
    {
        nodes_.check_reentry();
        nodes_.lock_both();
    }

    void notify_if_finished(wakeups& woken) noexcept;
    bool check_progress() noexcept override;
    bool check_progress(wait_queue& q, wakeups& woken) noexcept;

    // The members up to abandoned_ are written rarely, and under both locks.
    std::atomic<std::ptrdiff_t> maxsize_;
    std::atomic<bool> closed_{false};
    bool terminated_ = false; // shutdown(true) was called
    bool abandoned_ = false;
    std::atomic<unsigned> watched_in_{0}; // forks() + 1; 0 if not watched
    unsigned idle_checks_ = 0; // successive checks, no stall possible
    // Both locks guard these wait queues. The lock of the put end is enough to
    // notify getters, to read getters_, and to read the reservations of
    // putters_. The lock of the get end is enough to notify putters, to read
    // putters_, and to read the reservations of getters_.
    wait_queue getters_;
    wait_queue putters_;
    alignas(64) task_ledger tasks_;
    std::exception_ptr thrown_; // of a comparison; guarded by the put end
    // This member is destroyed first, since destructors of items may use the
    // queue.
    store_type nodes_;
};

} // namespace concur::queue::detail

#include <concur/queue/detail/engine_impl.hpp>

namespace concur::queue::detail {

// These classes are compiled in the library.
extern template class CONCUR_QUEUE_DECL engine<default_policy, fifo>;
extern template class CONCUR_QUEUE_DECL engine<default_policy, lifo>;

} // namespace concur::queue::detail

#endif
