// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/shlex.hpp>

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <string_view>
#include <vector>

// Expected values are those of Python 3.10.

namespace shlex = concur::shlex;
using words = std::vector<std::string>;

namespace {

struct split_case
{
    std::string text;
    bool comments;
    bool posix;
    words expected;
};

struct split_error
{
    std::string text;
    bool comments;
    bool posix;
    std::string message;
};

split_case const split_cases[] = {
    {"", false, true, {}},
    {"", false, false, {}},
    {"a", false, true, {"a"}},
    {"a", false, false, {"a"}},
    {" a  b\tc\r\nd ", false, true, {"a", "b", "c", "d"}},
    {" a  b\tc\r\nd ", false, false, {"a", "b", "c", "d"}},
    {"a 'b c' d", false, true, {"a", "b c", "d"}},
    {"a 'b c' d", false, false, {"a", "'b c'", "d"}},
    {"a \"b c\" d", false, true, {"a", "b c", "d"}},
    {"a \"b c\" d", false, false, {"a", "\"b c\"", "d"}},
    {"''", false, true, words{""}},
    {"''", false, false, {"''"}},
    {"\"\"", false, true, words{""}},
    {"\"\"", false, false, {"\"\""}},
    {"a''b", false, true, {"ab"}},
    {"a''b", false, false, {"a''b"}},
    {"'' ''", false, true, words{"", ""}},
    {"'' ''", false, false, {"''", "''"}},
    {"a\"b\"'c'", false, true, {"abc"}},
    {"a\"b\"'c'", false, false, {"a\"b\"'c'"}},
    {"a\\ b", false, true, {"a b"}},
    {"a\\ b", false, false, {"a\\", "b"}},
    {"a\\\\b", false, true, {"a\\b"}},
    {"a\\\\b", false, false, {"a\\\\b"}},
    {"'a\\b'", false, true, {"a\\b"}},
    {"'a\\b'", false, false, {"'a\\b'"}},
    {"\"a\\b\"", false, true, {"a\\b"}},
    {"\"a\\b\"", false, false, {"\"a\\b\""}},
    {"\"a\\\"b\"", false, true, {"a\"b"}},
    {"\"a\\\"b\"", false, false, {"\"a\\\"", "b\""}},
    {"\"a\\\\b\"", false, true, {"a\\b"}},
    {"\"a\\\\b\"", false, false, {"\"a\\\\b\""}},
    {"\"a\\'b\"", false, true, {"a\\'b"}},
    {"\"a\\'b\"", false, false, {"\"a\\'b\""}},
    {"a\\'b", false, true, {"a'b"}},
    {"a\\'b", false, false, {"a\\'b"}},
    {"a#b c", false, true, {"a#b", "c"}},
    {"a#b c", false, false, {"a#b", "c"}},
    {"a#b c", true, true, {"a"}},
    {"a#b c", true, false, {"a"}},
    {"a #b c", false, true, {"a", "#b", "c"}},
    {"a #b c", false, false, {"a", "#b", "c"}},
    {"a #b c", true, true, {"a"}},
    {"a #b c", true, false, {"a"}},
    {"#a\nb", false, true, {"#a", "b"}},
    {"#a\nb", false, false, {"#a", "b"}},
    {"#a\nb", true, true, {"b"}},
    {"#a\nb", true, false, {"b"}},
    {"a #b\nc", false, true, {"a", "#b", "c"}},
    {"a #b\nc", false, false, {"a", "#b", "c"}},
    {"a #b\nc", true, true, {"a", "c"}},
    {"a #b\nc", true, false, {"a", "c"}},
    {"a#b\nc", false, true, {"a#b", "c"}},
    {"a#b\nc", false, false, {"a#b", "c"}},
    {"a#b\nc", true, true, {"a", "c"}},
    {"a#b\nc", true, false, {"ac"}},
    {"x '#' y", false, true, {"x", "#", "y"}},
    {"x '#' y", false, false, {"x", "'#'", "y"}},
    {"x '#' y", true, true, {"x", "#", "y"}},
    {"x '#' y", true, false, {"x", "'#'", "y"}},
    {"a;b|c&d", false, true, {"a;b|c&d"}},
    {"a;b|c&d", false, false, {"a;b|c&d"}},
    {"\303\251 '\303\274 \303\266'",
     false,
     true,
     {"\303\251", "\303\274 \303\266"}},
    {"\303\251 '\303\274 \303\266'",
     false,
     false,
     {"\303\251", "'\303\274 \303\266'"}},
    {"a\\\nb", false, true, {"a\nb"}},
    {"a\\\nb", false, false, {"a\\", "b"}},
    {"\"a\\\nb\"", false, true, {"a\\\nb"}},
    {"\"a\\\nb\"", false, false, {"\"a\\\nb\""}},
    {"a\\", false, false, {"a\\"}},
    {"a \"b\\\"c\" d'e\"f'g", false, true, {"a", "b\"c", "de\"fg"}},
    {"a \"b\\\"c\" d'e\"f'g",
     false,
     false,
     {"a", "\"b\\\"", "c\"", "d'e\"f'g"}},
    {"a'b'c", false, true, {"abc"}},
    {"a'b'c", false, false, {"a'b'c"}},
    {"'a'b", false, true, {"ab"}},
    {"'a'b", false, false, {"'a'", "b"}},
    {"'a' 'b'", false, true, {"a", "b"}},
    {"'a' 'b'", false, false, {"'a'", "'b'"}},
    {"\"a'b\"", false, true, {"a'b"}},
    {"\"a'b\"", false, false, {"\"a'b\""}},
    {"a\013b\014c", false, true, {"a\013b\014c"}},
    {"a\013b\014c", false, false, {"a\013b\014c"}},
    {"\\#a #b", false, true, {"#a", "#b"}},
    {"\\#a #b", false, false, {"\\#a", "#b"}},
    {"\\#a #b", true, true, {"#a"}},
    {"\\#a #b", true, false, {"\\"}},
    {"a \r b", false, true, {"a", "b"}},
    {"a \r b", false, false, {"a", "b"}},
    {"foo#bar'x", false, false, {"foo#bar'x"}},
    {"foo#bar'x", true, true, {"foo"}},
    {"foo#bar'x", true, false, {"foo"}},
};

split_error const split_errors[] = {
    {"'a", false, true, "No closing quotation"},
    {"'a", false, false, "No closing quotation"},
    {"\"a", false, true, "No closing quotation"},
    {"\"a", false, false, "No closing quotation"},
    {"a\\", false, true, "No escaped character"},
    {"\"a\\", false, true, "No escaped character"},
    {"\"a\\", false, false, "No closing quotation"},
    {"foo#bar'x", false, true, "No closing quotation"},
};

} // namespace

BOOST_AUTO_TEST_SUITE(shlex_)

BOOST_AUTO_TEST_CASE(split)
{
    for (auto const& [text, comments, posix, expected] : split_cases)
    {
        BOOST_TEST_CONTEXT(text << ' ' << comments << posix)
        {
            BOOST_TEST(shlex::split(text, comments, posix) == expected,
                       boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(split_defaults)
{
    BOOST_TEST(shlex::split("a '#' # b") == (words{"a", "#", "#", "b"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(split_refuses)
{
    for (auto const& row : split_errors)
    {
        BOOST_CHECK_EXCEPTION(
            shlex::split(row.text, row.comments, row.posix), concur::ValueError,
            [&](auto const& e) { return e.what() == row.message; });
    }
}

BOOST_AUTO_TEST_CASE(quote)
{
    struct
    {
        std::string text;
        std::string expected;
    } const cases[] = {
        {"", "''"},
        {"abc", "abc"},
        {"a b", "'a b'"},
        {"a'b", "'a'\"'\"'b'"},
        {"''", "''\"'\"''\"'\"''"},
        {"a\"b", "'a\"b'"},
        {"$HOME", "'$HOME'"},
        {"a_@%+=:,./-Z9", "a_@%+=:,./-Z9"},
        {"~", "'~'"},
        {"*", "'*'"},
        {"a\nb", "'a\nb'"},
        {"\303\251", "'\303\251'"},
        {"#", "'#'"},
        {"a\\b", "'a\\b'"},
        {"!", "'!'"},
    };
    for (auto const& [text, expected] : cases)
    {
        BOOST_TEST(shlex::quote(text) == expected);
    }
}

BOOST_AUTO_TEST_CASE(join_takes_any_range)
{
    std::string const expected = "echo 'a b' '' x";

    BOOST_TEST(shlex::join({"echo", "a b", "", "x"}) == expected);
    BOOST_TEST(shlex::join(words{"echo", "a b", "", "x"}) == expected);
    BOOST_TEST(shlex::join(std::array<std::string_view, 4>{"echo", "a b", "",
                                                           "x"}) == expected);
    BOOST_TEST(shlex::join(std::vector<char const*>{"echo", "a b", "", "x"}) ==
               expected);
    BOOST_TEST(shlex::join(words{}) == "");
}

BOOST_AUTO_TEST_CASE(split_undoes_join)
{
    words const original = {"", "a b", "it's", "\"\\", "#", "\n", "$x"};
    BOOST_TEST(shlex::split(shlex::join(original)) == original,
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
