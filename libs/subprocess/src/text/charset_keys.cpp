// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "charset_keys.hpp"

#include "charset_data.hpp"
#include "utf.hpp"

namespace concur::subprocess::detail {

std::uint32_t key_of(std::string_view bytes) noexcept
{
    switch (bytes.size())
    {
    case 1:
        return byte_at(bytes, 0);
    case 2:
        return byte_at(bytes, 0) << 8 | byte_at(bytes, 1);
    case 3:
        return three_bytes | byte_at(bytes, 1) << 8 | byte_at(bytes, 2);
    default:
        return four_bytes +
               (((byte_at(bytes, 0) - 0x81) * 10 + byte_at(bytes, 1) - 0x30) *
                    126 +
                byte_at(bytes, 2) - 0x81) *
                   10 +
               byte_at(bytes, 3) - 0x30;
    }
}

void append_bytes(std::string& bytes, std::uint32_t key)
{
    if (key >= four_bytes)
    {
        key -= four_bytes;
        bytes += static_cast<char>(0x81 + key / 12600);
        bytes += static_cast<char>(0x30 + key / 1260 % 10);
        bytes += static_cast<char>(0x81 + key / 10 % 126);
        bytes += static_cast<char>(0x30 + key % 10);
        return;
    }
    if (key >= three_bytes)
    {
        bytes += lead_of_three;
    }
    if (key > 0xff)
    {
        bytes += static_cast<char>(key >> 8);
    }
    bytes += static_cast<char>(key);
}

namespace spelled {
namespace {

constexpr std::string_view initials =
    "\xa1\xa2\xa4\xa7\xa8\xa9\xb1\xb2\xb3\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd"
    "\xbe";
constexpr std::string_view vowels =
    "\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0"
    "\xd1\xd2\xd3";
constexpr std::string_view finals =
    "\xd4\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa9\xaa\xab\xac\xad\xae\xaf\xb0\xb1\xb2"
    "\xb4\xb5\xb6\xb7\xb8\xba\xbb\xbc\xbd\xbe";

} // namespace

std::uint32_t decode(std::string_view bytes) noexcept
{
    auto const initial = initials.find(bytes[3]);
    auto const vowel = vowels.find(bytes[5]);
    auto const final = finals.find(bytes[7]);
    if (bytes[2] != start[0] || bytes[4] != start[0] || bytes[6] != start[0] ||
        initial == initials.npos || vowel == vowels.npos ||
        final == finals.npos)
    {
        return no_character;
    }
    return static_cast<std::uint32_t>(
        first_syllable + (initial * vowels.size() + vowel) * finals.size() +
        final);
}

void encode(char32_t c, std::string& bytes)
{
    auto const n = c - first_syllable;
    bytes += start;
    for (char const letter :
         {initials[n / (vowels.size() * finals.size())],
          vowels[n / finals.size() % vowels.size()], finals[n % finals.size()]})
    {
        bytes += start[0];
        bytes += letter;
    }
}

} // namespace spelled

} // namespace concur::subprocess::detail
