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

    Quotes and backslashes have the meaning that they have in a shell, with two
    exceptions: in double quotes a backslash escapes only a double quote or a
    backslash, and a backslash at the end of a line keeps the line break.
    Variables and patterns are not expanded.

    @param s The text.
    @param comments Whether `#` begins a comment, also within a word.
    @param posix Whether to follow the shell's rules. If false, quotes stay in
    the words and a backslash is an ordinary character.

    @return The words, in order.

    @throws ValueError A quotation is not closed, or the text ends with a
    backslash that would escape the next character.
*/
CONCUR_CORE_DECL std::vector<std::string>
split(std::string_view s, bool comments = false, bool posix = true);

/** Quote a word, so that a shell reads it as one word.

    @param s The word.

    @return `s` itself if it needs no quotes, else `s` in quotes.
*/
CONCUR_CORE_DECL std::string quote(std::string_view s);

/** Join words to a text that split() splits into these words again.

    @param words The words.

    @return The words, quoted where needed, with spaces between.
*/
CONCUR_CORE_DECL std::string join(std::span<std::string const> words);

/// Join the words of a braced list, as join() of a span does.
CONCUR_CORE_DECL std::string
join(std::initializer_list<std::string_view> words);

/// Join the words of a range, as join() of a span does.
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
