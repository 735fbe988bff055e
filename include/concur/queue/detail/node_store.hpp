// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_NODE_STORE_HPP
#define CONCUR_QUEUE_DETAIL_NODE_STORE_HPP

#include <concur/config.hpp>
#include <concur/errors.hpp>
#include <concur/queue/detail/ends.hpp>
#include <concur/queue/detail/node.hpp>

#include <boost/throw_exception.hpp>

#include <cstddef>
#include <mutex>
#include <type_traits>
#include <utility>

namespace concur::queue::detail {

/** The nodes of a queue in their order, with a put end and a get end.

    With a two-ended order, each end has a lock: threads that put and threads
    that get do not contend until an end needs nodes from the other end. With
    another order, one lock guards both ends. If both locks are taken, the lock
    of the get end is taken first.

    @par Thread safety
    Safe: type(), size(), puts(), and the functions under the heading "locks".
    For others, the heading or a comment says which end must be locked.
*/
template<class Mutex, class Order>
class node_store
{
public:
    static constexpr bool two_ended = Order::two_ended;
    /// Whether the mutex has try_lock(), link() and unlink() do not throw, and
    /// link() needs no reserve().
    static constexpr bool has_shortcuts =
        !Order::compares && requires(Mutex & m)
    {
        m.try_lock();
    };

    template<class... Args>
    explicit node_store(node_type const& type, Args&&... args)
        : type_(type), order_(std::forward<Args>(args)...), get_(type.size)
    {
    }

    node_store(node_store const&) = delete;
    node_store& operator=(node_store const&) = delete;

    ~node_store()
    {
        node_list nodes;
        // Repeat, since the destructor of an item may put more items.
        for (order_.take_all(nodes); !nodes.empty(); order_.take_all(nodes))
        {
            type_.destroy_all(nodes);
        }
        put_.free.take_all(nodes);
        get_.retired.take_all(nodes);
        type_.free_all(nodes);
    }

    node_type const& type() const noexcept
    {
        return type_;
    }

    // --- locks ---

    /// Whether the calling thread is comparing items of this queue. Then it
    /// holds the lock.
    bool in_comparison() const noexcept
    {
        return order_.in_comparison();
    }

    /// Check, before a lock is taken, that this thread does not hold it.
    /// @throws RuntimeError The calling thread is comparing items of this
    /// queue, so it holds the lock already.
    void check_reentry() const
    {
        if (in_comparison())
        {
            boost::throw_exception(
                RuntimeError("a comparison uses the queue that compares"));
        }
    }

    Mutex& put_mutex() noexcept
    {
        return put_.mutex;
    }

    Mutex& get_mutex() noexcept
    {
        if constexpr (two_ended)
        {
            return get_.mutex;
        }
        else
        {
            return put_.mutex;
        }
    }

    /// Lock the put end also. The get end is locked already.
    void lock_other_end()
    {
        if constexpr (two_ended)
        {
            put_.mutex.lock();
        }
    }

    void unlock_other_end() noexcept
    {
        if constexpr (two_ended)
        {
            put_.mutex.unlock();
        }
    }

    void lock_both()
    {
        get_mutex().lock();
        lock_other_end();
    }

    void unlock_both() noexcept
    {
        unlock_other_end();
        get_mutex().unlock();
    }

    /// Lock both ends, unless another thread holds a lock. If the mutex has no
    /// try_lock(), wait for that thread.
    /// @return False if the ends were not locked.
    bool try_lock_both() noexcept
    {
        if constexpr (!requires(Mutex & m) { m.try_lock(); })
        {
            lock_both();
            return true;
        }
        else if constexpr (two_ended)
        {
            return std::try_lock(get_.mutex, put_.mutex) == -1;
        }
        else
        {
            return put_.mutex.try_lock();
        }
    }

    // --- numbers ---

    /// The number of items at some moment during the call.
    std::size_t size() const noexcept
    {
        // Repeat until the number of gets did not change while the number of
        // puts was read.
        for (auto gets = get_.gets();;)
        {
            auto const puts = put_.puts();
            auto const still = get_.gets();
            if (still == gets)
            {
                return puts - gets;
            }
            gets = still;
        }
    }

    /// The number of nodes that can be unlinked. It is exact if both ends are
    /// locked. If only the get end is locked, more nodes may be linked during
    /// the call.
    std::size_t linked() const noexcept
    {
        return size() - get_.in_use();
    }

    std::size_t puts() const noexcept
    {
        return put_.puts();
    }

    // --- the put end is locked ---

    /// The number of puts for which there is room; see put_end::room().
    std::size_t room(std::ptrdiff_t bound, bool exact) noexcept
    {
        return put_.room(bound, get_, exact);
    }

    /// Claim room for a put that will link its node later.
    void claim_room() noexcept
    {
        put_.claim_room();
    }

    void release_room() noexcept
    {
        put_.release_room();
    }

    /// Whether a put has claimed room and has not linked its node yet.
    bool is_room_claimed() const noexcept
    {
        return put_.claims() != 0;
    }

    /// Take a free node; null if there is none.
    node* take_free() noexcept
    {
        if constexpr (!two_ended)
        {
            if (put_.free.empty())
            {
                get_.retired.move_to(put_.free);
            }
        }
        return put_.free.pop();
    }

    void give_back(node* n) noexcept
    {
        put_.free.push(n);
    }

    /// Allocate for one more node, for the nodes of claimed room, and for
    /// unlinked nodes that may be restored. So link() and unlink() need no
    /// memory.
    void reserve()
    {
        if constexpr (!two_ended)
        {
            order_.reserve(put_.claims() + get_.in_use() + 1);
        }
    }

    /// Link a node, and count the put.
    /// @throws ... The exception of a comparison. Then nothing has changed.
    void link(node* n)
    {
        order_.link(n);
        put_.count_put();
    }

    // --- the get end is locked ---

    /// Unlink the next node; null if there is none. Lock the put end for a
    /// moment if necessary.
    /// @throws ... The exception of a comparison. Then nothing has changed.
    node* unlink()
    {
        if (needs_refill() && linked() != 0)
        {
            lock_other_end();
            refill();
            unlock_other_end();
        }
        return pop();
    }

    /// Unlink the next node. The result is null if there is none, or if the put
    /// end must be locked and another thread holds its lock.
    node* unlink_at_once() noexcept
    {
        if (needs_refill() && linked() != 0 && put_.mutex.try_lock())
        {
            refill();
            put_.mutex.unlock();
        }
        return pop();
    }

    /// Whether retire() of one node neither raises the quota nor makes excess.
    bool retires_at_once() const noexcept
    {
        return get_.retired.has_room();
    }

    /// Retire an unlinked node whose item was moved out and destroyed.
    void retire(node* n) noexcept
    {
        get_.retired.push(n);
        get_.end_use();
        get_.count_gets(1);
    }

    /// Unlock the get end, and free memory that is not needed any more.
    void shrink_and_unlock() noexcept
    {
        if constexpr (!two_ended)
        {
            order_.shrink(put_.claims() + get_.in_use());
        }
        node_list excess;
        get_.retired.take_excess(excess);
        get_mutex().unlock();
        type_.free_all(excess);
    }

    // --- both ends are locked ---

    /// Unlink the next node; null if there is none.
    /// @throws ... The exception of a comparison. Then nothing has changed.
    node* unlink_under_both()
    {
        refill();
        return pop();
    }

    /// Link unlinked nodes again. The list begins with the node that was
    /// unlinked last.
    void restore(node_list& nodes) noexcept
    {
        while (auto* const n = nodes.pop_front())
        {
            order_.restore(n);
            get_.end_use();
        }
    }

    /// Count the items of unlinked nodes as got. The caller must destroy them.
    /// The list begins with the node that was unlinked last, and is reversed.
    /// @return The number of nodes.
    std::size_t drop(node_list& nodes) noexcept
    {
        node_list dropped;
        std::size_t number = 0;
        for (; auto* const n = nodes.pop_front(); ++number)
        {
            dropped.push_front(n);
            get_.end_use();
        }
        nodes.splice_front(dropped);
        get_.count_gets(number);
        return number;
    }

    /// Unlink all nodes, and count their items as got.
    /// @return The number of nodes.
    std::size_t drop_all(node_list& to) noexcept
    {
        auto const number = linked();
        order_.take_all(to);
        get_.count_gets(number);
        return number;
    }

private:
    bool needs_refill() const noexcept
    {
        if constexpr (two_ended)
        {
            return !order_.is_ready();
        }
        return false;
    }

    void refill() noexcept
    {
        if constexpr (two_ended)
        {
            if (needs_refill())
            {
                order_.refill();
                get_.retired.move_to(put_.free);
            }
        }
    }

    node* pop()
    {
        auto* const n = order_.unlink();
        if (n != nullptr)
        {
            get_.begin_use();
        }
        return n;
    }

    node_type const& type_;
    Order order_;
    put_end<Mutex> put_;
    get_end<std::conditional_t<two_ended, Mutex, no_mutex>> get_;
};

} // namespace concur::queue::detail

#endif
