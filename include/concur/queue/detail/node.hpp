// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_NODE_HPP
#define CONCUR_QUEUE_DETAIL_NODE_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace concur::queue::detail {

/** A list node. While it is linked in a queue, there is an item in it.

    An item is constructed in the node before the node is linked, and moved out
    after the node was unlinked. So no code of the item needs to run under a
    lock.
*/
struct node
{
    node* next = nullptr;
    std::uint64_t arrival = 0; // set by orders that need it for equal items
};

/// A singly linked list of nodes. Nodes can be added at both ends.
class node_list
{
public:
    node_list() = default;
    node_list(node_list const&) = delete;
    node_list& operator=(node_list const&) = delete;

    bool empty() const noexcept
    {
        return first_ == nullptr;
    }

    /// The first node; null if there is none.
    node* front() const noexcept
    {
        return first_;
    }

    void push_front(node* n) noexcept
    {
        n->next = first_;
        if (first_ == nullptr)
        {
            end_ = &n->next;
        }
        first_ = n;
    }

    void push_back(node* n) noexcept
    {
        n->next = nullptr;
        *end_ = n;
        end_ = &n->next;
    }

    /// Remove and return the first node; null if there is none.
    node* pop_front() noexcept
    {
        auto* const n = first_;
        if (n != nullptr)
        {
            first_ = n->next;
            if (first_ == nullptr)
            {
                end_ = &first_;
            }
        }
        return n;
    }

    /// Move all nodes of another list to the front of this list.
    void splice_front(node_list& other) noexcept
    {
        if (!other.empty())
        {
            *other.end_ = first_;
            if (first_ == nullptr)
            {
                end_ = other.end_;
            }
            first_ = std::exchange(other.first_, nullptr);
            other.end_ = &other.first_;
        }
    }

private:
    node* first_ = nullptr;
    node** end_ = &first_; // where the next node is linked
};

/// A node for items of one type. The queue knows whether an item is in it.
template<class T>
struct item_node : node
{
    item_node() noexcept {}
    ~item_node() {}

    union {
        T value;
    };
};

template<class T>
T& item_of(node* n) noexcept
{
    return static_cast<item_node<T>*>(n)->value;
}

/// Move an item into a node without an item.
template<class T>
void construct_item(node* n, T&& item)
{
    std::construct_at(std::addressof(item_of<T>(n)), std::move(item));
}

template<class T>
void destroy_item(node* n) noexcept
{
    std::destroy_at(std::addressof(item_of<T>(n)));
}

/// The functions and the size of an item_node, for code that does not know the
/// type of the items.
struct node_type
{
    node* (*make)();
    void (*free)(node*) noexcept;
    void (*destroy_item)(node*) noexcept;
    std::size_t size;

    void free_all(node_list& nodes) const noexcept
    {
        while (auto* const n = nodes.pop_front())
        {
            free(n);
        }
    }

    /// Destroy the items in the nodes, and free the nodes.
    void destroy_all(node_list& nodes) const noexcept
    {
        while (auto* const n = nodes.pop_front())
        {
            destroy_item(n);
            free(n);
        }
    }
};

template<class T>
inline constexpr node_type node_type_of{
    []() -> node* { return new item_node<T>; },
    [](node* n) noexcept { delete static_cast<item_node<T>*>(n); },
    detail::destroy_item<T>, sizeof(item_node<T>)};

} // namespace concur::queue::detail

#endif
