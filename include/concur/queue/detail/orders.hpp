// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ORDERS_HPP
#define CONCUR_QUEUE_DETAIL_ORDERS_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/node.hpp>

#include <cstddef>

// clang-format off

// The orders in which items leave a queue. An order has these members:
//
//   two_ended        whether link() and unlink() touch different data, so that
//                    each end of the queue can have a lock of its own
//   compares         whether link() and unlink() compare items, and may throw;
//                    if not, they need no reserve()
//   reserve(n)       allocate for n more nodes; one-ended orders only
//   shrink(n)        free memory, but keep enough for n more nodes; one-ended
//                    orders only
//   link(node*)      add a node; the put end is locked
//   unlink()         remove and return the next node, or null; the get end
//                    is locked
//   is_ready()       whether unlink() would find a node; the get end is locked;
//                    two-ended orders only
//   refill()         called when unlink() would find no node: let it find the
//                    linked nodes; both ends are locked; two-ended orders only
//   restore(node*)   undo an unlink(); the get end is locked
//   take_all(list)   remove all nodes; both ends are locked
//   in_comparison()  whether the calling thread is comparing items; then it
//                    holds the lock

// clang-format on

namespace concur::queue::detail {

/// First in, first out. With a lock for each end, one producer and one consumer
/// of `int` take a quarter of the time that they take with one lock
/// (bin/bench/queue spsc-int-1024).
class fifo
{
public:
    static constexpr bool two_ended = true;
    static constexpr bool compares = false;

    void link(node* n) noexcept
    {
        in_.push_back(n);
    }

    node* unlink() noexcept
    {
        return out_.pop_front();
    }

    bool is_ready() const noexcept
    {
        return !out_.empty();
    }

    void refill() noexcept
    {
        out_.splice_front(in_);
    }

    void restore(node* n) noexcept
    {
        out_.push_front(n);
    }

    void take_all(node_list& to) noexcept
    {
        to.splice_front(in_);
        to.splice_front(out_);
    }

    static constexpr bool in_comparison() noexcept
    {
        return false;
    }

private:
    alignas(64) node_list in_;  // linked here; guarded by the put end's lock
    alignas(64) node_list out_; // unlinked here; guarded by the get end's lock
};

/// Last in, first out.
class lifo
{
public:
    static constexpr bool two_ended = false;
    static constexpr bool compares = false;

    void reserve(std::size_t) const noexcept {}
    void shrink(std::size_t) const noexcept {}

    void link(node* n) noexcept
    {
        nodes_.push_front(n);
    }

    node* unlink() noexcept
    {
        return nodes_.pop_front();
    }

    void restore(node* n) noexcept
    {
        nodes_.push_front(n);
    }

    void take_all(node_list& to) noexcept
    {
        to.splice_front(nodes_);
    }

    static constexpr bool in_comparison() noexcept
    {
        return false;
    }

private:
    node_list nodes_;
};

} // namespace concur::queue::detail

#endif
