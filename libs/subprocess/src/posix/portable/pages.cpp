// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../pages.hpp"

#include <cstdlib>

namespace concur::subprocess::detail::pages {

void* reserve(std::size_t size) noexcept
{
    return std::malloc(size);
}

void* resize(void* at, std::size_t, std::size_t size) noexcept
{
    return std::realloc(at, size);
}

void release(void* at, std::size_t) noexcept
{
    std::free(at);
}

void populate(void*, std::size_t) noexcept {}

void discard(void*, std::size_t) noexcept {}

} // namespace concur::subprocess::detail::pages
