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

// The lengths of characters in bytes.
enum class charset_form
{
    single, // 1
    pairs,  // 1 or 2
    euc,    // 1, 2; 3 after 8F
    euc_kr, // 1, 2; 8 if a syllable is spelled
    gb18030 // 1, 2 or 4
};

inline constexpr std::uint32_t no_character = 0xffffffff;

// The value of two bytes that are one error together. With no_character, only
// the first byte is an error.
inline constexpr std::uint32_t no_pair = 0xfffffffe;

// The keys `key`, `key` + 1, and so on (`count` keys) have the values `value`,
// `value` + 1, and so on. If `value` is no_character or no_pair, all keys have
// that value.
struct charset_change
{
    std::uint32_t key;
    std::uint32_t value;
    std::uint32_t count;
};

// Bytes that are decoded to two characters.
struct charset_pair
{
    std::uint32_t key;
    char32_t first;
    char32_t second;
};

// One of Python's charsets, as a list of differences from a charset of the
// system.
struct charset_data
{
    std::string_view name;
    char const* source; // the name of the system's charset; empty for none
    char const* second; // another charset of the system, for characters of
                        // three bytes; empty for none
    charset_form form;
    std::string_view leads; // pairs of bytes: the first and the last of a range
                            // of lead bytes
    std::span<charset_change const> decoded;
    std::span<charset_change const> encoded;
    std::span<charset_pair const> pairs;
};

std::span<charset_data const> charsets() noexcept;

} // namespace concur::subprocess::detail

#endif
