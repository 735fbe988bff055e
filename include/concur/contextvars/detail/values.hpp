// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_VALUES_HPP
#define CONCUR_CONTEXTVARS_DETAIL_VALUES_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/variable.hpp>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace concur::contextvars::detail {

/** The values of a context, by the indices of their variables.

    A persistent tree of three levels. Copies of the tree share its nodes. A
    change of a copy first copies the nodes on the path to the value. So the
    time to copy a tree does not depend on the number of values.

    Each node below the root has only eight children, so it is quickly copied.
    In place of a missing child there is a static empty node, which is never
    freed. So a look-up needs no null checks.

    @par Thread safety
    Distinct objects: safe, even if they share nodes.
*/
class values
{
public:
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

    constexpr values() noexcept = default;

    values(values const& other) noexcept
        : root_(other.root_), size_(other.size_)
    {
        share(root_);
    }

    values(values&& other) noexcept
        : root_(std::exchange(other.root_, &no_root)),
          size_(std::exchange(other.size_, 0))
    {
    }

    values& operator=(values other) noexcept
    {
        std::swap(root_, other.root_);
        std::swap(size_, other.size_);
        return *this;
    }

    ~values()
    {
        if (drop_owner(root_))
        {
            destroy(root_);
        }
    }

    std::size_t size() const noexcept
    {
        return size_;
    }

    /// The value at an index; null if there is none.
    value* find(std::size_t index) const noexcept
    {
        auto const at = index / (width * width);
        return at < root_->size ? root_->below()[at]
                                      ->below[index / width % width]
                                      ->held[index % width]
                                : nullptr;
    }

    /** Replace the value at an index. Null means no value.

        @param v The new value. The caller owned it; now this object does.

        @return The previous value, which the caller owns now.

        @throws std::bad_alloc There is no memory. Nothing has changed.
    */
    value* exchange(std::size_t index, value* v)
    {
        if (v == nullptr && find(index) == nullptr)
        {
            return nullptr;
        }
        auto*& here = own(index);
        if (v != nullptr && here == nullptr)
        {
            ++size_;
        }
        else if (v == nullptr && here != nullptr)
        {
            --size_;
        }
        return std::exchange(here, v);
    }

    /// The first index at which there is a value, `index` or greater; else
    /// `none`.
    CONCUR_CONTEXTVARS_DECL std::size_t next(std::size_t index) const noexcept;

    /// Whether both have equal values for the same variables.
    CONCUR_CONTEXTVARS_DECL bool operator==(values const& other) const;

private:
    static constexpr std::size_t width = 8;

    struct node
    {
        std::atomic<std::uint32_t> owners; // 0 for the static nodes
    };

    struct leaf : node
    {
        value* held[width];
    };

    struct branch : node
    {
        leaf* below[width];
    };

    struct root : node
    {
        std::size_t size;

        // An array of `size` pointers, which follows this object in memory.
        branch** below() noexcept
        {
            return reinterpret_cast<branch**>(this + 1);
        }
    };

    struct nodes;

    CONCUR_CONTEXTVARS_DECL static root no_root;

    static void share(node* n) noexcept
    {
        if (n->owners.load(std::memory_order_relaxed) != 0)
        {
            n->owners.fetch_add(1, std::memory_order_relaxed);
        }
    }

    // Remove an owner. Return true if it was the last owner.
    static bool drop_owner(node* n) noexcept
    {
        auto const owners = n->owners.load(std::memory_order_acquire);
        return owners == 1 ||
               (owners != 0 &&
                n->owners.fetch_sub(1, std::memory_order_acq_rel) == 1);
    }

    static bool owned(node const* n) noexcept
    {
        return n->owners.load(std::memory_order_acquire) == 1;
    }

    // Copies the shared nodes on the path to an index. Returns the place of the
    // value.
    value*& own(std::size_t index)
    {
        auto const at = index / (width * width);
        if (at < root_->size && owned(root_))
        {
            auto* const b = root_->below()[at];
            auto* const l = b->below[index / width % width];
            if (owned(b) && owned(l))
            {
                return l->held[index % width];
            }
        }
        return make_own(index);
    }

    value*& make_own(std::size_t index);

    CONCUR_CONTEXTVARS_DECL static void destroy(root* r) noexcept;

    root* root_ = &no_root;
    std::size_t size_ = 0;
};

} // namespace concur::contextvars::detail

#endif
