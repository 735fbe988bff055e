// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/list2cmdline.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

namespace sp = concur::subprocess;
using namespace support;

namespace {

void check(sp::command const& items, std::string const& expected)
{
    BOOST_TEST(sp::list2cmdline(items) == expected);
}

} // namespace

BOOST_AUTO_TEST_SUITE(list2cmdline,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    list2cmdline_rules,
    *boost::unit_test::label("py:subprocess.list2cmdline.rules"))
{
    check({"a b c", "d", "e"}, R"("a b c" d e)");
    check({R"(ab"c)", R"(\)", "d"}, R"(ab\"c \ d)");
    check({R"(ab"c)", R"( \)", "d"}, R"(ab\"c " \\" d)");
    check({R"(a\\\b)", "de fg", "h"}, R"(a\\\b "de fg" h)");
    check({R"(a\"b)", "c", "d"}, R"(a\\\"b c d)");
    check({R"(a\\b c)", "d", "e"}, R"("a\\b c" d e)");
    check({R"(a\\b\ c)", "d", "e"}, R"("a\\b\ c" d e)");
    check({"ab", ""}, R"(ab "")");
}

BOOST_AUTO_TEST_CASE(
    list2cmdline_edge_cases,
    *boost::unit_test::label("py:subprocess.list2cmdline.edge_cases"))
{
    check({}, "");
    check({""}, R"("")");
    check({"a\tb"}, "\"a\tb\"");
    check({R"(a b\)"}, R"("a b\\")");
    check({R"(a b\\)"}, R"("a b\\\\")");
    check({R"(\\")"}, R"(\\\\\")");
    check({R"(a\)"}, R"(a\)");
    check({R"(a\)", "b"}, R"(a\ b)");
    check({"a\nb"}, "a\nb");
    check({"", "", "a"}, R"("" "" a)");
}

BOOST_AUTO_TEST_SUITE_END()
