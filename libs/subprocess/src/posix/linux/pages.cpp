// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../pages.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

// Linux has MADV_POPULATE_WRITE since 5.14. Older headers lack it, and older
// kernels refuse it.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace concur::subprocess::detail::pages {
namespace {

// A variable at namespace scope has no guard, which a fork could leave locked.
auto const page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));

// Calls madvise() for the whole pages in a range.
void advise(void* at, std::size_t size, int advice) noexcept
{
    auto first = (reinterpret_cast<std::uintptr_t>(at) + page - 1) & -page;
    auto last = (reinterpret_cast<std::uintptr_t>(at) + size) & -page;
    if (first < last)
    {
        ::madvise(reinterpret_cast<void*>(first), last - first, advice);
    }
}

} // namespace

void* reserve(std::size_t size) noexcept
{
    auto at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return at == MAP_FAILED ? nullptr : at;
}

void* resize(void* at, std::size_t old_size, std::size_t size) noexcept
{
    auto moved = ::mremap(at, old_size, size, MREMAP_MAYMOVE);
    return moved == MAP_FAILED ? nullptr : moved;
}

void release(void* at, std::size_t size) noexcept
{
    ::munmap(at, size);
}

void populate(void* at, std::size_t size) noexcept
{
    advise(at, size, MADV_POPULATE_WRITE);
}

void discard(void* at, std::size_t size) noexcept
{
    advise(at, size, MADV_DONTNEED);
}

} // namespace concur::subprocess::detail::pages
