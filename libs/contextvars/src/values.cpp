// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/values.hpp>

#include <algorithm>
#include <new>
#include <utility>

namespace concur::contextvars::detail {

/// The operations on nodes, and the static empty nodes.
struct values::nodes
{
    static leaf no_leaf;
    static branch no_branch;

    static void release(leaf* n) noexcept
    {
        if (drop_owner(n))
        {
            for (auto* const v : n->held)
            {
                if (v != nullptr)
                {
                    intrusive_ptr_release(v);
                }
            }
            delete n;
        }
    }

    static void release(branch* n) noexcept
    {
        if (drop_owner(n))
        {
            for (auto* const l : n->below)
            {
                release(l);
            }
            delete n;
        }
    }

    static void destroy(root* n) noexcept
    {
        for (std::size_t i = 0; i != n->size; ++i)
        {
            release(n->below()[i]);
        }
        ::operator delete(n);
    }

    // own() replaces a node that is static or has other owners by a copy that
    // this tree alone owns.

    static void own(leaf*& n)
    {
        if (!owned(n))
        {
            auto* const mine = new leaf{{{1}}, {}};
            for (std::size_t i = 0; i != width; ++i)
            {
                mine->held[i] = n->held[i];
                if (mine->held[i] != nullptr)
                {
                    intrusive_ptr_add_ref(mine->held[i]);
                }
            }
            release(std::exchange(n, mine));
        }
    }

    static void own(branch*& n)
    {
        if (!owned(n))
        {
            auto* const mine = new branch{{{1}}, {}};
            for (std::size_t i = 0; i != width; ++i)
            {
                mine->below[i] = n->below[i];
                share(mine->below[i]);
            }
            release(std::exchange(n, mine));
        }
    }

    // Own the root, and give it at least `size` branches.
    static void own(root*& n, std::size_t size)
    {
        if (!owned(n) || n->size < size)
        {
            size = std::max(size, n->size);
            static_assert(sizeof(root) % alignof(branch*) == 0);
            auto* const mine =
                ::new (::operator new(sizeof(root) + size * sizeof(branch*)))
                    root{{{1}}, size};
            for (std::size_t i = 0; i != size; ++i)
            {
                mine->below()[i] = i < n->size ? n->below()[i] : &no_branch;
                share(mine->below()[i]);
            }
            auto* const old = std::exchange(n, mine);
            if (drop_owner(old))
            {
                destroy(old);
            }
        }
    }
};

constinit values::leaf values::nodes::no_leaf{{{0}}, {}};

#define LEAF &values::nodes::no_leaf
constinit values::branch values::nodes::no_branch{
    {{0}}, {LEAF, LEAF, LEAF, LEAF, LEAF, LEAF, LEAF, LEAF}};
#undef LEAF

constinit values::root values::no_root{{{0}}, 0};

void values::destroy(root* r) noexcept
{
    nodes::destroy(r);
}

value*& values::make_own(std::size_t index)
{
    auto const at = index / (width * width);
    nodes::own(root_, at + 1);
    auto*& b = root_->below()[at];
    nodes::own(b);
    auto*& l = b->below[index / width % width];
    nodes::own(l);
    return l->held[index % width];
}

std::size_t values::next(std::size_t index) const noexcept
{
    auto const end = root_->size * width * width;
    while (index < end)
    {
        auto const* const b = root_->below()[index / (width * width)];
        auto const* const l = b->below[index / width % width];
        if (b == &nodes::no_branch)
        {
            index = (index / (width * width) + 1) * width * width;
        }
        else if (l == &nodes::no_leaf)
        {
            index = (index / width + 1) * width;
        }
        else if (l->held[index % width] == nullptr)
        {
            ++index;
        }
        else
        {
            return index;
        }
    }
    return none;
}

bool values::operator==(values const& other) const
{
    if (size_ != other.size_)
    {
        return false;
    }
    // Comparisons may set variables. So compare copies, which set() does not
    // change.
    auto const mine = *this;
    auto const its = other;
    for (auto i = mine.next(0); i != none; i = mine.next(i + 1))
    {
        auto const* const a = mine.find(i);
        auto const* const b = its.find(i);
        if (a != b && (b == nullptr || !a->of->equal(*a, *b)))
        {
            return false;
        }
    }
    return true;
}

} // namespace concur::contextvars::detail
