// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/repr.hpp>

#include "unprintable.hpp"

#include <boost/locale/utf.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace concur::detail {
namespace {

bool printable(char32_t c)
{
    auto const r =
        std::ranges::lower_bound(unprintable, c, std::less(), &range::last);
    return r == std::end(unprintable) || c < r->first;
}

void append_escape(std::string& out, char32_t c)
{
    char escape[16];
    std::snprintf(escape, sizeof escape,
                  c <= 0xff     ? "\\x%02x"
                  : c <= 0xffff ? "\\u%04x"
                                : "\\U%08x",
                  static_cast<unsigned>(c));
    out += escape;
}

} // namespace

std::string repr(std::string_view text)
{
    namespace utf = boost::locale::utf;

    bool const double_quotes = text.find('\'') != std::string_view::npos &&
                               text.find('"') == std::string_view::npos;
    char const quote = double_quotes ? '"' : '\'';

    std::string out(1, quote);
    for (auto p = text.begin(); p != text.end();)
    {
        auto const start = p;
        utf::code_point const c = utf::utf_traits<char>::decode(p, text.end());
        if (!utf::is_valid_codepoint(c))
        {
            append_escape(out, 0xdc00 + static_cast<unsigned char>(*start));
            p = start + 1;
        }
        else if (c == '\n')
        {
            out += "\\n";
        }
        else if (c == '\r')
        {
            out += "\\r";
        }
        else if (c == '\t')
        {
            out += "\\t";
        }
        else if (!printable(c))
        {
            append_escape(out, c);
        }
        else
        {
            if (c == '\\' || *start == quote)
            {
                out += '\\';
            }
            out.append(start, p);
        }
    }
    out += quote;
    return out;
}

std::string repr(double number)
{
    if (std::isnan(number))
    {
        return "nan";
    }
    if (std::isinf(number))
    {
        return number < 0 ? "-inf" : "inf";
    }

    // The form is "d.ddde+XX", with the fewest digits that give the same number
    // when they are read.
    char buffer[32];
    auto const last = std::to_chars(buffer, std::end(buffer), number,
                                    std::chars_format::scientific)
                          .ptr;
    std::string_view const text(buffer, last - buffer);
    auto const e = text.find('e');
    int const exponent = std::atoi(std::string(text.substr(e + 1)).c_str());
    if (exponent < -4 || exponent >= 16)
    {
        return std::string(text);
    }

    std::string out;
    std::string digits;
    for (char const c : text.substr(0, e))
    {
        if (c == '-')
        {
            out += c;
        }
        else if (c != '.')
        {
            digits += c;
        }
    }
    if (exponent < 0)
    {
        return out + "0." + std::string(-exponent - 1, '0') + digits;
    }
    auto const whole = static_cast<std::size_t>(exponent) + 1;
    digits.resize(std::max(digits.size(), whole + 1), '0');
    return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

} // namespace concur::detail
