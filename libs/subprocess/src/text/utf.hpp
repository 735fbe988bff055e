// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_TEXT_UTF_HPP
#define CONCUR_LIBS_SUBPROCESS_TEXT_UTF_HPP

#include <boost/locale/utf.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>

namespace concur::subprocess::detail {

inline constexpr auto not_utf_8 = boost::locale::utf::illegal;

// The character at the front of a text and its length; not_utf_8 for a byte
// that is not UTF-8, and for no text.
inline std::pair<boost::locale::utf::code_point, std::size_t>
front(std::string_view text)
{
    namespace utf = boost::locale::utf;

    auto p = text.begin();
    auto const c = utf::utf_traits<char>::decode(p, text.end());
    if (!utf::is_valid_codepoint(c))
    {
        return {not_utf_8, 1};
    }
    return {c, static_cast<std::size_t>(p - text.begin())};
}

inline void append_utf_8(std::string& text, boost::locale::utf::code_point c)
{
    boost::locale::utf::utf_traits<char>::encode(c, std::back_inserter(text));
}

// Where the ASCII that is there from a position on ends.
inline std::size_t ascii_end(std::string_view bytes, std::size_t from)
{
    auto i = from;
    for (std::uint64_t word; i + sizeof word <= bytes.size(); i += sizeof word)
    {
        std::memcpy(&word, bytes.data() + i, sizeof word);
        if ((word & 0x8080808080808080) != 0)
        {
            break;
        }
    }
    while (i < bytes.size() && static_cast<unsigned char>(bytes[i]) < 0x80)
    {
        ++i;
    }
    return i;
}

} // namespace concur::subprocess::detail

#endif
