// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "codec.hpp"

#include "codec_fields.hpp"
#include "utf.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace concur::subprocess::detail {
namespace {

using form = encoding_form;

// Replaces CR LF and CR by LF, from the index `from` on.
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

bool decoder::expects_mark() const noexcept
{
    return !begun_ && (form_ == form::utf_8_sig || form_ == form::utf_16 ||
                       form_ == form::utf_32);
}

std::pair<std::size_t, std::size_t> decoder::resume(unsigned long long position,
                                                    std::string_view part,
                                                    std::string& text)
{
    if (std::exchange(return_held_, false))
    {
        text += '\n';
    }
    auto const dropped = std::exchange(pending_, std::string()).size();
    auto const skipped = partial_character(position, part);
    offset_ = static_cast<std::size_t>(position) + skipped;
    return {dropped, skipped};
}

// The number of bytes at the beginning of a part that belong to a character
// before it.
std::size_t decoder::partial_character(unsigned long long position,
                                       std::string_view part) const noexcept
{
    auto const at = [&](std::size_t i) { return byte_at(part, i); };
    std::size_t n = 0;
    switch (form_)
    {
    case form::latin_1:
    case form::ascii:
        break;
    case form::utf_16:
    case form::utf_16_le:
    case form::utf_16_be: {
        n = position % 2;
        std::size_t const high = form_ == form::utf_16_be ? 0 : 1;
        if (n + 2 <= part.size() && (at(n + high) & 0xfc) == 0xdc)
        {
            n += 2;
        }
        break;
    }
    case form::utf_32:
    case form::utf_32_le:
    case form::utf_32_be:
        n = (4 - position % 4) % 4;
        break;
    case form::charset:
        // No multibyte character has an ASCII byte other than the last one,
        // but that GB18030 has digits within.
        if (codec_.fields_->multibyte())
        {
            while (n < part.size() &&
                   (at(n) >= 0x80 || (at(n) >= '0' && at(n) <= '9')))
            {
                ++n;
            }
            n = n < part.size() ? n + 1 : 0;
        }
        break;
    default:
        while (n < 3 && n < part.size() && (at(n) & 0xc0) == 0x80)
        {
            ++n;
        }
    }
    return std::min(n, part.size());
}

std::string decoder::unfeed()
{
    std::string bytes;
    if (return_held_)
    {
        encode_valid(*codec_.fields_, form_, "\r", bytes);
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

// Determines the byte order. Returns the length of the mark, 0 without a mark;
// absent if more bytes are needed.
std::optional<std::size_t> decoder::read_mark(std::string_view bytes,
                                              bool final)
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

// Decodes up to the first error.
progress decoder::decode_valid(std::string_view bytes, std::string& text) const
{
    switch (form_)
    {
    case form::latin_1:
        return decode_latin_1(bytes, text);
    case form::utf_16_le:
    case form::utf_16_be:
        return decode_utf_16(bytes, form_ == form::utf_16_be, text);
    case form::utf_32_le:
    case form::utf_32_be:
        return decode_utf_32(bytes, form_ == form::utf_32_be, text);
    case form::charset:
        return codec_.fields_->charset->decode(bytes, text);
    case form::ascii: {
        auto const good = ascii_end(bytes, 0);
        text.append(bytes, 0, good);
        return {good, good < bytes.size(), "ordinal not in range(128)"};
    }
    default: {
        auto const scanned = scan_utf_8(bytes);
        text.append(bytes, 0, scanned.good);
        return scanned;
    }
    }
}

// Decodes bytes and handles errors. Returns the number of consumed bytes,
// including a mark.
std::size_t decoder::decode(std::string_view bytes, std::string& text,
                            bool final)
{
    std::size_t skipped = 0;
    std::size_t p = 0;
    if (!begun_)
    {
        auto const length = read_mark(bytes, final);
        if (!length)
        {
            return 0;
        }
        begun_ = true;
        if (form_ == form::utf_8_sig)
        {
            // Python counts positions from the byte after this mark.
            skipped = *length;
            bytes.remove_prefix(skipped);
        }
        else
        {
            p = *length;
        }
    }
    while (p < bytes.size())
    {
        auto const done = decode_valid(bytes.substr(p), text);
        p += done.good;
        if (done.bad == 0 || (done.incomplete && !final))
        {
            break;
        }
        p += handle_error(bytes, p, done.bad, done.reason, text);
    }
    offset_ += p;
    return skipped + p;
}

// Handles wrong bytes by the rule of the error handler, or throws
// UnicodeDecodeError. Returns the number of bytes that were handled.
std::size_t decoder::handle_error(std::string_view bytes, std::size_t start,
                                  std::size_t size, char const* reason,
                                  std::string& text) const
{
    auto const& fields = *codec_.fields_;
    switch (fields.handler)
    {
    case error_handler::ignore:
        return size;
    case error_handler::replace:
        text += "\xef\xbf\xbd";
        return size;
    case error_handler::backslashreplace:
        for (std::size_t i = 0; i < size; ++i)
        {
            text += escape(byte_at(bytes, start + i));
        }
        return size;
    case error_handler::surrogateescape: {
        // surrogateescape never keeps ASCII bytes.
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
    case error_handler::strict:
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

} // namespace concur::subprocess::detail
