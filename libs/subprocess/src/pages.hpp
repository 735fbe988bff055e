// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PAGES_HPP
#define CONCUR_LIBS_SUBPROCESS_PAGES_HPP

#include <cstddef>

// Memory pages of the system, for large contents. Linux gives the pages
// directly; on other systems malloc() is used.

namespace concur::subprocess::detail::pages {

/// Allocate pages for `size` bytes; null if the system refuses.
void* reserve(std::size_t size) noexcept;

/// Resize pages. Where the system can move pages, their contents are not
/// copied. Returns the new address. If the system refuses, returns null and
/// changes nothing.
void* resize(void* at, std::size_t old_size, std::size_t size) noexcept;

/// Free pages.
void release(void* at, std::size_t size) noexcept;

/// Allocate the memory of a range in one call instead of by page faults. The
/// contents do not change. The system may ignore this.
void populate(void* at, std::size_t size) noexcept;

/// Free the memory of a range but keep its addresses. The contents are lost.
/// The system may ignore this.
void discard(void* at, std::size_t size) noexcept;

} // namespace concur::subprocess::detail::pages

#endif
