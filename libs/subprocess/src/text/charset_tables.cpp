// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "charset.hpp"

#include "charset_keys.hpp"
#include "charset_source.hpp"

#include <span>

// This file makes the tables of a charset.

namespace concur::subprocess::detail {
namespace {

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

charset::charset(charset_data const& data) : data_(data)
{
    for (std::size_t i = 0; i < data.leads.size(); i += 2)
    {
        for (auto b = byte_at(data.leads, i); b <= byte_at(data.leads, i + 1);
             ++b)
        {
            leads_.set(b);
        }
    }
    // If several keys are decoded to one character, the first key encodes it.
    // The keys of the second source come last.
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
        if (!leads_[byte_at({bytes, 1}, 0)] ||
            decoded.get(byte_at({bytes, 1}, 0)) != no_character)
        {
            return;
        }
        // In all of these charsets, a second byte is 0x30 ('0') or greater.
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

} // namespace concur::subprocess::detail
