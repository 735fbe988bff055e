// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PAGES_HPP
#define CONCUR_LIBS_SUBPROCESS_PAGES_HPP

#include <cstddef>

// Memory straight from the system, for contents of many megabytes.

namespace concur::subprocess::detail::pages {

/// Pages for `size` bytes; null if the system has none.
void* reserve(std::size_t size) noexcept;

/// The same contents in pages for `size` bytes, moved if they must be but not
/// copied where the system can help it; null, and nothing changed, if it
/// cannot be had.
void* resize(void* at, std::size_t old_size, std::size_t size) noexcept;

void release(void* at, std::size_t size) noexcept;

/// Have the pages of a range backed by memory now, many in one request
/// instead of one fault each. A hint.
void populate(void* at, std::size_t size) noexcept;

/// Give the memory behind a range back; its contents are lost. A hint.
void discard(void* at, std::size_t size) noexcept;

} // namespace concur::subprocess::detail::pages

#endif
