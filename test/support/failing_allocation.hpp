// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_FAILING_ALLOCATION_HPP
#define CONCUR_TEST_SUPPORT_FAILING_ALLOCATION_HPP

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

// Allocations that fail when they are told to, and are counted. It replaces
// operator new, so that a program has it in one file at most.

namespace {

/// Counts down while it is not negative; the allocation that finds 0 fails.
thread_local long allocations_left = -1;

/// What is allocated.
std::atomic<long> blocks{0};
std::atomic<long> bytes{0};

// In front of every block: its size, and where it begins.
struct header
{
    void* block;
    std::size_t size;
};

void* allocate(std::size_t size, std::size_t alignment)
{
    if (allocations_left >= 0 && allocations_left-- == 0)
    {
        throw std::bad_alloc();
    }
    auto space = size + alignment + sizeof(header);
    auto* const block = std::malloc(space);
    if (block == nullptr)
    {
        throw std::bad_alloc();
    }
    auto* at = static_cast<void*>(static_cast<header*>(block) + 1);
    space -= sizeof(header);
    at = std::align(alignment, size, at, space);
    static_cast<header*>(at)[-1] = {block, size};
    ++blocks;
    bytes += static_cast<long>(size);
    return at;
}

void deallocate(void* at) noexcept
{
    if (at != nullptr)
    {
        auto const h = static_cast<header*>(at)[-1];
        --blocks;
        bytes -= static_cast<long>(h.size);
        std::free(h.block);
    }
}

constexpr auto usual = alignof(std::max_align_t);

/** Do something once for each of its steps, which fails, and a last time, when
    none does. A step that fails is an error of the call's.

    @param left What counts the steps down.
    @param check Called after each time: with true after the last one.

    @return How many steps there were.
*/
template<class Error, class Call, class Check>
int with_failures(long& left, Call const& call, Check const& check)
{
    for (int failed = 0;; ++failed)
    {
        bool thrown = false;
        left = failed;
        try
        {
            call();
        }
        catch (Error const&)
        {
            thrown = true;
        }
        auto const done = left >= 0;
        left = -1;
        BOOST_TEST(thrown == !done);
        check(done);
        if (done)
        {
            return failed;
        }
        BOOST_TEST_REQUIRE(failed < 1000);
    }
}

template<class Call, class Check>
int with_failing_allocations(Call const& call, Check const& check)
{
    return with_failures<std::bad_alloc>(allocations_left, call, check);
}

/// The same for a call that changes nothing when one of its allocations fails.
template<class Call, class Check>
int each_allocation_fails(Call const& call, Check const& unchanged)
{
    return with_failing_allocations(
        call, [&](bool done) { done ? void() : unchanged(); });
}

} // namespace

void* operator new(std::size_t size)
{
    return allocate(size, usual);
}

void* operator new[](std::size_t size)
{
    return allocate(size, usual);
}

void* operator new(std::size_t size, std::align_val_t alignment)
{
    return allocate(size, static_cast<std::size_t>(alignment));
}

// The library's own form calls the usual one; a sanitizer's does not.
void* operator new(std::size_t size, std::nothrow_t const&) noexcept
{
    try
    {
        return allocate(size, usual);
    }
    catch (std::bad_alloc const&)
    {
        return nullptr;
    }
}

void operator delete(void* at) noexcept
{
    deallocate(at);
}

void operator delete[](void* at) noexcept
{
    deallocate(at);
}

void operator delete(void* at, std::size_t) noexcept
{
    deallocate(at);
}

void operator delete[](void* at, std::size_t) noexcept
{
    deallocate(at);
}

void operator delete(void* at, std::align_val_t) noexcept
{
    deallocate(at);
}

void operator delete(void* at, std::size_t, std::align_val_t) noexcept
{
    deallocate(at);
}

#endif
