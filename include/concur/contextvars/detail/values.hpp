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

    A tree of three levels whose nodes are shared by copies, until one of them
    is about to be changed: then it gets nodes of its own, along one path. So a
    copy costs the same whatever there is to copy.

    Below the root there are eight branches to a node, for the path to be short
    to walk and quick to copy. Where nothing is, there are nodes of which all
    there is is empty, and which belong to nobody, so that a walk need not look.

    @par Thread safety
    Distinct objects may be used concurrently, though they share nodes.
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
        if (let_go(root_))
        {
            destroy(root_);
        }
    }

    std::size_t size() const noexcept
    {
        return size_;
    }

    /// Null if there is none.
    value* find(std::size_t index) const noexcept
    {
        auto const at = index / (width * width);
        return at < root_->size ? root_->below()[at]
                                      ->below[index / width % width]
                                      ->held[index % width]
                                : nullptr;
    }

    /** Exchange the value at an index, null for none. What goes in has an owner
        the less, what comes out one the more.

        @throws std::bad_alloc Nothing has changed.
    */
    value* exchange(std::size_t index, value* v)
    {
        if (v == nullptr && find(index) == nullptr)
        {
            return nullptr;
        }
        auto*& here = own(index);
        if (v == nullptr || here == nullptr)
        {
            size_ += v != nullptr ? std::size_t(1) : std::size_t(0);
            size_ -= here != nullptr ? std::size_t(1) : std::size_t(0);
        }
        return std::exchange(here, v);
    }

    /// The first index from this one on at which there is a value, or none.
    CONCUR_CONTEXTVARS_DECL std::size_t next(std::size_t index) const noexcept;

    CONCUR_CONTEXTVARS_DECL bool operator==(values const& other) const;

private:
    static constexpr std::size_t width = 8;

    struct node
    {
        std::atomic<std::uint32_t> owners; // none of what is never destroyed
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

        // So many, behind it.
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

    // True if that was the last owner.
    static bool let_go(node* n) noexcept
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

    // The place, in nodes that nobody else has.
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
