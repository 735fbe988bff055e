// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "codec.hpp"

#include <concur/errors.hpp>

#include "charset.hpp"
#include "charset_names.hpp"
#include "locale_charset.hpp"
#include "utf.hpp"

#include <boost/endian/conversion.hpp>
#include <boost/throw_exception.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <iterator>
#include <utility>

namespace concur::subprocess::detail {

enum class encoding_form
{
    utf_8,
    utf_8_sig,
    ascii,
    latin_1,
    utf_16,
    utf_16_le,
    utf_16_be,
    utf_32,
    utf_32_le,
    utf_32_be,
    charset
};

namespace {

using form = encoding_form;

constexpr std::string_view utf_8_mark = "\xef\xbb\xbf";
constexpr bool native_big = std::endian::native == std::endian::big;

enum class handler
{
    strict,
    ignore,
    replace,
    backslashreplace,
    surrogateescape
};

constexpr std::pair<std::string_view, handler> handlers[] = {
    {"strict", handler::strict},
    {"ignore", handler::ignore},
    {"replace", handler::replace},
    {"backslashreplace", handler::backslashreplace},
    {"surrogateescape", handler::surrogateescape}};

constexpr std::pair<std::string_view, encoding_form> own_encodings[] = {
    {"utf-8", form::utf_8},         {"utf-8-sig", form::utf_8_sig},
    {"ascii", form::ascii},         {"iso8859-1", form::latin_1},
    {"utf-16", form::utf_16},       {"utf-16-le", form::utf_16_le},
    {"utf-16-be", form::utf_16_be}, {"utf-32", form::utf_32},
    {"utf-32-le", form::utf_32_le}, {"utf-32-be", form::utf_32_be}};

// Python's normalize_encoding: lower case, any punctuation one underscore.
std::string normalize(std::string_view name)
{
    std::string out;
    bool gap = false;
    for (char c : name)
    {
        if (c >= 'A' && c <= 'Z')
        {
            c += 'a' - 'A';
        }
        bool const plain =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
        if (plain && gap && !out.empty())
        {
            out += '_';
        }
        if (plain)
        {
            out += c;
        }
        gap = !plain;
    }
    return out;
}

// Python's search: where a name has dots, those of an alias may be underscores.
std::string normal_name(std::string_view given)
{
    auto name = normalize(given);
    if (auto const found = charset_name(name); !found.empty())
    {
        return std::string(found);
    }
    std::ranges::replace(name, '.', '_');
    auto const found = charset_name(name);
    return normalize(found) != name ? std::string(found) : std::string();
}

void check_null(std::string_view name)
{
    if (name.find('\0') != std::string_view::npos)
    {
        boost::throw_exception(ValueError("embedded null character"));
    }
}

unsigned byte_at(std::string_view bytes, std::size_t index)
{
    return static_cast<unsigned char>(bytes[index]);
}

std::string escape(unsigned c)
{
    char text[16];
    std::snprintf(text, sizeof text,
                  c <= 0xff     ? "\\x%02x"
                  : c <= 0xffff ? "\\u%04x"
                                : "\\U%08x",
                  c);
    return text;
}

// As Python does, takes as one error the longest piece that begins a sequence.
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

// The encoders stop at what they cannot encode, and return how far they came.

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

void append_unit(std::string& bytes, std::uint32_t unit, int size, bool big)
{
    for (int i = 0; i < size; ++i)
    {
        int const shift = 8 * (big ? size - 1 - i : i);
        bytes += static_cast<char>(unit >> shift & 0xff);
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

// Turns CR LF and CR into LF, from a position on.
void normalize_newlines(std::string& text, std::size_t from)
{
    auto in = text.find('\r', from);
    if (in == std::string::npos)
    {
        return;
    }
    auto out = in;
    while (in < text.size())
    {
        text[out++] = '\n';
        ++in;
        if (in < text.size() && text[in] == '\n')
        {
            ++in;
        }
        auto const next = std::min(text.find('\r', in), text.size());
        std::memmove(text.data() + out, text.data() + in, next - in);
        out += next - in;
        in = next;
    }
    text.resize(out);
}

} // namespace

struct codec::fields
{
    std::string name;
    std::string errors;
    encoding_form form = form::charset;
    detail::handler handler = handler::strict;
    detail::charset const* charset = nullptr;

    bool multibyte() const
    {
        return charset && charset->multibyte();
    }

    std::string error_name(encoding_form actual) const
    {
        switch (actual)
        {
        case form::utf_8_sig:
            return "utf-8";
        case form::latin_1:
            return "latin-1";
        case form::utf_16_le:
            return "utf-16-le";
        case form::utf_16_be:
            return "utf-16-be";
        case form::utf_32_le:
            return "utf-32-le";
        case form::utf_32_be:
            return "utf-32-be";
        case form::charset:
            return multibyte() ? name : "charmap";
        default:
            return name;
        }
    }

    char const* encode_reason() const
    {
        switch (form)
        {
        case form::ascii:
            return "ordinal not in range(128)";
        case form::latin_1:
            return "ordinal not in range(256)";
        case form::charset:
            return multibyte() ? "illegal multibyte sequence"
                               : "character maps to <undefined>";
        default:
            return "surrogates not allowed";
        }
    }

    // Python takes neighbours as one error in some encodings only.
    bool groups_errors() const
    {
        return form == form::utf_8 || form == form::utf_8_sig ||
               form == form::ascii || form == form::latin_1 ||
               (form == form::charset && !multibyte());
    }

    void encode_mark(beginning at, std::string& bytes) const
    {
        if (at == beginning::none)
        {
            return;
        }
        if (form == form::utf_8_sig)
        {
            bytes += utf_8_mark;
        }
        else if (at == beginning::stream)
        {
            return;
        }
        else if (form == form::utf_16)
        {
            append_unit(bytes, 0xfeff, 2, native_big);
        }
        else if (form == form::utf_32)
        {
            append_unit(bytes, 0xfeff, 4, native_big);
        }
    }

    std::size_t encode_good(std::string_view text, std::string& bytes) const
    {
        switch (form)
        {
        case form::ascii: {
            auto const good = ascii_end(text, 0);
            bytes.append(text, 0, good);
            return good;
        }
        case form::latin_1:
            return encode_latin_1(text, bytes);
        case form::utf_16:
            return encode_utf_16(text, native_big, bytes);
        case form::utf_16_le:
            return encode_utf_16(text, false, bytes);
        case form::utf_16_be:
            return encode_utf_16(text, true, bytes);
        case form::utf_32:
            return encode_utf_32(text, native_big, bytes);
        case form::utf_32_le:
            return encode_utf_32(text, false, bytes);
        case form::utf_32_be:
            return encode_utf_32(text, true, bytes);
        case form::charset:
            return charset->encode(text, bytes);
        default: {
            auto const good = scan_utf_8(text).good;
            bytes.append(text, 0, good);
            return good;
        }
        }
    }

    [[noreturn]] void refuse(std::string_view text, std::size_t begin,
                             std::size_t end) const
    {
        auto const count = [&](std::size_t from, std::size_t to) {
            std::size_t n = 0;
            for (; from < to; from += front(text.substr(from)).second)
            {
                ++n;
            }
            return n;
        };
        auto const start = count(0, begin);
        boost::throw_exception(
            UnicodeEncodeError(error_name(form), std::string(text), start,
                               start + count(begin, end), encode_reason()));
    }

    // Whether surrogateescape lets the front of a text pass as it is.
    bool escapable(std::string_view text) const
    {
        switch (form)
        {
        case form::utf_16:
        case form::utf_16_le:
        case form::utf_16_be:
        case form::utf_32:
        case form::utf_32_le:
        case form::utf_32_be:
            return false;
        case form::ascii:
            return true;
        default:
            return front(text).first == not_utf_8;
        }
    }

    void encode_bad(std::string_view text, std::size_t begin, std::size_t end,
                    std::string& bytes) const
    {
        if (handler == handler::strict)
        {
            refuse(text, begin, end);
        }
        // What stands for a character must not be lost itself.
        auto const put = [&](std::string_view replacement) {
            if (encode_good(replacement, bytes) != replacement.size())
            {
                refuse(text, begin, end);
            }
        };
        for (auto p = begin; p < end;)
        {
            auto const [c, length] = front(text.substr(p));
            switch (handler)
            {
            case handler::replace:
                put("?");
                break;
            case handler::backslashreplace:
                put(escape(c == not_utf_8 ? 0xdc00 + byte_at(text, p) : c));
                break;
            case handler::surrogateescape:
                if (!escapable(text.substr(p)))
                {
                    refuse(text, form == form::charset ? begin : p, end);
                }
                bytes.append(text, p, length);
                break;
            default:
                break;
            }
            p += length;
        }
    }
};

codec::codec(std::optional<std::string> encoding,
             std::optional<std::string> errors)
{
    bool const from_locale = !encoding || *encoding == "locale";
    auto const given = from_locale ? locale_charset() : std::move(*encoding);
    check_null(given);

    auto fields = std::make_shared<codec::fields>();
    fields->name = normal_name(given);
    // PEP 540: a locale without a charset of its own says ASCII.
    if (from_locale && fields->name == "ascii")
    {
        fields->name = "utf-8";
    }
    auto const* const own =
        std::ranges::find(own_encodings, fields->name,
                          [](auto const& entry) { return entry.first; });
    if (own != std::end(own_encodings))
    {
        fields->form = own->second;
    }
    else
    {
        fields->charset = charset::find(fields->name);
        if (!fields->charset)
        {
            boost::throw_exception(LookupError("unknown encoding: " + given));
        }
    }

    fields->errors = errors ? std::move(*errors) : "strict";
    check_null(fields->errors);
    auto const* const known =
        std::ranges::find(handlers, fields->errors,
                          [](auto const& entry) { return entry.first; });
    if (known == std::end(handlers))
    {
        boost::throw_exception(
            LookupError("unknown error handler name '" + fields->errors + "'"));
    }
    fields->handler = known->second;
    fields_ = std::move(fields);
}

codec::~codec() = default;
codec::codec(codec const&) = default;
codec& codec::operator=(codec const&) = default;

std::string const& codec::encoding() const noexcept
{
    return fields_->name;
}

std::string const& codec::errors() const noexcept
{
    return fields_->errors;
}

decoder::decoder(codec codec, bool mark_needed)
    : codec_(std::move(codec)), mark_needed_(mark_needed),
      form_(codec_.fields_->form)
{
}

decoder::~decoder() = default;
decoder::decoder(decoder const&) = default;
decoder& decoder::operator=(decoder const&) = default;

void decoder::feed(std::string_view bytes, std::string& text)
{
    convert(bytes, text, false);
}

void decoder::finish(std::string& text)
{
    convert({}, text, true);
}

std::string decoder::unfeed()
{
    std::string bytes;
    if (return_held_)
    {
        auto actual = *codec_.fields_;
        actual.form = form_;
        actual.encode_good("\r", bytes);
        offset_ -= bytes.size();
        return_held_ = false;
    }
    return bytes += std::exchange(pending_, std::string());
}

void decoder::convert(std::string_view bytes, std::string& text, bool final)
{
    std::string joined;
    if (!pending_.empty())
    {
        joined = std::move(pending_);
        joined += bytes;
        bytes = joined;
    }

    auto const start = text.size();
    if (return_held_)
    {
        text += '\r';
    }
    try
    {
        bytes.remove_prefix(decode(bytes, text, final));
    }
    catch (...)
    {
        text.resize(start);
        throw;
    }
    pending_ = std::string(bytes);

    return_held_ = !final && text.size() > start && text.back() == '\r';
    if (return_held_)
    {
        text.pop_back();
    }
    normalize_newlines(text, start);
}

// Finds out the byte order. Returns how many bytes are the mark, or nothing
// when it takes more bytes to know.
std::optional<std::size_t> decoder::mark(std::string_view bytes, bool final)
{
    auto const is = [&](std::string_view mark) {
        return bytes.starts_with(mark);
    };
    switch (form_)
    {
    case form::utf_8_sig:
        if (bytes.size() < 3 && utf_8_mark.starts_with(bytes) && !final)
        {
            return std::nullopt;
        }
        return is(utf_8_mark) ? 3 : 0;
    case form::utf_16: {
        if (bytes.size() < 2 && !final)
        {
            return std::nullopt;
        }
        bool const little = is("\xff\xfe");
        bool const big = is("\xfe\xff");
        if (mark_needed_ && !little && !big && bytes.size() >= 2)
        {
            boost::throw_exception(
                UnicodeError("UTF-16 stream does not start with BOM"));
        }
        form_ =
            big || (native_big && !little) ? form::utf_16_be : form::utf_16_le;
        return little || big ? 2 : 0;
    }
    case form::utf_32: {
        if (bytes.size() < 4 && !final)
        {
            return std::nullopt;
        }
        bool const little = is(std::string_view("\xff\xfe\0\0", 4));
        bool const big = is(std::string_view("\0\0\xfe\xff", 4));
        if (mark_needed_ && !little && !big && bytes.size() >= 4)
        {
            boost::throw_exception(
                UnicodeError("UTF-32 stream does not start with BOM"));
        }
        form_ =
            big || (native_big && !little) ? form::utf_32_be : form::utf_32_le;
        return little || big ? 4 : 0;
    }
    default:
        return 0;
    }
}

// Returns how many bytes it is done with.
std::size_t decoder::decode(std::string_view bytes, std::string& text,
                            bool final)
{
    auto const& fields = *codec_.fields_;
    std::size_t skipped = 0;
    std::size_t p = 0;
    if (!begun_)
    {
        auto const length = mark(bytes, final);
        if (!length)
        {
            return 0;
        }
        begun_ = true;
        // Python's utf-8-sig counts positions from after its mark.
        (form_ == form::utf_8_sig ? skipped : p) = *length;
        bytes.remove_prefix(skipped);
    }
    while (p < bytes.size())
    {
        auto const rest = bytes.substr(p);
        auto const done = [&]() -> progress {
            switch (form_)
            {
            case form::latin_1:
                return decode_latin_1(rest, text);
            case form::utf_16_le:
            case form::utf_16_be:
                return decode_utf_16(rest, form_ == form::utf_16_be, text);
            case form::utf_32_le:
            case form::utf_32_be:
                return decode_utf_32(rest, form_ == form::utf_32_be, text);
            case form::charset:
                return fields.charset->decode(rest, text);
            case form::ascii: {
                auto const good = ascii_end(rest, 0);
                text.append(rest, 0, good);
                return {good, good < rest.size(), "ordinal not in range(128)"};
            }
            default: {
                auto const scanned = scan_utf_8(rest);
                text.append(rest, 0, scanned.good);
                return scanned;
            }
            }
        }();
        p += done.good;
        if (done.bad == 0 || (done.incomplete && !final))
        {
            break;
        }
        p += decode_bad(bytes, p, done.bad, done.reason, text);
    }
    offset_ += p;
    return skipped + p;
}

// Returns how many of the bad bytes the handler has taken.
std::size_t decoder::decode_bad(std::string_view bytes, std::size_t start,
                                std::size_t size, char const* reason,
                                std::string& text) const
{
    auto const& fields = *codec_.fields_;
    switch (fields.handler)
    {
    case handler::ignore:
        return size;
    case handler::replace:
        text += "\xef\xbf\xbd";
        return size;
    case handler::backslashreplace:
        for (std::size_t i = 0; i < size; ++i)
        {
            text += escape(byte_at(bytes, start + i));
        }
        return size;
    case handler::surrogateescape: {
        // ASCII bytes are never escaped.
        std::size_t taken = 0;
        while (taken < size && byte_at(bytes, start + taken) >= 0x80)
        {
            text += bytes[start + taken++];
        }
        if (taken > 0)
        {
            return taken;
        }
        break;
    }
    case handler::strict:
        break;
    }
    boost::throw_exception(UnicodeDecodeError(
        fields.error_name(form_), std::string(bytes), offset_ + start,
        offset_ + start + size, reason, offset_));
}

std::string decode(codec const& codec, std::string_view bytes)
{
    std::string text;
    decoder decoder(codec);
    decoder.feed(bytes, text);
    decoder.finish(text);
    return text;
}

std::string encode(codec const& codec, std::string_view text, beginning at)
{
    auto const& fields = *codec.fields_;
    std::string bytes;
    fields.encode_mark(at, bytes);
    for (std::size_t p = 0;;)
    {
        p += fields.encode_good(text.substr(p), bytes);
        if (p >= text.size())
        {
            return bytes;
        }
        auto end = p + front(text.substr(p)).second;
        std::string scratch;
        while (fields.groups_errors() && end < text.size())
        {
            auto const length = front(text.substr(end)).second;
            if (fields.encode_good(text.substr(end, length), scratch) > 0)
            {
                break;
            }
            end += length;
        }
        fields.encode_bad(text, p, end, bytes);
        p = end;
    }
}

} // namespace concur::subprocess::detail
