// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "codec.hpp"

#include "codec_fields.hpp"
#include "utf.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

namespace concur::subprocess::detail {
namespace {

using form = encoding_form;

// Python's text of the error if a character cannot be encoded.
char const* reason_of(codec_fields const& fields)
{
    switch (fields.form)
    {
    case form::ascii:
        return "ordinal not in range(128)";
    case form::latin_1:
        return "ordinal not in range(256)";
    case form::charset:
        return fields.multibyte() ? "illegal multibyte sequence"
                                  : "character maps to <undefined>";
    default:
        return "surrogates not allowed";
    }
}

// Whether Python reports adjacent errors in this encoding as one error.
bool joins_errors(codec_fields const& fields)
{
    return fields.form == form::utf_8 || fields.form == form::utf_8_sig ||
           fields.form == form::ascii || fields.form == form::latin_1 ||
           (fields.form == form::charset && !fields.multibyte());
}

// Whether surrogateescape writes the first character of a text unchanged.
bool escapable(encoding_form actual, std::string_view text)
{
    switch (actual)
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

// Encodes one text, with an error handler.
class encoder
{
public:
    encoder(codec_fields const& fields, std::string& bytes)
        : fields_(fields), bytes_(bytes)
    {
    }

    void write_mark(beginning at);
    void write(std::string_view text);

private:
    std::size_t error_end(std::string_view text, std::size_t begin) const;
    void handle_error(std::string_view text, std::size_t begin,
                      std::size_t end);
    [[noreturn]] void refuse(std::string_view text, std::size_t begin,
                             std::size_t end) const;

    codec_fields const& fields_;
    std::string& bytes_;
};

void encoder::write_mark(beginning at)
{
    if (at == beginning::none)
    {
        return;
    }
    if (fields_.form == form::utf_8_sig)
    {
        bytes_ += utf_8_mark;
    }
    else if (at == beginning::stream)
    {
        return;
    }
    else if (fields_.form == form::utf_16)
    {
        append_byte_order_mark(bytes_, 2, native_big);
    }
    else if (fields_.form == form::utf_32)
    {
        append_byte_order_mark(bytes_, 4, native_big);
    }
}

void encoder::write(std::string_view text)
{
    for (std::size_t p = 0;;)
    {
        p += encode_valid(fields_, fields_.form, text.substr(p), bytes_);
        if (p >= text.size())
        {
            return;
        }
        auto const end = error_end(text, p);
        handle_error(text, p, end);
        p = end;
    }
}

// The end of the error that begins at the index `begin`.
std::size_t encoder::error_end(std::string_view text, std::size_t begin) const
{
    auto end = begin + front(text.substr(begin)).second;
    std::string scratch;
    while (joins_errors(fields_) && end < text.size())
    {
        auto const length = front(text.substr(end)).second;
        if (encode_valid(fields_, fields_.form, text.substr(end, length),
                         scratch) > 0)
        {
            break;
        }
        end += length;
    }
    return end;
}

// Throws the error for a range of bytes. The error's positions count
// characters.
void encoder::refuse(std::string_view text, std::size_t begin,
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
    boost::throw_exception(UnicodeEncodeError(
        fields_.error_name(fields_.form), std::string(text), start,
        start + count(begin, end), reason_of(fields_)));
}

void encoder::handle_error(std::string_view text, std::size_t begin,
                           std::size_t end)
{
    if (fields_.handler == error_handler::strict)
    {
        refuse(text, begin, end);
    }
    // The replacement itself must be encodable.
    auto const put = [&](std::string_view replacement) {
        if (encode_valid(fields_, fields_.form, replacement, bytes_) !=
            replacement.size())
        {
            refuse(text, begin, end);
        }
    };
    for (auto p = begin; p < end;)
    {
        auto const [c, length] = front(text.substr(p));
        switch (fields_.handler)
        {
        case error_handler::replace:
            put("?");
            break;
        case error_handler::backslashreplace:
            put(escape(c == not_utf_8 ? 0xdc00 + byte_at(text, p) : c));
            break;
        case error_handler::surrogateescape:
            if (!escapable(fields_.form, text.substr(p)))
            {
                refuse(text, fields_.form == form::charset ? begin : p, end);
            }
            bytes_.append(text, p, length);
            break;
        default:
            break;
        }
        p += length;
    }
}

} // namespace

std::size_t encode_valid(codec_fields const& fields, encoding_form form,
                         std::string_view text, std::string& bytes)
{
    switch (form)
    {
    case encoding_form::ascii: {
        auto const good = ascii_end(text, 0);
        bytes.append(text, 0, good);
        return good;
    }
    case encoding_form::latin_1:
        return encode_latin_1(text, bytes);
    case encoding_form::utf_16:
        return encode_utf_16(text, native_big, bytes);
    case encoding_form::utf_16_le:
        return encode_utf_16(text, false, bytes);
    case encoding_form::utf_16_be:
        return encode_utf_16(text, true, bytes);
    case encoding_form::utf_32:
        return encode_utf_32(text, native_big, bytes);
    case encoding_form::utf_32_le:
        return encode_utf_32(text, false, bytes);
    case encoding_form::utf_32_be:
        return encode_utf_32(text, true, bytes);
    case encoding_form::charset:
        return fields.charset->encode(text, bytes);
    default: {
        auto const good = scan_utf_8(text).good;
        bytes.append(text, 0, good);
        return good;
    }
    }
}

std::string encode(codec const& codec, std::string_view text, beginning at)
{
    std::string bytes;
    encoder to(*codec.fields_, bytes);
    to.write_mark(at);
    to.write(text);
    return bytes;
}

} // namespace concur::subprocess::detail
