// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/block_cache.hpp>

#include <algorithm>
#include <iterator>
#include <utility>

namespace concur::contextvars::detail {
namespace {

constinit CONCUR_THREAD_LOCAL bool ended = false;

// Empties the thread's slots, so that they can be used. When the thread ends,
// frees the blocks in the slots.
struct slot_owner
{
    slot_owner() noexcept
    {
        std::fill(std::begin(free_blocks), std::end(free_blocks), empty_slot);
    }

    ~slot_owner()
    {
        ended = true;
        for (auto& here : free_blocks)
        {
            if (auto const block = std::exchange(here, no_slot);
                block != empty_slot)
            {
                ::operator delete(reinterpret_cast<void*>(block));
            }
        }
    }
};

} // namespace

constinit CONCUR_THREAD_LOCAL std::uintptr_t free_blocks[cached_sizes] = {
    no_slot, no_slot, no_slot, no_slot, no_slot, no_slot, no_slot, no_slot};

void free_block(void* block, std::size_t size) noexcept
{
    if (free_blocks[size] == no_slot && !ended)
    {
        static thread_local slot_owner const owner;
        free_blocks[size] = reinterpret_cast<std::uintptr_t>(block);
    }
    else
    {
        ::operator delete(block);
    }
}

} // namespace concur::contextvars::detail
