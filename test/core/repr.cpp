// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/detail/repr.hpp>

#include <boost/locale/utf.hpp>
#include <boost/test/unit_test.hpp>

#include <cstdint>
#include <iterator>
#include <limits>
#include <string>

// Expected values are those of Python 3.10.

using namespace std::string_literals;
using concur::detail::repr;

BOOST_AUTO_TEST_SUITE(repr_)

BOOST_AUTO_TEST_CASE(text)
{
    struct
    {
        std::string text;
        std::string expected;
    } const cases[] = {
        {"", "''"},
        {"plain", "'plain'"},
        {"it's", "\"it's\""},
        {"say \"x\"", "'say \"x\"'"},
        {"both ' and \"", "'both \\' and \"'"},
        {"back\\slash", "'back\\\\slash'"},
        {"\n\r\t", "'\\n\\r\\t'"},
        {"\000\037\177"s, "'\\x00\\x1f\\x7f'"},
        {"\302\200\302\237\302\240\302\255", "'\\x80\\x9f\\xa0\\xad'"},
        {"\303\251\342\202\254\346\274\242",
         "'\303\251\342\202\254\346\274\242'"},
        {"\360\237\230\200", "'\360\237\230\200'"},
        {"\330\200\330\234\333\235\334\217\341\240\216",
         "'\\u0600\\u061c\\u06dd\\u070f\\u180e'"},
        {"\342\200\200\342\200\217\342\200\220\342\200\250\342\200\257\342\201"
         "\237\342\201\257\343\200\200",
         "'\\u2000\\u200f\342\200\220\\u2028\\u202f\\u205f\\u206f\\u3000'"},
        {"\356\200\200\357\243\277\357\254\200\357\273\277\357\277\273\357\277"
         "\275\357\277\276\357\277\277",
         "'\\ue000\\uf8ff\357\254\200\\ufeff\\ufffb\357\277\275\\ufffe\\uffff"
         "'"},
        {"\363\240\200\201\363\240\204\200\363\260\200\200\364\217\277\277",
         "'\\U000e0001\363\240\204\200\\U000f0000\\U0010ffff'"},
        {"\377", "'\\udcff'"},
        {"a\200b", "'a\\udc80b'"},
        {"\342\202", "'\\udce2\\udc82'"},
        {"\355\240\200", "'\\udced\\udca0\\udc80'"},
        {"\364\220\200\200", "'\\udcf4\\udc90\\udc80\\udc80'"},
        {"\300\257", "'\\udcc0\\udcaf'"},
        {"'\376\"", "'\\'\\udcfe\"'"},
    };
    for (auto const& [text, expected] : cases)
    {
        BOOST_TEST(repr(text) == expected);
    }
}

// As Python 3.10, whose Unicode is 13.0:
//
//   h = 0xcbf29ce484222325
//   for c in range(0x110000):
//       if not 0xd800 <= c < 0xe000 and c not in (0x27, 0x5c):
//           h ^= repr(chr(c)) != f"'{chr(c)}'"
//           h = h * 0x100000001b3 & 0xffffffffffffffff
BOOST_AUTO_TEST_CASE(every_code_point_that_is_not_printable_is_escaped)
{
    std::uint64_t digest = 0xcbf29ce484222325;
    for (char32_t c = 0; c < 0x110000; ++c)
    {
        if ((c >= 0xd800 && c < 0xe000) || c == '\'' || c == '\\')
        {
            continue;
        }
        std::string text;
        boost::locale::utf::utf_traits<char>::encode(c,
                                                     std::back_inserter(text));
        digest = (digest ^ (repr(text) != "'" + text + "'")) * 0x100000001b3;
    }
    BOOST_TEST(digest == 0x4d1878ee9a55ebadu);
    // An unassigned code point, the last one of a block, and one that Unicode
    // 14 assigned.
    BOOST_TEST(repr("\315\270") == "'\\u0378'");
    BOOST_TEST(repr("\342\202\240\342\203\200") == "'\342\202\240\\u20c0'");
}

BOOST_AUTO_TEST_CASE(number)
{
    struct
    {
        double number;
        std::string expected;
    } const cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {-1.5, "-1.5"},
        {0.1, "0.1"},
        {5.0, "5.0"},
        {100000.0, "100000.0"},
        {123456789012345.6, "123456789012345.6"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {-1e16, "-1e+16"},
        {9999999999999998.0, "9999999999999998.0"},
        {12345678901234567.0, "1.2345678901234568e+16"},
        {0.0001, "0.0001"},
        {0.00012345, "0.00012345"},
        {1e-05, "1e-05"},
        {-1.5e-07, "-1.5e-07"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {1 / 3.0, "0.3333333333333333"},
        {1e22, "1e+22"},
        {1e100, "1e+100"},
        {2.5, "2.5"},
        {30.0, "30.0"},
    };
    for (auto const& [number, expected] : cases)
    {
        BOOST_TEST(repr(number) == expected);
    }
}

BOOST_AUTO_TEST_CASE(number_without_digits)
{
    using limits = std::numeric_limits<double>;

    BOOST_TEST(repr(limits::infinity()) == "inf");
    BOOST_TEST(repr(-limits::infinity()) == "-inf");
    BOOST_TEST(repr(limits::quiet_NaN()) == "nan");
    BOOST_TEST(repr(-limits::quiet_NaN()) == "nan");
}

BOOST_AUTO_TEST_SUITE_END()
