// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_UTF_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_UTF_HPP

#include <boost/locale/utf.hpp>

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

// Functions for UTF-8, UTF-16, UTF-32 and Latin-1, without error handlers.

namespace concur::subprocess::detail {

inline constexpr auto not_utf_8 = boost::locale::utf::illegal;

/// Whether this machine stores the most significant byte first.
inline constexpr bool native_big = std::endian::native == std::endian::big;

/// The byte at an index, as a number.
inline unsigned byte_at(std::string_view bytes, std::size_t index) noexcept
{
    return static_cast<unsigned char>(bytes[index]);
}

/// The first character of a text and its length in bytes; not_utf_8 and 1 for
/// a byte that is not UTF-8 and for an empty text.
inline std::pair<boost::locale::utf::code_point, std::size_t>
front(std::string_view text)
{
    namespace utf = boost::locale::utf;

    auto p = text.begin();
    auto const c = utf::utf_traits<char>::decode(p, text.end());
    if (!utf::is_valid_codepoint(c))
    {
        return {not_utf_8, 1};
    }
    return {c, static_cast<std::size_t>(p - text.begin())};
}

inline void append_utf_8(std::string& text, boost::locale::utf::code_point c)
{
    boost::locale::utf::utf_traits<char>::encode(c, std::back_inserter(text));
}

/// The index of the first byte from `from` on that is not ASCII; the size if
/// there is none.
inline std::size_t ascii_end(std::string_view bytes, std::size_t from)
{
    constexpr std::uint64_t high_bits = 0x8080808080808080;
    auto i = from;
    // Compilers use vector registers for a block.
    for (std::array<std::uint64_t, 4> block; bytes.size() - i >= sizeof block;
         i += sizeof block)
    {
        std::memcpy(&block, bytes.data() + i, sizeof block);
        if (((block[0] | block[1] | block[2] | block[3]) & high_bits) != 0)
        {
            break;
        }
    }
    for (std::uint64_t word; bytes.size() - i >= sizeof word; i += sizeof word)
    {
        std::memcpy(&word, bytes.data() + i, sizeof word);
        if ((word & high_bits) != 0)
        {
            break;
        }
    }
    while (i < bytes.size() && byte_at(bytes, i) < 0x80)
    {
        ++i;
    }
    return i;
}

/// The progress of a decoding function.
struct progress
{
    std::size_t good;    ///< the number of bytes that were decoded
    std::size_t bad = 0; ///< the number of wrong bytes after the decoded bytes
    char const* reason = ""; ///< Python's text for the error
    bool incomplete = false; ///< the wrong bytes may begin a character
};

/// Look for the first error in UTF-8. As in Python, an error is the longest
/// sequence of bytes that begins a valid character, or else one byte.
progress scan_utf_8(std::string_view bytes);

// Each of these three functions appends the decoded text and stops at the first
// error.
progress decode_latin_1(std::string_view bytes, std::string& text);
progress decode_utf_16(std::string_view bytes, bool big, std::string& text);
progress decode_utf_32(std::string_view bytes, bool big, std::string& text);

// Each of these three functions appends the encoded text, stops at the first
// character that cannot be encoded, and returns the number of bytes of `text`
// before that character.
std::size_t encode_latin_1(std::string_view text, std::string& bytes);
std::size_t encode_utf_16(std::string_view text, bool big, std::string& bytes);
std::size_t encode_utf_32(std::string_view text, bool big, std::string& bytes);

/// Append the byte order mark of UTF-16 (`size` 2) or UTF-32 (`size` 4).
void append_byte_order_mark(std::string& bytes, int size, bool big);

} // namespace concur::subprocess::detail

#endif
