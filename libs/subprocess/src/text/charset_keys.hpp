// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_KEYS_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_CHARSET_KEYS_HPP

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace concur::subprocess::detail {

// In the tables of charsets, a key is a number for the bytes of a character.
// For one or two bytes it is their value; the first of two bytes is never
// ASCII. Keys of three bytes begin at `three_bytes`. Keys of the four bytes of
// GB 18030 begin at `four_bytes`.
inline constexpr std::uint32_t three_bytes = 0x10000;
inline constexpr std::uint32_t four_bytes = 0x20000;

/// The first byte of a character of three bytes.
inline constexpr char lead_of_three = '\x8f';

/// The number of keys for the characters of plane 0 that GB 18030 writes as
/// four bytes.
inline constexpr std::uint32_t four_byte_plane_0 = 39420;

/// The distance from `four_bytes` to the key of the first character of plane 1.
inline constexpr std::uint32_t four_byte_plane_1 = 189000;

/// The value of bytes that are decoded to two characters: `first_pair` plus the
/// index of the pair of characters.
inline constexpr std::uint32_t first_pair = 0x110000;

/// The key of the bytes of one character.
std::uint32_t key_of(std::string_view bytes) noexcept;

/// Append the bytes of a key.
void append_bytes(std::string& bytes, std::uint32_t key);

/// KS X 1001 lacks most Korean syllables. It spells them with a filler and
/// three letters. Each of these four has two bytes, the first of which is A4.
namespace spelled {

inline constexpr std::size_t size = 8;
inline constexpr std::string_view start = "\xa4\xd4";
inline constexpr char32_t first_syllable = 0xac00;
inline constexpr char32_t last_syllable = 0xd7a3;

/// The syllable that eight bytes spell; no_character if they spell none.
std::uint32_t decode(std::string_view bytes) noexcept;

/// Append the spelling of a syllable.
void encode(char32_t c, std::string& bytes);

} // namespace spelled
} // namespace concur::subprocess::detail

#endif
