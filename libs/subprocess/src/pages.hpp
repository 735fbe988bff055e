// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PAGES_HPP
#define CONCUR_LIBS_SUBPROCESS_PAGES_HPP

#include <cstddef>

// Memory from the system without an allocator, for contents of many megabytes.

namespace concur::subprocess::detail::pages {

/// Allocate pages for `size` bytes; null if the system refuses.
void* reserve(std::size_t size) noexcept;

/// Resize pages. Where the system can move pages, their contents are not
/// copied. Returns their new address; null, with nothing changed, if the system
/// refuses.
void* resize(void* at, std::size_t old_size, std::size_t size) noexcept;

/// Free pages.
void release(void* at, std::size_t size) noexcept;

/// Allocate the memory of a range in one call instead of by page faults. A
/// hint.
void populate(void* at, std::size_t size) noexcept;

/// Free the memory of a range, whose contents are lost, and keep its addresses.
/// A hint.
void discard(void* at, std::size_t size) noexcept;

} // namespace concur::subprocess::detail::pages

#endif
