// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_NODE_POOL_HPP
#define CONCUR_QUEUE_DETAIL_NODE_POOL_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/detail/node_quota.hpp>

#include <cstddef>
#include <utility>

namespace concur::queue::detail {

/** Free nodes at one end of a queue.

    @par Thread safety
    Unsafe: the caller holds the lock of that end.
*/
class free_nodes
{
public:
    bool empty() const noexcept
    {
        return number_ == 0;
    }

    std::size_t number() const noexcept
    {
        return number_;
    }

    void push(node* n) noexcept
    {
        nodes_.push_front(n);
        ++number_;
    }

    /// Remove and return a node; null if there is none.
    node* pop() noexcept
    {
        number_ -= !empty();
        return nodes_.pop_front();
    }

    void take_all(node_list& to) noexcept
    {
        to.splice_front(nodes_);
        number_ = 0;
    }

    /// Take all nodes of another object.
    void splice(free_nodes& other) noexcept
    {
        nodes_.splice_front(other.nodes_);
        number_ += std::exchange(other.number_, 0);
    }

private:
    node_list nodes_;
    std::size_t number_ = 0; // of nodes_
};

/** Nodes whose items were got.

    A quota limits the number of nodes that are kept for the put end. The other
    nodes are excess, which the caller must free when no lock is held.

    @par Thread safety
    Unsafe: the caller holds the lock of the get end.
*/
class retired_nodes
{
public:
    explicit retired_nodes(std::size_t node_size) noexcept : quota_(node_size)
    {
    }

    /// Whether push() keeps a node without raising the quota.
    bool has_room() const noexcept
    {
        return kept_.number() < quota_.number();
    }

    void push(node* n) noexcept
    {
        if (has_room() || quota_.grow())
        {
            kept_.push(n);
        }
        else
        {
            excess_.push_front(n);
        }
    }

    /// Move the kept nodes to the free nodes of the put end, unless there would
    /// be too many. Both ends are locked.
    void move_to(free_nodes& to) noexcept
    {
        if (to.number() + kept_.number() <= quota_.number())
        {
            to.splice(kept_);
        }
    }

    /// Move the nodes that must be freed to a list.
    void take_excess(node_list& to) noexcept
    {
        to.splice_front(excess_);
    }

    void take_all(node_list& to) noexcept
    {
        kept_.take_all(to);
        take_excess(to);
    }

private:
    free_nodes kept_;
    node_quota quota_; // for kept_, and for the free nodes of the put end
    node_list excess_;
};

} // namespace concur::queue::detail

#endif
