// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_FAILING_ALLOCATION_HPP
#define CONCUR_TEST_SUPPORT_FAILING_ALLOCATION_HPP

#include <boost/config.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <memory>
#include <new>

// Replaces operator new by one that counts blocks and bytes, and that a test
// can make fail. At most one file of a program may include it.

namespace {

/// How many allocations of this thread succeed until one fails; negative: none
/// fails. Each allocation counts it down.
thread_local long allocations_left = -1;

/// The number and the size of the blocks that are allocated now.
std::atomic<long> blocks{0};
std::atomic<long> bytes{0};

// Stands before the memory that a caller gets.
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

/** Call a function again and again: the first step of the first call fails, the
    second step of the second call, and so on, until a call has no step that
    fails. A step that fails must make the call throw an Error.

    @param left The counter of steps that succeed until one fails.
    @param check Called after each call, with true if no step failed.

    @return The number of steps.
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

/// The same, where a step is an allocation.
template<class Call, class Check>
int with_failing_allocations(Call const& call, Check const& check)
{
    return with_failures<std::bad_alloc>(allocations_left, call, check);
}

template<class Call>
int with_failing_allocations(Call const& call)
{
    return with_failing_allocations(call, [](bool) {});
}

/// The same for a call that changes nothing if one of its allocations fails:
/// `unchanged` checks that after each failure.
template<class Call, class Check>
int each_allocation_fails(Call const& call, Check const& unchanged)
{
    return with_failing_allocations(call, [&](bool done) {
        if (!done)
        {
            unchanged();
        }
    });
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

// Replaced, too, since a sanitizer's form does not call the one above.
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

// clang hides the forms with a size, which it does not call, but libraries do.
BOOST_SYMBOL_EXPORT void operator delete(void* at, std::size_t) noexcept
{
    deallocate(at);
}

BOOST_SYMBOL_EXPORT void operator delete[](void* at, std::size_t) noexcept
{
    deallocate(at);
}

void operator delete(void* at, std::align_val_t) noexcept
{
    deallocate(at);
}

BOOST_SYMBOL_EXPORT void operator delete(void* at, std::size_t,
                                         std::align_val_t) noexcept
{
    deallocate(at);
}

#endif
