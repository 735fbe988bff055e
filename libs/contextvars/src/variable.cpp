// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/variable.hpp>

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>

namespace concur::contextvars::detail {
namespace {

// A bit for each index: whether the index is in use. The blocks are never
// freed. The lowest free index is used first. There is no lock, and every
// change is one atomic operation. So the bits are valid after a fork() at any
// moment.
struct index_block
{
    static constexpr std::size_t words = 16;
    static constexpr std::size_t bits = 64;

    std::array<std::atomic<std::uint64_t>, words> used{};
    std::atomic<index_block*> next{nullptr};
};

// The block of the first indices. Index 0 is not used. The block is initialised
// at compile time, since variables may be constructed before all other static
// objects and destroyed after them.
constinit index_block first_block;

index_block& after(index_block& block)
{
    auto* next = block.next.load(std::memory_order_acquire);
    if (next == nullptr)
    {
        auto made = std::make_unique<index_block>();
        if (block.next.compare_exchange_strong(next, made.get(),
                                               std::memory_order_acq_rel))
        {
            next = made.release();
        }
    }
    return *next;
}

// Set the lowest clear bit and return its number. Return std::nullopt if no bit
// is clear. Bits of `reserved` are never set.
std::optional<int> take_clear_bit(std::atomic<std::uint64_t>& word,
                                  std::uint64_t reserved) noexcept
{
    auto used = word.load(std::memory_order_relaxed);
    while (~(used | reserved) != 0)
    {
        auto const bit = std::countr_one(used | reserved);
        if (word.compare_exchange_weak(used, used | std::uint64_t(1) << bit,
                                       std::memory_order_acquire,
                                       std::memory_order_relaxed))
        {
            return bit;
        }
    }
    return std::nullopt;
}

std::size_t take_index()
{
    auto* block = &first_block;
    for (std::size_t base = 0;; block = &after(*block))
    {
        for (auto& word : block->used)
        {
            if (auto const bit = take_clear_bit(word, base == 0 ? 1 : 0))
            {
                return base + static_cast<std::size_t>(*bit);
            }
            base += index_block::bits;
        }
    }
}

void release_index(std::size_t index) noexcept
{
    auto* block = &first_block;
    for (auto n = index / (index_block::words * index_block::bits); n != 0; --n)
    {
        block = block->next.load(std::memory_order_acquire);
    }
    auto& word = block->used[index / index_block::bits % index_block::words];
    word.fetch_and(~(std::uint64_t(1) << index % index_block::bits),
                   std::memory_order_release);
}

} // namespace

variable::variable(std::string name)
    : name_(std::move(name)), index_(take_index())
{
}

variable::~variable()
{
    release_index(index_);
}

} // namespace concur::contextvars::detail
