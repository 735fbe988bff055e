// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/run.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

// The behaviour of Python 3.10 where streams end or begin within a character or
// a mark.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using namespace std::chrono_literals;

namespace {

template<class... Keywords>
sp::Popen says(std::string const& text, Keywords&&... keywords)
{
    return sp::Popen(child({"out:" + text}), sp::stdout_ = sp::PIPE,
                     std::forward<Keywords>(keywords)...);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream_python,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_byte_that_was_kept_counts_as_a_character)
{
    for (auto const* encoding : {"utf-8", "ascii"})
    {
        auto p = says("a\\xff\\xfebc\\n", sp::encoding = encoding,
                      sp::errors = "surrogateescape");
        auto out = p.stdout_();
        BOOST_TEST(out.read(2) == "a\xff");
        BOOST_TEST(out.read(2) == "\xfe"
                                  "b");
        BOOST_TEST(out.readline(1) == "c");
        BOOST_TEST(out.read() == "\n");
    }
    auto p = says("\\xff\\xfe\\xfd\\n", sp::encoding = "utf-8",
                  sp::errors = "surrogateescape");
    BOOST_TEST(p.stdout_().readline(2) == "\xff\xfe");
    BOOST_TEST(p.stdout_().readline() == "\xfd\n");
}

BOOST_AUTO_TEST_CASE(a_replaced_byte_counts_as_a_character)
{
    for (auto const* encoding : {"utf-8", "ascii"})
    {
        auto p = says("a\\xff\\xfebc\\n", sp::encoding = encoding,
                      sp::errors = "replace");
        auto out = p.stdout_();
        BOOST_TEST(out.read(2) == "a\uFFFD");
        BOOST_TEST(out.readline(1) == "\uFFFD");
        BOOST_TEST(out.read() == "bc\n");
    }
    auto p =
        says("\\xff", sp::encoding = "ascii", sp::errors = "backslashreplace");
    BOOST_TEST(p.stdout_().read(2) == "\\x");
}

BOOST_AUTO_TEST_CASE(a_stream_of_utf_16_or_32_begins_with_a_mark)
{
    for (std::string const name : {"UTF-16", "UTF-32"})
    {
        auto p = says("a\\0b\\0c\\0d\\0", sp::encoding = name);
        BOOST_CHECK_EXCEPTION(
            p.stdout_().read(), concur::UnicodeError,
            [&](concur::UnicodeError const& e) {
                return e.what() == name + " stream does not start with BOM";
            });
    }
    auto marked = says("\\xff\\xfea\\0b\\0", sp::encoding = "utf-16");
    BOOST_TEST(marked.stdout_().read() == "ab");
    // Text that is decoded as a whole needs no mark.
    BOOST_TEST((sp::run(child({"out:a\\0b\\0"}), sp::capture_output,
                        sp::encoding = "utf-16")
                    .stdout_ == "ab"));
}

BOOST_AUTO_TEST_CASE(a_timeout_has_the_read_ahead_as_raw_bytes)
{
    sp::Popen p(child({"out:\\xc3\\xa9\\r\\nmore\\xff\\r\\n", "forever"}),
                sp::stdout_ = sp::PIPE, sp::encoding = "utf-8",
                sp::errors = "replace");
    BOOST_TEST(p.stdout_().readline() == "\xc3\xa9\n");
    for (int i = 0; i != 2; ++i)
    {
        auto const e =
            expect_error<sp::TimeoutExpired>([&] { p.communicate({}, 50ms); });
        BOOST_TEST(e.output.value() == "more\xff\r\n");
    }
    p.kill();
    BOOST_TEST((p.communicate().stdout_ == "more\xef\xbf\xbd\n"));
}

BOOST_AUTO_TEST_CASE(a_line_of_nothing_looks_at_what_came)
{
    auto p = says("\\xffabc\\n", sp::encoding = "utf-8");
    BOOST_CHECK_THROW(p.stdout_().readline(0), concur::UnicodeDecodeError);
}

BOOST_AUTO_TEST_SUITE_END()
