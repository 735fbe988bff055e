// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "utf.hpp"

#include <boost/endian/conversion.hpp>

namespace concur::subprocess::detail {
namespace {

void append_unit(std::string& bytes, std::uint32_t unit, int size, bool big)
{
    for (int i = 0; i < size; ++i)
    {
        int const shift = 8 * (big ? size - 1 - i : i);
        bytes += static_cast<char>(unit >> shift & 0xff);
    }
}

} // namespace

progress scan_utf_8(std::string_view bytes)
{
    for (std::size_t p = 0;;)
    {
        if (p < bytes.size() && byte_at(bytes, p) < 0x80)
        {
            p = ascii_end(bytes, p);
        }
        if (p == bytes.size())
        {
            return {p};
        }
        auto const lead = byte_at(bytes, p);
        if (lead < 0xc2 || lead > 0xf4)
        {
            return {p, 1, "invalid start byte"};
        }
        std::size_t const length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        unsigned low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        unsigned high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        for (std::size_t k = 1; k < length; ++k)
        {
            if (p + k == bytes.size())
            {
                return {p, k, "unexpected end of data", true};
            }
            auto const b = byte_at(bytes, p + k);
            if (b < low || b > high)
            {
                return {p, k, "invalid continuation byte"};
            }
            low = 0x80;
            high = 0xbf;
        }
        p += length;
    }
}

progress decode_latin_1(std::string_view bytes, std::string& text)
{
    for (std::size_t p = 0; p < bytes.size();)
    {
        auto const end = ascii_end(bytes, p);
        text.append(bytes, p, end - p);
        for (p = end; p < bytes.size() && byte_at(bytes, p) >= 0x80; ++p)
        {
            append_utf_8(text, byte_at(bytes, p));
        }
    }
    return {bytes.size()};
}

progress decode_utf_16(std::string_view bytes, bool big, std::string& text)
{
    auto const unit = [&](std::size_t p) {
        return byte_at(bytes, p + !big) << 8 | byte_at(bytes, p + big);
    };
    for (std::size_t p = 0;;)
    {
        auto const left = bytes.size() - p;
        if (left == 0)
        {
            return {p};
        }
        if (left == 1)
        {
            return {p, 1, "truncated data", true};
        }
        auto const first = unit(p);
        if ((first & 0xf800) != 0xd800)
        {
            append_utf_8(text, first);
            p += 2;
            continue;
        }
        if (first >= 0xdc00)
        {
            return {p, 2, "illegal encoding"};
        }
        if (left < 4)
        {
            return {p, left, "unexpected end of data", true};
        }
        auto const second = unit(p + 2);
        if ((second & 0xfc00) != 0xdc00)
        {
            return {p, 2, "illegal UTF-16 surrogate"};
        }
        append_utf_8(text,
                     0x10000 + ((first & 0x3ff) << 10 | (second & 0x3ff)));
        p += 4;
    }
}

progress decode_utf_32(std::string_view bytes, bool big, std::string& text)
{
    for (std::size_t p = 0;; p += 4)
    {
        auto const left = bytes.size() - p;
        if (left == 0)
        {
            return {p};
        }
        if (left < 4)
        {
            return {p, left, "truncated data", true};
        }
        auto const* const raw =
            reinterpret_cast<unsigned char const*>(bytes.data() + p);
        auto const c = big ? boost::endian::load_big_u32(raw)
                           : boost::endian::load_little_u32(raw);
        if (c >= 0xd800 && c < 0xe000)
        {
            return {p, 4,
                    "code point in surrogate code point range(0xd800, "
                    "0xe000)"};
        }
        if (c > 0x10ffff)
        {
            return {p, 4, "code point not in range(0x110000)"};
        }
        append_utf_8(text, c);
    }
}

std::size_t encode_latin_1(std::string_view text, std::string& bytes)
{
    for (std::size_t p = 0;;)
    {
        auto const end = ascii_end(text, p);
        bytes.append(text, p, end - p);
        if (end == text.size())
        {
            return end;
        }
        auto const [c, length] = front(text.substr(end));
        if (c > 0xff)
        {
            return end;
        }
        bytes += static_cast<char>(c);
        p = end + length;
    }
}

std::size_t encode_utf_16(std::string_view text, bool big, std::string& bytes)
{
    for (std::size_t p = 0;;)
    {
        if (p == text.size())
        {
            return p;
        }
        auto const [c, length] = front(text.substr(p));
        if (c == not_utf_8)
        {
            return p;
        }
        if (c < 0x10000)
        {
            append_unit(bytes, c, 2, big);
        }
        else
        {
            append_unit(bytes, 0xd800 + ((c - 0x10000) >> 10), 2, big);
            append_unit(bytes, 0xdc00 + ((c - 0x10000) & 0x3ff), 2, big);
        }
        p += length;
    }
}

std::size_t encode_utf_32(std::string_view text, bool big, std::string& bytes)
{
    for (std::size_t p = 0;;)
    {
        if (p == text.size())
        {
            return p;
        }
        auto const [c, length] = front(text.substr(p));
        if (c == not_utf_8)
        {
            return p;
        }
        append_unit(bytes, c, 4, big);
        p += length;
    }
}

void append_byte_order_mark(std::string& bytes, int size, bool big)
{
    append_unit(bytes, 0xfeff, size, big);
}

} // namespace concur::subprocess::detail
