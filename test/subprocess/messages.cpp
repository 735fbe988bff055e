// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace sp = concur::subprocess;

using namespace std::string_literals;

namespace {

std::string repeat(std::string const& unit, int times)
{
    std::string text;
    while (times-- > 0)
    {
        text += unit;
    }
    return text;
}

std::string shown(std::string const& argument)
{
    sp::Popen p({"true", argument});
    p.wait();
    return to_string(p);
}

} // namespace

BOOST_AUTO_TEST_SUITE(messages)

// 80 of Python's characters, as len() counts them.
BOOST_AUTO_TEST_CASE(a_popen_is_cut_at_80_characters)
{
    auto const start = "<Popen: returncode: 0 args: ['true', '"s;
    for (std::string const c :
         {"x", "\303\251", "\342\202\254", "\360\237\230\200"})
    {
        BOOST_TEST(shown(repeat(c, 39)) == start + repeat(c, 39) + "']>");
        BOOST_TEST(shown(repeat(c, 40)) == start + repeat(c, 38) + "...>");
        BOOST_TEST(shown("a" + repeat(c, 99)) ==
                   start + "a" + repeat(c, 37) + "...>");
    }
    BOOST_TEST(shown(repeat("\377", 40)) ==
               start + repeat("\\udcff", 6) + "\\u...>");
}

BOOST_AUTO_TEST_CASE(a_null_character_does_not_end_a_message)
{
    sp::command const shell("a\0b"s);
    BOOST_TEST(sp::CalledProcessError(1, shell).what() ==
               "Command 'a\\x00b' returned non-zero exit status 1."s);
    BOOST_TEST(sp::CalledProcessError(-9, shell).what() ==
               "Command 'a\\x00b' died with <Signals.SIGKILL: 9>."s);
    BOOST_TEST(sp::TimeoutExpired(shell, 1.5).what() ==
               "Command 'a\\x00b' timed out after 1.5 seconds"s);
    BOOST_TEST(sp::CalledProcessError(1, {"a\0b"s}).what() ==
               "Command '['a\\x00b']' returned non-zero exit status 1."s);
}

BOOST_AUTO_TEST_SUITE_END()
