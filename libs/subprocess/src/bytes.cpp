// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/bytes.hpp>

#include "pages.hpp"

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <ostream>

namespace concur::subprocess {
namespace detail {

// The header of an allocation; the contents follow it.
struct byte_block
{
    std::atomic<std::size_t> owners;
    std::size_t capacity;  // the size of the memory for contents
    std::size_t populated; // for pages: the end of the last populate()
    bool pages;

    char* contents() noexcept
    {
        return reinterpret_cast<char*>(this) + header;
    }

    static constexpr std::size_t header = 64;
};

static_assert(sizeof(byte_block) <= byte_block::header);

namespace {

constexpr std::size_t first_capacity = 8192 - byte_block::header;
constexpr std::size_t pages_from = 256 * 1024;
constexpr std::size_t step = 2 * 1024 * 1024;

byte_block* allocate(std::size_t capacity)
{
    bool const in_pages = capacity >= pages_from;
    auto const size = capacity + byte_block::header;
    auto at = in_pages ? pages::reserve(size) : std::malloc(size);
    if (!at)
    {
        boost::throw_exception(std::bad_alloc());
    }
    return new (at) byte_block{1, capacity, 0, in_pages};
}

void release(byte_block* block) noexcept
{
    if (block && block->owners.fetch_sub(1, std::memory_order_acq_rel) == 1)
    {
        if (block->pages)
        {
            pages::release(block, block->capacity + byte_block::header);
        }
        else
        {
            std::free(block);
        }
    }
}

// Makes a block larger. pages::resize() moves contents in pages; other contents
// are copied.
byte_block* reallocate(byte_block* block, std::size_t used,
                       std::size_t capacity)
{
    if (block->pages)
    {
        auto at = pages::resize(block, block->capacity + byte_block::header,
                                capacity + byte_block::header);
        if (!at)
        {
            boost::throw_exception(std::bad_alloc());
        }
        auto moved = static_cast<byte_block*>(at);
        moved->capacity = capacity;
        return moved;
    }
    auto larger = allocate(capacity);
    std::memcpy(larger->contents(), block->contents(), used);
    release(block);
    return larger;
}

} // namespace

char* byte_buffer::room(std::size_t least)
{
    if (room_size() < least)
    {
        auto used = data_.size_;
        auto wanted = std::max(used + least, first_capacity);
        // Twice the used size makes growth rare, and pages use no memory until
        // they are written. If the system refuses, allocate only `wanted`
        // bytes.
        auto doubled = std::max(wanted, data_.block_ ? 2 * used : 0);
        try
        {
            grow(doubled);
        }
        catch (std::bad_alloc const&)
        {
            if (doubled == wanted)
            {
                throw;
            }
            grow(wanted);
        }
    }
    auto block = data_.block_;
    if (block->pages && data_.size_ + least > block->populated)
    {
        auto end =
            std::min(data_.size_ + std::max(least, step), block->capacity);
        pages::populate(block->contents() + data_.size_, end - data_.size_);
        block->populated = end;
    }
    return block->contents() + data_.size_;
}

std::size_t byte_buffer::room_size() const noexcept
{
    return data_.block_ ? data_.block_->capacity - data_.size_ : 0;
}

void byte_buffer::append(std::string_view more)
{
    if (!more.empty())
    {
        std::memcpy(room(more.size()), more.data(), more.size());
        commit(more.size());
    }
}

void byte_buffer::erase(std::size_t from, std::size_t n) noexcept
{
    if (n != 0)
    {
        auto const to = data_.block_->contents() + from;
        std::memmove(to, to + n, data_.size_ - from - n);
        data_.size_ -= n;
    }
}

void byte_buffer::grow(std::size_t capacity)
{
    data_.block_ = data_.block_
                       ? reallocate(data_.block_, data_.size_, capacity)
                       : allocate(capacity);
}

bytes byte_buffer::take() noexcept
{
    auto block = data_.block_;
    if (block && block->pages && block->owners.load() == 1)
    {
        // Return unused pages to the system, which may move the others: so not
        // those of a shared block. If that fails, keep the larger block.
        auto at = pages::resize(block, block->capacity + byte_block::header,
                                data_.size_ + byte_block::header);
        if (at)
        {
            data_.block_ = static_cast<byte_block*>(at);
            data_.block_->capacity = data_.size_;
        }
    }
    return std::move(data_);
}

std::string byte_buffer::take_string()
{
    auto const all = view();
    std::string text;
    text.reserve(all.size());
    auto const block = data_.block_;
    bool const bulk = block && block->pages && block->owners.load() == 1;
    for (std::size_t at = 0; at < all.size(); at += step)
    {
        auto const piece = all.substr(at, step);
        if (bulk)
        {
            pages::populate(text.data() + at, piece.size());
        }
        text += piece;
        if (bulk)
        {
            pages::discard(block->contents() + at, piece.size());
        }
    }
    data_ = bytes();
    return text;
}

} // namespace detail

bytes::bytes(std::string_view data)
{
    if (!data.empty())
    {
        block_ = detail::allocate(data.size());
        std::memcpy(block_->contents(), data.data(), data.size());
        size_ = data.size();
    }
}

bytes::bytes(bytes const& other) noexcept
    : block_(other.block_), size_(other.size_)
{
    if (block_)
    {
        block_->owners.fetch_add(1, std::memory_order_relaxed);
    }
}

bytes::~bytes()
{
    detail::release(block_);
}

char const* bytes::data() const noexcept
{
    return block_ ? block_->contents() : "";
}

std::ostream& operator<<(std::ostream& out, bytes const& b)
{
    return out << std::string_view(b);
}

} // namespace concur::subprocess
