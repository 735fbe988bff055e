// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SHLEX_HPP
#define CONCUR_SHLEX_HPP

#include <concur/config.hpp>

#include <concepts>
#include <initializer_list>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Python's shlex: text in the syntax of the shell.

namespace concur::shlex {

/** Split text into words as a shell would.

    Quotes and backslashes have their meaning; variables and patterns are not
    expanded.

    @param s The text.
    @param comments Whether `#` begins a comment.
    @param posix Whether to follow the shell's rules. Otherwise, quotes stay
    in the words and a backslash is a character like any other.

    @return The words, in order.

    @throws ValueError A quotation is not closed, or the text ends with a
    backslash.
*/
CONCUR_CORE_DECL std::vector<std::string>
split(std::string_view s, bool comments = false, bool posix = true);

/** Return a word in a form that a shell reads as that one word.

    @param s The word.

    @return `s` itself if it is harmless, else `s` in quotes.
*/
CONCUR_CORE_DECL std::string quote(std::string_view s);

/** Return words as one text that split() takes apart again.

    @param words The words.

    @return The words, quoted where needed, with spaces between.
*/
CONCUR_CORE_DECL std::string join(std::span<std::string const> words);

/// @copydoc join(std::span<std::string const>)
CONCUR_CORE_DECL std::string
join(std::initializer_list<std::string_view> words);

/// @copydoc join(std::span<std::string const>)
template<std::ranges::input_range Range>
requires(
    !std::convertible_to<Range, std::span<std::string const>> &&
    std::constructible_from<std::string, std::ranges::range_reference_t<Range>>)
    std::string join(Range&& words)
{
    std::vector<std::string> copies;
    for (auto&& word : words)
    {
        copies.emplace_back(word);
    }
    return shlex::join(std::span<std::string const>(copies));
}

} // namespace concur::shlex

#endif
