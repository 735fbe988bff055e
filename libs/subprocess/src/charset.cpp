// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "charset.hpp"

#include <boost/locale/encoding.hpp>
#include <boost/locale/utf.hpp>

#include <algorithm>
#include <utility>

namespace concur::subprocess::detail {
namespace {

// The largest block, in characters.
constexpr std::size_t largest = 2048;

// Python's multibyte charsets without shift states. Others, such as UTF-8 under
// a name of the system's, would not fit length().
constexpr std::string_view multibyte_names[] = {
    "big5",   "big5hkscs", "cp932",  "cp949", "cp950", "euc_jp",
    "euc_kr", "gb18030",   "gb2312", "gbk",   "johab", "shift_jis"};

// The length of the character at the front of a text; 0 if it is not UTF-8.
std::size_t text_length(std::string_view text)
{
    namespace utf = boost::locale::utf;

    auto p = text.begin();
    auto const c = utf::utf_traits<char>::decode(p, text.end());
    return utf::is_valid_codepoint(c) ? p - text.begin() : 0;
}

} // namespace

std::optional<charset> charset::find(std::string const& name)
{
    // The empty name is the locale's charset for the system.
    if (name.empty())
    {
        return std::nullopt;
    }
    // For Python, Shift_JIS has a backslash and not a yen sign, as in cp932.
    auto const known = name == "shift_jis" ? std::string("cp932") : name;
    auto dashed = known;
    std::ranges::replace(dashed, '_', '-');
    for (auto const& spelling : {dashed, known})
    {
        try
        {
            charset result(name, spelling);
            // Where there are shift states, one of these is no character.
            bool const shifts =
                std::ranges::any_of(std::string_view("\x1b~+A"), [&](char c) {
                    return result.texts_[static_cast<unsigned char>(c)].empty();
                });
            bool const known_form = !result.multibyte_ ||
                                    std::ranges::find(multibyte_names, name) !=
                                        std::end(multibyte_names);
            if (!shifts && known_form)
            {
                return result;
            }
        }
        catch (boost::locale::conv::invalid_charset_error const&)
        {
        }
    }
    return std::nullopt;
}

charset::charset(std::string name, std::string spelling)
    : name_(std::move(name)), spelling_(std::move(spelling))
{
    for (std::size_t i = 0; i < texts_.size(); ++i)
    {
        char const byte = static_cast<char>(i);
        auto text = to_text({&byte, 1});
        if (text && !text->empty() && text_length(*text) == text->size())
        {
            bytes_.emplace_back(*text, byte);
            texts_[i] = std::move(*text);
        }
        else if (!multibyte_)
        {
            multibyte_ = to_text(std::string(1, byte) + "\xa1") ||
                         to_text(std::string(1, byte) + "A");
        }
    }
    std::ranges::sort(bytes_);
}

std::optional<std::string> charset::to_text(std::string_view bytes) const
{
    namespace conv = boost::locale::conv;

    try
    {
        return conv::to_utf<char>(bytes.data(), bytes.data() + bytes.size(),
                                  spelling_, conv::stop);
    }
    catch (conv::conversion_error const&)
    {
        return std::nullopt;
    }
}

std::optional<std::string> charset::from_text(std::string_view text) const
{
    namespace conv = boost::locale::conv;

    try
    {
        return conv::from_utf<char>(text.data(), text.data() + text.size(),
                                    spelling_, conv::stop);
    }
    catch (conv::conversion_error const&)
    {
        return std::nullopt;
    }
}

// The length that the bytes at the front say that their character has.
std::size_t charset::length(std::string_view bytes) const
{
    auto const lead = static_cast<unsigned char>(bytes[0]);
    if (lead < 0x80 || !texts_[lead].empty())
    {
        return 1;
    }
    if (name_ == "gb18030" && bytes.size() > 1 && bytes[1] >= '0' &&
        bytes[1] <= '9')
    {
        return 4;
    }
    return name_ == "euc_jp" && lead == 0x8f ? 3 : 2;
}

progress charset::decode(std::string_view bytes, std::string& text) const
{
    if (!multibyte_)
    {
        return decode_bytes(bytes, text);
    }
    std::size_t limit = 16;
    for (std::size_t p = 0; p < bytes.size();)
    {
        auto end = p;
        std::size_t count = 0;
        while (end < bytes.size() && count < limit)
        {
            auto const size = length(bytes.substr(end));
            if (size > bytes.size() - end)
            {
                break;
            }
            end += size;
            ++count;
        }
        if (count == 0)
        {
            return {p, bytes.size() - p, "incomplete multibyte sequence", true};
        }
        if (auto const piece = to_text(bytes.substr(p, end - p)))
        {
            text += *piece;
            p = end;
            limit = std::min(2 * limit, largest);
        }
        else if (count == 1)
        {
            return {p, 1, "illegal multibyte sequence"};
        }
        else
        {
            limit = count / 2;
        }
    }
    return {bytes.size()};
}

progress charset::decode_bytes(std::string_view bytes, std::string& text) const
{
    for (std::size_t p = 0; p < bytes.size(); ++p)
    {
        auto const& piece = texts_[static_cast<unsigned char>(bytes[p])];
        if (piece.empty())
        {
            return {p, 1, "character maps to <undefined>"};
        }
        text += piece;
    }
    return {bytes.size()};
}

std::size_t charset::encode(std::string_view text, std::string& bytes) const
{
    if (!multibyte_)
    {
        return encode_bytes(text, bytes);
    }
    std::size_t limit = 16;
    for (std::size_t p = 0; p < text.size();)
    {
        auto end = p;
        std::size_t count = 0;
        while (end < text.size() && count < limit)
        {
            auto const size = text_length(text.substr(end));
            if (size == 0)
            {
                break;
            }
            end += size;
            ++count;
        }
        if (count == 0)
        {
            return p;
        }
        if (auto const piece = from_text(text.substr(p, end - p)))
        {
            bytes += *piece;
            p = end;
            limit = std::min(2 * limit, largest);
        }
        else if (count == 1)
        {
            return p;
        }
        else
        {
            limit = count / 2;
        }
    }
    return text.size();
}

std::size_t charset::encode_bytes(std::string_view text,
                                  std::string& bytes) const
{
    for (std::size_t p = 0; p < text.size();)
    {
        auto const size = text_length(text.substr(p));
        auto const c = text.substr(p, size);
        auto const found =
            std::ranges::lower_bound(bytes_, c, {}, [](auto const& entry) {
                return std::string_view(entry.first);
            });
        if (size == 0 || found == bytes_.end() || found->first != c)
        {
            return p;
        }
        bytes += found->second;
        p += size;
    }
    return text.size();
}

} // namespace concur::subprocess::detail
