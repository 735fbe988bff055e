// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_BLOCK_CACHE_HPP
#define CONCUR_CONTEXTVARS_DETAIL_BLOCK_CACHE_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>

// The memory of values of variables. Each thread keeps one free block of each
// small size: a set() often needs a block that an earlier set() or reset() has
// freed. A set() and its reset() take 13 ns with a kept block, and 22 ns if the
// block is allocated and freed (bin/bench/contextvars set-reset-1).

namespace concur::contextvars::detail {

/// The sizes of small blocks are block_unit times 1, 2 and so on up to
/// cached_sizes. Only free blocks of these sizes are kept.
inline constexpr std::size_t block_unit = 16;
inline constexpr std::size_t cached_sizes = 8;

/// A slot of free_blocks holds the address of a free block, or empty_slot if
/// there is none. It holds no_slot before the thread's first free_block(), and
/// while the thread is ending.
inline constexpr std::uintptr_t empty_slot = 0;
inline constexpr std::uintptr_t no_slot = 1;

extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL
    std::uintptr_t free_blocks[cached_sizes];

/// Free a block: the slow path of deallocate() if the slot has a block already
/// or is no_slot. The thread's first small block is kept instead.
CONCUR_CONTEXTVARS_DECL void free_block(void* block, std::size_t size) noexcept;

/// Memory for the objects of a type.
template<class T>
struct memory_of
{
    static void* allocate()
    {
        if constexpr (size < cached_sizes)
        {
            auto& here = free_blocks[size];
            return here > no_slot ? reinterpret_cast<void*>(
                                        std::exchange(here, empty_slot))
                                  : ::operator new((size + 1) * block_unit);
        }
        else
        {
            return ::operator new(sizeof(T), std::align_val_t(alignof(T)));
        }
    }

    static void deallocate(void* block) noexcept
    {
        if constexpr (size < cached_sizes)
        {
            if (auto& here = free_blocks[size]; here == empty_slot)
            {
                here = reinterpret_cast<std::uintptr_t>(block);
            }
            else
            {
                free_block(block, size);
            }
        }
        else
        {
            ::operator delete(block, std::align_val_t(alignof(T)));
        }
    }

private:
    static constexpr auto size =
        alignof(T) <= block_unit ? (sizeof(T) - 1) / block_unit : cached_sizes;
};

} // namespace concur::contextvars::detail

#endif
