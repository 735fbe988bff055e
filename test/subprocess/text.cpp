// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include <concur/subprocess.hpp>

#include "piped_child.hpp"
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <clocale>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sp = concur::subprocess;
using concur::LookupError;
using concur::UnicodeDecodeError;
using namespace std::string_literals;
using namespace support;

namespace {

template<class... Keywords>
std::string output(std::string const& text, Keywords const&... keywords)
{
    return sp::check_output(child({"out:" + text}), keywords...);
}

} // namespace

BOOST_AUTO_TEST_SUITE(text, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    text_streaming_newlines,
    *boost::unit_test::label("py:subprocess.text.streaming_newlines"))
{
    for (bool older : {false, true})
    {
        sp::options o;
        (older ? o.universal_newlines : o.text) = true;
        o.stdin_ = sp::PIPE;
        o.stdout_ = sp::PIPE;
        sp::Popen p(child({"line", "out:line2\\n", "cat", "out:line4\\n",
                           "out:line5\\r\\n", "out:line6\\r", "out:\\nline7\\r",
                           "out:line8"}),
                    o);
        p.stdin_().write("line1\n");
        p.stdin_().flush();
        BOOST_TEST(p.stdout_().readline() == "line1\n");
        p.stdin_().write("line3\n");
        p.stdin_().close();
        BOOST_TEST(p.stdout_().readline() == "line2\n");
        BOOST_TEST(p.stdout_().read(6) == "line3\n");
        BOOST_TEST(p.stdout_().read() == "line4\nline5\nline6\nline7\nline8");
        BOOST_TEST(p.wait() == 0);
    }
}

BOOST_AUTO_TEST_CASE(
    text_communicate_newlines,
    *boost::unit_test::label("py:subprocess.text.communicate_newlines"))
{
    sp::Popen p(child({"out:line2\\n", "out:line4\\n", "out:line5\\r\\n",
                       "out:line6\\r", "out:\\nline7\\r", "out:line8"}),
                sp::stdout_ = sp::PIPE, sp::universal_newlines);
    auto const said = p.communicate();
    BOOST_TEST(said.stdout_.value() ==
               "line2\nline4\nline5\nline6\nline7\nline8");
    BOOST_TEST(!said.stderr_);
}

BOOST_AUTO_TEST_CASE(
    text_communicate_stdin_only,
    *boost::unit_test::label("py:subprocess.text.communicate_stdin_only"))
{
    sp::Popen p({"sh", "-c",
                 "read a; read b; read c && exit 1; "
                 "[ \"$a,$b,$c\" = line1,line3, ]"},
                sp::stdin_ = sp::PIPE, sp::text);
    auto const said = p.communicate("line1\nline3\n");
    BOOST_TEST(!said.stdout_);
    BOOST_TEST(!said.stderr_);
    BOOST_TEST(p.returncode().value() == 0);
}

BOOST_AUTO_TEST_CASE(
    text_communicate_input_none,
    *boost::unit_test::label("py:subprocess.text.communicate_input_none"))
{
    sp::Popen p(child({"drain"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::text);
    BOOST_TEST(p.communicate().stdout_.value() == "");
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(p.returncode().value() == 0);
}

BOOST_AUTO_TEST_CASE(
    text_communicate_all_three,
    *boost::unit_test::label("py:subprocess.text.communicate_all_three"))
{
    auto p = start_piped({"line", "err:eline2\\r", "out:line2\\r", "cat",
                          "out:line4\\r\\n", "err:eline6\\r\\neline7\\n",
                          "out:line5\\r"},
                         sp::text);
    auto const said = p.communicate("line1\nline3\n");
    BOOST_TEST(said.stdout_.value() == "line1\nline2\nline3\nline4\nline5\n");
    BOOST_TEST(said.stderr_.value() == "eline2\neline6\neline7\n");
    BOOST_TEST(p.returncode().value() == 0);
}

BOOST_AUTO_TEST_CASE(text_utf16_utf32,
                     *boost::unit_test::label("py:subprocess.text.utf16_utf32"))
{
    auto const wide = [](std::string const& before, std::string const& after) {
        std::string text;
        for (auto c : {"1", "\\r", "\\n", "2", "\\r", "3", "\\n", "4"})
        {
            text += before + c + after;
        }
        return text;
    };
    auto const utf16 = "\\xff\\xfe" + wide("", "\\0");
    auto const utf32 = wide("\\0\\0\\0", "");
    BOOST_TEST(output(utf16, sp::encoding = "utf-16") == "1\n2\n3\n4");
    BOOST_TEST(output(utf32, sp::encoding = "utf-32-be") == "1\n2\n3\n4");
    auto p = start_piped({"out:" + utf32}, sp::encoding = "utf-32-be");
    BOOST_TEST(p.stdout_().read() == "1\n2\n3\n4");
    // A byte of a character may look like a line end.
    BOOST_TEST(output("\\x0a\\x0d\\x0d\\x0a", sp::encoding = "utf-16-le") ==
               "\u0d0a\u0a0d");
    // Input is encoded; its line ends are not changed.
    auto q = start_piped({"cat"}, sp::encoding = "utf-16-be");
    BOOST_TEST(q.communicate("é\r\n").stdout_.value() == "é\n");
}

BOOST_AUTO_TEST_CASE(
    text_decode_error_policies,
    *boost::unit_test::label("py:subprocess.text.decode_error_policies"))
{
    auto const decoded = [](char const* errors) {
        auto const bad = "[\\x80\\x80]";
        auto const text =
            output(bad, sp::encoding = "utf-8", sp::errors = errors);
        auto p = start_piped({"out:"s + bad}, sp::encoding = "utf-8",
                             sp::errors = errors);
        BOOST_TEST(p.stdout_().read() == text);
        return text;
    };
    BOOST_TEST(decoded("ignore") == "[]");
    BOOST_TEST(decoded("replace") == "[\ufffd\ufffd]");
    BOOST_TEST(decoded("backslashreplace") == "[\\x80\\x80]");
    BOOST_TEST(decoded("surrogateescape") == "[\x80\x80]");
    // Encoding restores the bytes.
    auto p = start_piped({"cat"}, sp::encoding = "utf-8",
                         sp::errors = "surrogateescape");
    BOOST_TEST(p.communicate("[\x80\x80]").stdout_.value() == "[\x80\x80]");
    // The error handler alone chooses text mode.
    BOOST_TEST(output("a\\r\\n", sp::errors = "ignore") == "a\n");
}

BOOST_AUTO_TEST_CASE(
    text_stdin_unchanged_on_posix,
    *boost::unit_test::label("py:subprocess.text.stdin_unchanged_on_posix"))
{
    scratch_directory place;
    auto const path = place.path() + "/copy";
    std::vector<std::string> const copy{"sh", "-c", "cat >\"$0\"", path};
    auto const text = "a\nb\rc\r\nd\n\r"s;
    sp::run(copy, sp::input = text, sp::text);
    BOOST_TEST(read_file(path) == text);
    sp::Popen p(copy, sp::stdin_ = sp::PIPE, sp::text);
    p.stdin_().write(text);
    BOOST_TEST(p.close_and_wait() == 0);
    BOOST_TEST(read_file(path) == text);
}

BOOST_AUTO_TEST_CASE(
    text_output_newlines,
    *boost::unit_test::label("py:subprocess.text.output_newlines"))
{
    BOOST_TEST(output("a\\r\\nb\\rc\\n\\r\\r\\n\\r", sp::text) ==
               "a\nb\nc\n\n\n\n");
    auto p = start_piped({"out:a\\r", "err:\\r"}, sp::text);
    BOOST_TEST(p.stdout_().read() == "a\n");
    BOOST_TEST(p.stderr_().readline() == "\n");
    BOOST_TEST(p.stderr_().readline() == "");
}

BOOST_AUTO_TEST_CASE(
    text_binary_no_conversion,
    *boost::unit_test::label("py:subprocess.text.binary_no_conversion"))
{
    auto const data = "a\r\nb\rc\n\0\xff\xfe\x80\r"s;
    BOOST_TEST(sp::check_output(child({"cat"}), sp::input = data) == data);
    auto p =
        start_piped({"cat"}, sp::text = false, sp::universal_newlines = false);
    BOOST_TEST(!p.text_mode());
    p.stdin_().write(data);
    p.stdin_().close();
    BOOST_TEST(p.stdout_().read() == data);
}

BOOST_AUTO_TEST_CASE(
    text_default_encoding_locale,
    *boost::unit_test::label("py:subprocess.text.default_encoding_locale"))
{
    struct expectation
    {
        char const* locale;
        char const* encoding;
        char const* bytes;
    };
    // Locales that the system lacks are left out. It has the first two.
    for (auto const& e :
         {expectation{"C", "utf-8", "\\xc3\\xa9"},
          expectation{"C.UTF-8", "utf-8", "\\xc3\\xa9"},
          expectation{"de_DE.ISO-8859-1", "iso8859-1", "\\xe9"},
          expectation{"en_US.ISO-8859-1", "iso8859-1", "\\xe9"}})
    {
        CHECK_FORKED([&] {
            if (!std::setlocale(LC_ALL, e.locale))
            {
                return;
            }
            auto p = start_piped({"out:"s + e.bytes}, sp::text);
            EXPECT(p.encoding() == "locale");
            EXPECT(p.stdout_().encoding() == e.encoding);
            EXPECT(p.stdout_().read() == "é");
            EXPECT(output(e.bytes, sp::text) == "é");
            EXPECT(output(e.bytes, sp::encoding = "locale") == "é");
        });
    }
}

BOOST_AUTO_TEST_CASE(
    text_strict_errors_default,
    *boost::unit_test::label("py:subprocess.text.strict_errors_default"))
{
    auto const message = [](UnicodeDecodeError const& e) {
        return e.what() == "'utf-8' codec can't decode byte 0xff in position "
                           "2: invalid start byte"s;
    };
    auto p = start_piped({"out:ok\\xff", "exit:0"}, sp::encoding = "utf-8");
    BOOST_CHECK_EXCEPTION(p.communicate(), UnicodeDecodeError, message);
    BOOST_TEST(p.returncode().value() == 0);
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(p.stdout_().closed());
    BOOST_TEST(p.stderr_().closed());
    BOOST_CHECK_EXCEPTION(output("ok\\xff", sp::encoding = "utf-8"),
                          UnicodeDecodeError, message);
}

BOOST_AUTO_TEST_CASE(
    text_unknown_encoding,
    *boost::unit_test::label("py:subprocess.text.unknown_encoding"))
{
    scratch_directory place;
    auto const trace = place.path() + "/ran";
    auto const says = [](char const* text) {
        return [=](LookupError const& e) { return e.what() == ""s + text; };
    };
    BOOST_CHECK_EXCEPTION(sp::Popen(child({"create:" + trace}),
                                    sp::stdout_ = sp::PIPE,
                                    sp::encoding = "nonsense"),
                          LookupError, says("unknown encoding: nonsense"));
    BOOST_CHECK_EXCEPTION(sp::run(child({"create:" + trace}),
                                  sp::capture_output, sp::errors = "nonsense"),
                          LookupError,
                          says("unknown error handler name 'nonsense'"));
    BOOST_TEST(!std::filesystem::exists(trace));
}

BOOST_AUTO_TEST_CASE(
    text_text_false_encoding_wins,
    *boost::unit_test::label("py:subprocess.text.text_false_encoding_wins"))
{
    BOOST_TEST(output("\\xe9\\r\\n", sp::text = false,
                      sp::encoding = "latin-1") == "é\n");
    BOOST_TEST(output("\\xe9\\r\\n", sp::universal_newlines = false,
                      sp::encoding = "latin-1") == "é\n");
}

BOOST_AUTO_TEST_CASE(
    text_text_and_universal_newlines_conflict,
    *boost::unit_test::label(
        "py:subprocess.text.text_and_universal_newlines_conflict"))
{
    auto const conflict = [](sp::SubprocessError const& e) {
        return e.what() ==
               "Cannot disambiguate when both text and universal_newlines are "
               "supplied but different. Pass one or the other."s;
    };
    BOOST_CHECK_EXCEPTION(
        sp::Popen(child({}), sp::text = true, sp::universal_newlines = false),
        sp::SubprocessError, conflict);
    BOOST_CHECK_EXCEPTION(
        sp::run(child({}), sp::text = false, sp::universal_newlines = true),
        sp::SubprocessError, conflict);
    BOOST_TEST(output("a\\r\\n", sp::text = true,
                      sp::universal_newlines = true) == "a\n");
    BOOST_TEST(output("a\\r\\n", sp::text = false,
                      sp::universal_newlines = false) == "a\r\n");
    // None means "not given".
    BOOST_TEST(output("a\\r\\n", sp::text = std::nullopt,
                      sp::universal_newlines = true) == "a\n");
}

BOOST_AUTO_TEST_CASE(
    text_universal_newlines_alias,
    *boost::unit_test::label("py:subprocess.text.universal_newlines_alias"))
{
    auto const command = child({"out:a\\r\\n"});
    BOOST_TEST(sp::run(command, sp::stdout_ = sp::PIPE, sp::universal_newlines)
                   .stdout_.value() == "a\n");
    BOOST_TEST(sp::check_output(command, sp::universal_newlines) == "a\n");
    sp::Popen p(command, sp::stdout_ = sp::PIPE, sp::universal_newlines);
    BOOST_TEST(p.text_mode());
    BOOST_TEST(p.stdout_().read() == "a\n");
    BOOST_TEST(sp::call(child({"exit:3"}), sp::universal_newlines) == 3);
    BOOST_TEST(sp::check_call(child({}), sp::universal_newlines) == 0);
    // The conflict is found in call(), too.
    BOOST_CHECK_THROW(
        sp::call(child({}), sp::universal_newlines, sp::text = false),
        sp::SubprocessError);
    BOOST_CHECK_THROW(
        sp::check_call(child({}), sp::universal_newlines, sp::text = false),
        sp::SubprocessError);
}

BOOST_AUTO_TEST_CASE(
    text_multibyte_split_across_reads,
    *boost::unit_test::label("py:subprocess.text.multibyte_split_across_reads"))
{
    // The child writes the second half of the character when the first one was
    // read.
    auto const start = [] {
        auto p = start_piped({"out:a\\xe2", "skip:1", "out:\\x82\\xac\\nb"},
                             sp::encoding = "utf-8");
        BOOST_TEST(p.stdout_().read1() == "a");
        p.stdin_().write("!");
        p.stdin_().flush();
        return p;
    };
    BOOST_TEST(start().stdout_().read() == "€\nb");
    BOOST_TEST(start().stdout_().read(2) == "€\n");
    BOOST_TEST(start().stdout_().read1(1) == "€");
    BOOST_TEST(start().stdout_().readline() == "€\n");
    // communicate() continues within a character that a read has begun.
    BOOST_TEST(start().communicate().stdout_.value() == "€\nb");
    auto p = start_piped({"out:a\\xe2", "skip:1", "out:\\x82\\xac\\nb"},
                         sp::encoding = "utf-8");
    BOOST_TEST(p.communicate("!").stdout_.value() == "a€\nb");
}

BOOST_AUTO_TEST_SUITE_END()
