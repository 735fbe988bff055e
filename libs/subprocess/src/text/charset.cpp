// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "charset.hpp"

#include "charset_keys.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

namespace concur::subprocess::detail {

charset const* charset::find(std::string_view name)
{
    // The charsets are never destroyed, since threads may use them after static
    // objects have been destroyed. There is no lock, since a fork could leave
    // it locked. So two threads may make the same charset; only one of the two
    // objects is kept.
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

// The length in bytes of the first character, which begins with a lead byte.
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
            auto const b = static_cast<int>(byte_at(bytes, i));
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
        auto c = decoded_.get(byte_at(bytes, p));
        if (c == no_character)
        {
            if (!multibyte())
            {
                return {p, 1, "character maps to <undefined>"};
            }
            if (leads_[byte_at(bytes, p)])
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
