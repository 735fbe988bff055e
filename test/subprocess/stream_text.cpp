// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stream.hpp>

#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <functional>
#include <string>
#include <vector>

namespace sp = concur::subprocess;
using concur::ValueError;
using namespace std::string_literals;
using namespace support;

namespace {

using lines = std::vector<std::string>;

template<class... Keywords>
sp::Popen writes(std::string const& text, Keywords const&... keywords)
{
    return sp::Popen(child({"out:" + text}), sp::stdout_ = sp::PIPE,
                     sp::encoding = "utf-8", keywords...);
}

// A child that writes twice; the second time when it has read a byte.
sp::Popen writes_twice(std::string const& first, std::string const& second)
{
    return sp::Popen(child({"out:" + first, "read:1", "out:" + second}),
                     sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                     sp::encoding = "utf-8");
}

void go_on(sp::Popen& p)
{
    p.stdin_().write("-");
    p.stdin_().flush();
}

// The bytes that the child reads when text is written to it.
template<class... Keywords>
std::string written(std::function<void(sp::stream)> const& action,
                    Keywords const&... keywords)
{
    scratch_directory place;
    auto const path = place.path() + "/copy";
    sp::Popen p({"sh", "-c", "cat >\"$0\"", path.c_str()},
                sp::stdin_ = sp::PIPE, keywords...);
    action(p.stdin_());
    p.close_and_wait();
    return read_file(path);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream_text,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(stream_text_read_counts_characters)
{
    for (long long bufsize : {-1, 0, 1, 5})
    {
        // Characters of one to four bytes, and all kinds of line endings.
        auto p = writes("aé€😀\\r\\n\\rb\\n", sp::bufsize = bufsize);
        auto s = p.stdout_();
        BOOST_TEST(s.read(0) == "");
        BOOST_TEST(s.read(2) == "aé");
        BOOST_TEST(s.read(1) == "€");
        BOOST_TEST(s.read(3) == "😀\n\n");
        BOOST_TEST(s.read(100) == "b\n");
        BOOST_TEST(s.read(1) == "");
        BOOST_TEST(s.read() == "");
    }
    auto p = writes("aé€😀");
    BOOST_TEST(p.stdout_().read(3) == "aé€");
    BOOST_TEST(p.stdout_().read(-1) == "😀");
    std::string many;
    for (int i = 0; i < 10000; ++i)
    {
        many += "aé€😀";
    }
    auto q = writes(many);
    BOOST_TEST((q.stdout_().read(39999) + "😀" == many));
    BOOST_TEST(q.stdout_().read() == "😀");
}

BOOST_AUTO_TEST_CASE(stream_text_read1)
{
    auto p = writes_twice("aé€", "😀");
    auto s = p.stdout_();
    BOOST_TEST(s.read1(0) == "");
    BOOST_TEST(s.read1(2) == "aé");
    BOOST_TEST(s.read1() == "€");
    go_on(p);
    BOOST_TEST(s.read() == "-😀");
    BOOST_TEST(s.read1() == "");
    BOOST_TEST(s.read1(3) == "");
}

BOOST_AUTO_TEST_CASE(stream_text_readline)
{
    for (long long bufsize : {-1, 0, 1, 5})
    {
        auto p = writes("é€\\r\\n\\rthree\\r\\n😀five", sp::bufsize = bufsize);
        auto s = p.stdout_();
        BOOST_TEST(s.readline(1) == "é");
        BOOST_TEST(s.readline() == "€\n");
        BOOST_TEST(s.readline() == "\n");
        BOOST_TEST(s.readline(0) == "");
        BOOST_TEST(s.readline(100) == "three\n");
        BOOST_TEST(s.readline(2) == "😀f");
        BOOST_TEST(s.readline() == "ive");
        BOOST_TEST(s.readline() == "");
    }
    auto p = writes("é\\r\\n\\r€");
    BOOST_TEST(p.stdout_().readlines() == lines({"é\n", "\n", "€"}));
    auto q = writes("é\\r\\n\\r€");
    lines found;
    for (auto const& line : q.stdout_())
    {
        found.push_back(line);
    }
    BOOST_TEST(found == lines({"é\n", "\n", "€"}));
}

BOOST_AUTO_TEST_CASE(stream_text_held_back)
{
    // A line is returned at once, though an LF may follow its CR.
    auto p = writes_twice("one\\ntwo\\r", "\\nthree");
    BOOST_TEST(p.stdout_().readline() == "one\n");
    go_on(p);
    BOOST_TEST(p.stdout_().readline() == "two\n");
    BOOST_TEST(p.stdout_().read() == "-\nthree");
}

BOOST_AUTO_TEST_CASE(stream_text_write)
{
    for (long long bufsize : {-1, 0, 1, 3})
    {
        auto const copy = written(
            [](sp::stream s) {
                BOOST_TEST(s.write("aé€😀\r\n") == 12u);
                s.writelines({"one\n", "two\r", ""});
                BOOST_TEST(s.write("") == 0u);
                s.write(std::string(100000, 'x'));
            },
            sp::encoding = "utf-8", sp::bufsize = bufsize);
        BOOST_TEST((copy == "aé€😀\r\none\ntwo\r" + std::string(100000, 'x')));
    }
    BOOST_TEST(written([](sp::stream s) { s.write("aé"); },
                       sp::encoding = "latin-1") == "a\xe9");
}

BOOST_AUTO_TEST_CASE(stream_text_one_byte_order_mark)
{
    for (long long bufsize : {-1, 0, 1})
    {
        auto const copy = written(
            [](sp::stream s) {
                s.write("a");
                s.flush();
                s.writelines({"b", "\n"});
                s.write("é");
            },
            sp::encoding = "utf-16", sp::bufsize = bufsize);
        // As in Python: a stream of UTF-16 is written without a mark.
        BOOST_TEST(copy == "a\0b\0\n\0\xe9\0"s);
    }
    // The same when communicate() follows.
    sp::Popen p(child({"cat"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::encoding = "utf-16");
    p.stdin_().write("a");
    BOOST_TEST(p.communicate("b").stdout_.value() == "ab");
    sp::Popen q(child({"count"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::encoding = "utf-8-sig");
    q.stdin_().write("a");
    q.stdin_().flush();
    // The mark has three bytes; "count" prints ASCII.
    BOOST_TEST(q.communicate("b").stdout_.value() == "5");
}

BOOST_AUTO_TEST_CASE(stream_text_encode_error)
{
    auto const copy = written(
        [](sp::stream s) {
            s.write("a");
            BOOST_CHECK_EXCEPTION(
                s.write("bé"), concur::UnicodeEncodeError,
                [](concur::UnicodeEncodeError const& e) {
                    return e.what() ==
                           "'ascii' codec can't encode character '\\xe9' in "
                           "position 1: ordinal not in range(128)"s;
                });
            s.write("c");
        },
        sp::encoding = "ascii");
    BOOST_TEST(copy == "ac");
    BOOST_TEST(written([](sp::stream s) { s.write("bé"); },
                       sp::encoding = "ascii", sp::errors = "replace") == "b?");
}

BOOST_AUTO_TEST_CASE(stream_text_decode_error)
{
    auto p = writes("a\\n\\xff", sp::bufsize = -1);
    BOOST_CHECK_EXCEPTION(p.stdout_().read(), concur::UnicodeDecodeError,
                          [](concur::UnicodeDecodeError const& e) {
                              return e.what() ==
                                     "'utf-8' codec can't decode byte 0xff in "
                                     "position 2: invalid start byte"s;
                          });
    BOOST_TEST(!p.stdout_().closed());
    // At the end of the stream, an incomplete character is an error.
    auto q = writes("a\\xc3");
    BOOST_TEST(q.stdout_().read(1) == "a");
    BOOST_CHECK_THROW(q.stdout_().read(1), concur::UnicodeDecodeError);
    auto r = writes("a\\xc3", sp::errors = "replace");
    BOOST_TEST(r.stdout_().read() == "a\ufffd");
}

BOOST_AUTO_TEST_CASE(stream_text_closed_and_wrong_direction)
{
    sp::Popen p(child({"cat"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::text);
    auto const says = [](char const* text) {
        return [=](ValueError const& e) { return e.what() == ""s + text; };
    };
    auto in = p.stdin_();
    auto out = p.stdout_();
    BOOST_CHECK_EXCEPTION(in.readline(), ValueError, says("not readable"));
    BOOST_CHECK_EXCEPTION(out.write("x"), ValueError, says("not writable"));
    in.close();
    BOOST_TEST(out.read() == "");
    out.close();
    auto const closed = says("I/O operation on closed file.");
    BOOST_CHECK_EXCEPTION(in.write("x"), ValueError, closed);
    BOOST_CHECK_EXCEPTION(out.read(), ValueError, closed);
    BOOST_CHECK_EXCEPTION(out.readline(), ValueError, closed);
}

BOOST_AUTO_TEST_CASE(stream_attributes_text)
{
    auto p = writes("", sp::errors = "replace", sp::bufsize = 1,
                    sp::stdin_ = sp::PIPE);
    for (auto const& s : {p.stdin_(), p.stdout_()})
    {
        BOOST_TEST(s.text());
        BOOST_TEST(s.buffered());
        BOOST_TEST(s.line_buffering());
        BOOST_TEST(s.encoding().value() == "utf-8");
        BOOST_TEST(s.errors().value() == "replace");
    }
    sp::Popen q(child({}), sp::stdout_ = sp::PIPE, sp::encoding = "UTF_16-LE");
    BOOST_TEST(!q.stdout_().line_buffering());
    BOOST_TEST(q.stdout_().encoding().value() == "utf-16-le");
    BOOST_TEST(q.stdout_().errors().value() == "strict");
}

BOOST_AUTO_TEST_SUITE_END()
