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
    euc,    // pairs, and three bytes after 8F
    euc_kr, // pairs, and eight bytes for a spelled syllable
    gb18030 // pairs, and four bytes
};

inline constexpr std::uint32_t no_character = 0xffffffff;

// The value of two bytes that are one error. Otherwise the first byte is an
// error of its own.
inline constexpr std::uint32_t no_pair = 0xfffffffe;

// `count` keys from `key` on have the values from `value` on; all of them have
// the same value if that is no_character or no_pair.
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

// One of Python's charsets, as a list of differences from a charset of the
// system.
struct charset_data
{
    std::string_view name;
    char const* source; // the name of the system's charset; empty for none
    char const* second; // another one, for characters of three bytes
    charset_form form;
    std::string_view leads; // ranges of lead bytes: the first and the last byte
    std::span<charset_change const> decoded;
    std::span<charset_change const> encoded;
    std::span<charset_pair const> pairs;
};

std::span<charset_data const> charsets() noexcept;

} // namespace concur::subprocess::detail

#endif
