// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_SANITIZED_HPP
#define CONCUR_TEST_SUPPORT_SANITIZED_HPP

namespace support {

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define CONCUR_TEST_ADDRESS_SANITIZER
#endif
#if __has_feature(thread_sanitizer)
#define CONCUR_TEST_THREAD_SANITIZER
#endif
#if __has_feature(leak_sanitizer)
#define CONCUR_TEST_LEAK_SANITIZER
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define CONCUR_TEST_ADDRESS_SANITIZER
#endif
#if defined(__SANITIZE_THREAD__)
#define CONCUR_TEST_THREAD_SANITIZER
#endif

#ifdef CONCUR_TEST_ADDRESS_SANITIZER
inline constexpr bool address_sanitized = true;
#else
inline constexpr bool address_sanitized = false;
#endif

#ifdef CONCUR_TEST_THREAD_SANITIZER
inline constexpr bool thread_sanitized = true;
#else
inline constexpr bool thread_sanitized = false;
#endif

#ifdef CONCUR_TEST_LEAK_SANITIZER
inline constexpr bool leak_sanitized = true;
#else
inline constexpr bool leak_sanitized = false;
#endif

/// Whether a sanitizer is in the program. Sanitizers use memory and system
/// calls of their own.
inline constexpr bool sanitized =
    address_sanitized || thread_sanitized || leak_sanitized;

} // namespace support

#endif
