// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_BYTES_HPP
#define CONCUR_SUBPROCESS_BYTES_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>

namespace concur::subprocess {

namespace detail {
class byte_buffer;
struct byte_block;
} // namespace detail

/** Immutable bytes, as Python's `bytes`; the container for large outputs.

    On Linux, large contents are in memory pages of the system. Binary output is
    collected there without being copied. Copies of an object share the
    contents. Choose this class, as the member `bytes` of a policy, for children
    that write many megabytes. Otherwise `std::string` is more convenient.

    @par Thread safety
    Distinct objects: safe, also when they share contents. Shared objects: safe
    for const functions.
*/
class CONCUR_SUBPROCESS_DECL bytes
{
public:
    /// The types of a container of characters.
    using value_type = char;
    using const_iterator = char const*;
    using iterator = const_iterator;

    bytes() noexcept = default;

    /// A copy of some bytes.
    explicit bytes(std::string_view data);

    bytes(bytes const& other) noexcept;

    bytes(bytes&& other) noexcept
        : block_(std::exchange(other.block_, nullptr)),
          size_(std::exchange(other.size_, 0))
    {
    }

    bytes& operator=(bytes other) noexcept
    {
        std::swap(block_, other.block_);
        std::swap(size_, other.size_);
        return *this;
    }

    ~bytes();

    /// The address of the size() bytes.
    char const* data() const noexcept;

    /// The number of bytes.
    std::size_t size() const noexcept
    {
        return size_;
    }

    /// Whether there are no bytes.
    bool empty() const noexcept
    {
        return size_ == 0;
    }

    /// The first byte.
    const_iterator begin() const noexcept
    {
        return data();
    }

    /// The end of the bytes.
    const_iterator end() const noexcept
    {
        return data() + size_;
    }

    /// A byte; `i` must be less than size().
    char operator[](std::size_t i) const noexcept
    {
        return data()[i];
    }

    /// A view of the bytes, valid while this object is unchanged.
    operator std::string_view() const noexcept
    {
        return {data(), size_};
    }

    /// Whether the bytes are equal.
    friend bool operator==(bytes const& a, std::string_view b) noexcept
    {
        return std::string_view(a) == b;
    }

    /// Whether the bytes are equal.
    friend bool operator==(bytes const& a, bytes const& b) noexcept
    {
        return std::string_view(a) == std::string_view(b);
    }

    friend CONCUR_SUBPROCESS_DECL std::ostream& operator<<(std::ostream& out,
                                                           bytes const& b);

private:
    friend class detail::byte_buffer;

    detail::byte_block* block_ = nullptr;
    std::size_t size_ = 0;
};

namespace detail {

/// A growing buffer of bytes. Where the system can extend pages, a large buffer
/// grows without copying the bytes.
class CONCUR_SUBPROCESS_DECL byte_buffer
{
public:
    byte_buffer() noexcept = default;
    byte_buffer(byte_buffer&& other) noexcept : data_(std::move(other.data_)) {}
    byte_buffer& operator=(byte_buffer&& other) noexcept
    {
        data_ = std::move(other.data_);
        return *this;
    }

    /// The address of free memory for at least `least` more bytes; throws
    /// std::bad_alloc.
    char* room(std::size_t least);

    /// The number of bytes that fit at the address that room() returns.
    std::size_t room_size() const noexcept;

    /// Add `n` bytes, which were written to room(), to the contents.
    void commit(std::size_t n) noexcept
    {
        data_.size_ += n;
    }

    void append(std::string_view more);

    /// Remove bytes from the contents, of which there must be no copies.
    void erase(std::size_t from, std::size_t n) noexcept;

    /// Forget the contents, of which there must be no copies, and keep the
    /// memory.
    void clear() noexcept
    {
        data_.size_ = 0;
    }

    std::string_view view() const noexcept
    {
        return data_;
    }

    /// The contents. Destroy copies of this result before appending to the
    /// buffer: copies share the memory.
    bytes const& share() const noexcept
    {
        return data_;
    }

    /// Move the contents out. Unused memory that no copy shares is freed.
    bytes take() noexcept;

    /// Move the contents to a string. Memory pages that no copy of the contents
    /// shares are returned to the system piece by piece, so the memory is not
    /// needed twice.
    std::string take_string();

private:
    void grow(std::size_t capacity);

    bytes data_;
};

} // namespace detail
} // namespace concur::subprocess

#endif
