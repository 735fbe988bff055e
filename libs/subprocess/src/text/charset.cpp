// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "charset.hpp"

#include "charset_source.hpp"
#include "utf.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <optional>

namespace concur::subprocess::detail {
namespace {

// Keys are numbers for the bytes of a character: one or two bytes as they are
// (the first of two is never ASCII), three after a mark, and the four of
// GB 18030 counted from their first.
constexpr std::uint32_t three_bytes = 0x10000;
constexpr std::uint32_t four_bytes = 0x20000;
constexpr std::uint32_t four_byte_plane_0 = 39420; // how many are in the BMP
constexpr std::uint32_t four_byte_plane_1 = 189000;

// Values from here on are numbers of pairs.
constexpr std::uint32_t first_pair = 0x110000;

constexpr char lead_of_three = '\x8f';

std::uint32_t byte(std::string_view bytes, std::size_t i) noexcept
{
    return static_cast<unsigned char>(bytes[i]);
}

std::uint32_t key_of(std::string_view bytes) noexcept
{
    switch (bytes.size())
    {
    case 1:
        return byte(bytes, 0);
    case 2:
        return byte(bytes, 0) << 8 | byte(bytes, 1);
    case 3:
        return three_bytes | byte(bytes, 1) << 8 | byte(bytes, 2);
    default:
        return four_bytes +
               (((byte(bytes, 0) - 0x81) * 10 + byte(bytes, 1) - 0x30) * 126 +
                byte(bytes, 2) - 0x81) *
                   10 +
               byte(bytes, 3) - 0x30;
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

// KS X 1001 spells syllables that it lacks: a filler and three letters, all
// of two bytes that begin with A4.
namespace spelled {

constexpr std::size_t size = 8;
constexpr std::string_view start = "\xa4\xd4";
constexpr char32_t first_syllable = 0xac00;
constexpr char32_t last_syllable = 0xd7a3;

constexpr std::string_view initials =
    "\xa1\xa2\xa4\xa7\xa8\xa9\xb1\xb2\xb3\xb5\xb6\xb7\xb8\xb9\xba\xbb\xbc\xbd"
    "\xbe";
constexpr std::string_view vowels =
    "\xbf\xc0\xc1\xc2\xc3\xc4\xc5\xc6\xc7\xc8\xc9\xca\xcb\xcc\xcd\xce\xcf\xd0"
    "\xd1\xd2\xd3";
constexpr std::string_view finals =
    "\xd4\xa1\xa2\xa3\xa4\xa5\xa6\xa7\xa9\xaa\xab\xac\xad\xae\xaf\xb0\xb1\xb2"
    "\xb4\xb5\xb6\xb7\xb8\xba\xbb\xbc\xbd\xbe";

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

void apply(std::span<charset_change const> changes, page_table& table)
{
    for (auto const& [key, value, count] : changes)
    {
        for (std::uint32_t i = 0; i < count; ++i)
        {
            table.set(key + i, value >= no_pair ? value : value + i);
        }
    }
}

} // namespace

void page_table::set(std::uint32_t key, std::uint32_t value)
{
    auto const number = key >> 8;
    if (pages_.empty())
    {
        pages_.emplace_back().fill(no_character);
    }
    if (number >= index_.size())
    {
        index_.resize(number + 1);
    }
    if (index_[number] == 0)
    {
        pages_.emplace_back().fill(no_character);
        index_[number] = static_cast<std::uint16_t>(pages_.size() - 1);
    }
    pages_[index_[number]][key & 0xff] = value;
}

charset const* charset::find(std::string_view name)
{
    // Never destroyed: threads may outlive static objects. Without a lock,
    // which a fork could leave locked; two threads may make the same tables.
    static std::array<std::atomic<charset const*>, 128> made{};

    auto const all = charsets();
    auto const data = std::ranges::find(all, name, &charset_data::name);
    if (data == all.end())
    {
        return nullptr;
    }
    auto& place = made.at(static_cast<std::size_t>(data - all.begin()));
    auto const* found = place.load(std::memory_order_acquire);
    if (found != nullptr)
    {
        return found;
    }
    try
    {
        auto mine = std::make_unique<charset const>(*data);
        return place.compare_exchange_strong(found, mine.get(),
                                             std::memory_order_acq_rel)
                   ? mine.release()
                   : found;
    }
    catch (LookupError const&)
    {
        return nullptr;
    }
}

charset::charset(charset_data const& data) : data_(data)
{
    for (std::size_t i = 0; i < data.leads.size(); i += 2)
    {
        for (auto b = byte(data.leads, i); b <= byte(data.leads, i + 1); ++b)
        {
            leads_.set(b);
        }
    }
    // Where several keys stand for one character, the first is written, and
    // those of the second source come last.
    auto const encode_all = [&] {
        decoded_.for_each([&](std::uint32_t key, std::uint32_t c) {
            if (c < first_pair && encoded_.get(c) == no_character)
            {
                encoded_.set(c, key);
            }
        });
    };
    load(data.source, decoded_);
    apply(data.decoded, decoded_);
    encode_all();
    if (*data.second != '\0')
    {
        page_table more;
        load(data.second, more);
        more.for_each([&](std::uint32_t key, std::uint32_t c) {
            if (key >= three_bytes && decoded_.get(key) == no_character)
            {
                decoded_.set(key, c);
            }
        });
        encode_all();
    }
    apply(data.encoded, encoded_);
    for (std::uint32_t i = 0; i < data.pairs.size(); ++i)
    {
        decoded_.set(data.pairs[i].key, first_pair + i);
    }
    for (std::uint32_t b = 0; b < 0x80; ++b)
    {
        has_ascii_ = has_ascii_ && decoded_.get(b) == b && encoded_.get(b) == b;
    }
}

void charset::load(char const* name, page_table& decoded) const
{
    if (*name == '\0')
    {
        return;
    }
    charset_source const source(name);
    auto const add = [&](std::string_view bytes) {
        if (auto const c = source.decode(bytes); c != no_character)
        {
            decoded.set(key_of(bytes), c);
        }
    };
    char bytes[4];
    auto const each = [&](std::size_t i, int first, int last, auto f) {
        for (int b = first; b <= last; ++b)
        {
            bytes[i] = static_cast<char>(b);
            f();
        }
    };
    auto const add_of = [&](std::size_t size) {
        return [&add, &bytes, size] { add({bytes, size}); };
    };
    each(0, 0, 0xff, [&] {
        add({bytes, 1});
        if (!leads_[byte({bytes, 1}, 0)] ||
            decoded.get(byte({bytes, 1}, 0)) != no_character)
        {
            return;
        }
        // No charset of these has a second byte below a digit.
        each(1, 0x30, 0xff, add_of(2));
    });
    if (data_.form == charset_form::euc)
    {
        bytes[0] = lead_of_three;
        each(1, 0xa1, 0xfe, [&] { each(2, 0xa1, 0xfe, add_of(3)); });
    }
    if (data_.form == charset_form::gb18030)
    {
        for (std::uint32_t n = 0; n < four_byte_plane_0; ++n)
        {
            std::string four;
            append_bytes(four, four_bytes + n);
            add(four);
        }
    }
}

// The length that the bytes at the front say that their character has.
std::size_t charset::length(std::string_view bytes) const noexcept
{
    switch (data_.form)
    {
    case charset_form::euc:
        return bytes[0] == lead_of_three ? 3 : 2;
    case charset_form::euc_kr:
        return bytes.starts_with(spelled::start) ? spelled::size : 2;
    case charset_form::gb18030:
        return bytes.size() > 1 && bytes[1] >= '0' && bytes[1] <= '9' ? 4 : 2;
    default:
        return 2;
    }
}

std::uint32_t charset::character(std::string_view bytes) const noexcept
{
    if (bytes.size() == spelled::size)
    {
        return spelled::decode(bytes);
    }
    if (bytes.size() == 4)
    {
        auto const within = [&](std::size_t i, int first, int last) {
            auto const b = static_cast<int>(byte(bytes, i));
            return b >= first && b <= last;
        };
        if (!within(0, 0x81, 0xfe) || !within(2, 0x81, 0xfe) ||
            !within(3, 0x30, 0x39))
        {
            return no_character;
        }
        auto const n = key_of(bytes) - four_bytes;
        if (n >= four_byte_plane_1)
        {
            auto const c = n - four_byte_plane_1 + 0x10000;
            return c <= 0x10ffff ? c : no_character;
        }
    }
    return decoded_.get(key_of(bytes));
}

progress charset::decode(std::string_view bytes, std::string& text) const
{
    for (std::size_t p = 0; p < bytes.size();)
    {
        if (has_ascii_)
        {
            auto const end = ascii_end(bytes, p);
            text.append(bytes, p, end - p);
            p = end;
            if (p == bytes.size())
            {
                break;
            }
        }
        std::size_t size = 1;
        auto c = decoded_.get(byte(bytes, p));
        if (c == no_character)
        {
            if (!multibyte())
            {
                return {p, 1, "character maps to <undefined>"};
            }
            if (leads_[byte(bytes, p)])
            {
                size = length(bytes.substr(p));
                if (size > bytes.size() - p)
                {
                    return {p, bytes.size() - p,
                            "incomplete multibyte sequence", true};
                }
                c = character(bytes.substr(p, size));
            }
        }
        if (c >= no_pair)
        {
            return {p, c == no_pair ? 2u : 1u, "illegal multibyte sequence"};
        }
        if (c < first_pair)
        {
            append_utf_8(text, c);
        }
        else
        {
            append_utf_8(text, data_.pairs[c - first_pair].first);
            append_utf_8(text, data_.pairs[c - first_pair].second);
        }
        p += size;
    }
    return {bytes.size()};
}

bool charset::encode(char32_t c, std::string& bytes) const
{
    if (auto const key = encoded_.get(c); key != no_character)
    {
        append_bytes(bytes, key);
        return true;
    }
    if (data_.form == charset_form::gb18030 && c >= 0x10000)
    {
        append_bytes(bytes, four_bytes + four_byte_plane_1 + (c - 0x10000));
        return true;
    }
    if (data_.form == charset_form::euc_kr && c >= spelled::first_syllable &&
        c <= spelled::last_syllable)
    {
        spelled::encode(c, bytes);
        return true;
    }
    return false;
}

std::size_t charset::encode(std::string_view text, std::string& bytes) const
{
    for (std::size_t p = 0; p < text.size();)
    {
        if (has_ascii_)
        {
            auto const end = ascii_end(text, p);
            bytes.append(text, p, end - p);
            p = end;
            if (p == text.size())
            {
                break;
            }
        }
        auto const [c, size] = front(text.substr(p));
        if (c == not_utf_8)
        {
            return p;
        }
        if (!data_.pairs.empty())
        {
            auto const [next, next_size] = front(text.substr(p + size));
            auto const pair = std::ranges::find_if(
                data_.pairs, [first = c, second = next](auto const& entry) {
                    return entry.first == first && entry.second == second;
                });
            if (pair != data_.pairs.end())
            {
                append_bytes(bytes, pair->key);
                p += size + next_size;
                continue;
            }
        }
        if (!encode(c, bytes))
        {
            return p;
        }
        p += size;
    }
    return text.size();
}

} // namespace concur::subprocess::detail
