// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_DATA_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_DATA_HPP

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace concur::subprocess::detail {

enum class charset_form
{
    single,
    pairs,  // one or two bytes
    euc,    // and three after 8F
    euc_kr, // and eight for a syllable that is spelled
    gb18030 // and four
};

inline constexpr std::uint32_t no_character = 0xffffffff;

// Two bytes that are one error; otherwise the first alone is.
inline constexpr std::uint32_t no_pair = 0xfffffffe;

// `count` keys from `key` on stand for `value` and the numbers after it; for
// the same if that is no_character or no_pair.
struct charset_change
{
    std::uint32_t key;
    std::uint32_t value;
    std::uint32_t count;
};

// Bytes that stand for two characters.
struct charset_pair
{
    std::uint32_t key;
    char32_t first;
    char32_t second;
};

// One of Python's charsets, as what differs from the system's.
struct charset_data
{
    std::string_view name;
    char const* source; // the system's name, empty for none
    char const* second; // for the characters of three bytes that it lacks
    charset_form form;
    std::string_view leads; // first and last bytes of ranges
    std::span<charset_change const> decoded;
    std::span<charset_change const> encoded;
    std::span<charset_pair const> pairs;
};

std::span<charset_data const> charsets() noexcept;

} // namespace concur::subprocess::detail

#endif
