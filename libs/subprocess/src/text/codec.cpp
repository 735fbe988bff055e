// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "codec.hpp"

#include "aliases.hpp"
#include "codec_fields.hpp"
#include "locale_charset.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

namespace concur::subprocess::detail {
namespace {

using form = encoding_form;

constexpr std::pair<std::string_view, error_handler> handlers[] = {
    {"strict", error_handler::strict},
    {"ignore", error_handler::ignore},
    {"replace", error_handler::replace},
    {"backslashreplace", error_handler::backslashreplace},
    {"surrogateescape", error_handler::surrogateescape}};

constexpr std::pair<std::string_view, encoding_form> own_encodings[] = {
    {"utf-8", form::utf_8},         {"utf-8-sig", form::utf_8_sig},
    {"ascii", form::ascii},         {"iso8859-1", form::latin_1},
    {"utf-16", form::utf_16},       {"utf-16-le", form::utf_16_le},
    {"utf-16-be", form::utf_16_be}, {"utf-32", form::utf_32},
    {"utf-32-le", form::utf_32_le}, {"utf-32-be", form::utf_32_be}};

void check_null(std::string_view name)
{
    if (name.find('\0') != std::string_view::npos)
    {
        boost::throw_exception(ValueError("embedded null character"));
    }
}

} // namespace

std::string codec_fields::error_name(encoding_form actual) const
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

codec::codec(std::optional<std::string> encoding,
             std::optional<std::string> errors)
{
    bool const from_locale = !encoding || *encoding == "locale";
    auto const given = from_locale ? locale_charset() : std::move(*encoding);
    check_null(given);

    auto fields = std::make_shared<codec_fields>();
    fields->name = normal_name(given);
    // The charset of the locale named "C" is ASCII. PEP 540 makes it UTF-8.
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

} // namespace concur::subprocess::detail
