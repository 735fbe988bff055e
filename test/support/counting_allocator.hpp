// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_COUNTING_ALLOCATOR_HPP
#define CONCUR_TEST_SUPPORT_COUNTING_ALLOCATOR_HPP

#include <cstddef>
#include <memory>
#include <new>

namespace support {

/// What has been allocated by a counting_allocator and its copies.
struct allocation_balance
{
    int allocations = 0;
    std::size_t bytes = 0; // not deallocated yet
    bool refuse = false;
};

/// Counts what is allocated through it, and refuses to allocate on request.
template<class T>
struct counting_allocator
{
    using value_type = T;

    explicit counting_allocator(allocation_balance& b) noexcept : counts(&b) {}

    template<class U>
    counting_allocator(counting_allocator<U> const& other) noexcept
        : counts(other.counts)
    {
    }

    T* allocate(std::size_t n)
    {
        if (counts->refuse)
        {
            throw std::bad_alloc();
        }
        T* const result = std::allocator<T>().allocate(n);
        ++counts->allocations;
        counts->bytes += n * sizeof(T);
        return result;
    }

    void deallocate(T* p, std::size_t n)
    {
        counts->bytes -= n * sizeof(T);
        std::allocator<T>().deallocate(p, n);
    }

    friend bool operator==(counting_allocator const&,
                           counting_allocator const&) = default;

    allocation_balance* counts;
};

} // namespace support

#endif
