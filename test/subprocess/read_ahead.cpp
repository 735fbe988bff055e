// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>

#include <boost/test/unit_test.hpp>

#include <string>

// Expected values are those of Python 3.10, where it has the feature. Python
// loses bytes that a stream has read ahead when communicate() follows.

namespace sp = concur::subprocess;

using namespace std::string_literals;

namespace {

// A child that writes bytes and then waits to be killed.
struct writer
{
    sp::Popen p;

    writer(std::string const& escaped, char const* encoding,
           char const* errors = "strict")
        : p({"sh", "-c", "printf \"$0\"; exec sleep 30", escaped},
            sp::stdout_ = sp::PIPE, sp::encoding = encoding,
            sp::errors = errors)
    {
    }

    ~writer()
    {
        p.kill();
    }

    sp::stream out()
    {
        return p.stdout_();
    }

    // The bytes of an incomplete character, which were not returned yet.
    std::string rest()
    {
        try
        {
            p.communicate({}, 0.01);
        }
        catch (sp::TimeoutExpired const& e)
        {
            return e.output.value_or("");
        }
        return "no timeout";
    }
};

sp::Popen prints(std::string const& escaped, char const* encoding,
                 char const* errors = "strict", long long bufsize = -1)
{
    return sp::Popen({"printf", escaped}, sp::stdout_ = sp::PIPE,
                     sp::encoding = encoding, sp::errors = errors,
                     sp::bufsize = bufsize);
}

} // namespace

BOOST_AUTO_TEST_SUITE(read_ahead)

BOOST_AUTO_TEST_CASE(a_timeout_has_the_bytes_that_were_read_ahead)
{
    struct
    {
        char const* written;
        char const* encoding;
        char const* errors;
        int size; // of the text to read
        std::string text;
        std::string rest;
    } const cases[] = {
        {"a\\nb\\r\\nc\\rd\\r", "utf-8", "strict", 2, "a\n", "b\r\nc\rd\r"},
        {"a\\r\\nb\\r\\n", "utf-8", "strict", 2, "a\n", "b\r\n"},
        {"a\\r\\nb\\r\\n", "utf-8", "strict", 1, "a", "\r\nb\r\n"},
        {"a\\rb\\r\\n", "utf-8", "strict", 2, "a\n", "b\r\n"},
        {"\\303\\251\\342\\202\\254\\342\\202", "utf-8", "strict", 1,
         "\303\251", "\342\202\254\342\202"},
        {"\\303\\251\\342\\202", "utf-8", "strict", 1, "\303\251", "\342\202"},
        {"\\342\\202A", "utf-8", "replace", 1, "\357\277\275", "A"},
        {"\\342\\202AB", "utf-8", "surrogateescape", 1, "\342", "\202AB"},
        {"\\377\\376", "utf-8", "surrogateescape", 1, "\377", "\376"},
        {"\\377A", "utf-8", "backslashreplace", 4, "\\xff", "A"},
        {"a\\351\\351", "latin-1", "strict", 2, "a\303\251", "\351"},
        {"\\212\\277\\202\\240\\202", "shift_jis", "strict", 1, "\346\274\242",
         "\202\240\202"},
        {"\\376\\377\\000a\\000\\r\\000b\\000\\r", "utf-16", "strict", 2, "a\n",
         "\0b\0\r"s},
        {"\\357\\273\\277ab", "utf-8-sig", "strict", 1, "a", "b"},
    };
    for (auto const& c : cases)
    {
        BOOST_TEST_CONTEXT(c.encoding << ' ' << c.written)
        {
            writer w(c.written, c.encoding, c.errors);
            BOOST_TEST(w.out().read(c.size) == c.text);
            BOOST_TEST(w.rest() == c.rest);
            // The bytes in the error are no longer in the stream.
            BOOST_TEST(w.rest() == c.rest);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_timeout_has_the_bytes_that_are_not_text)
{
    writer w("ok\\n\\377\\n", "utf-8");
    BOOST_CHECK_THROW(w.out().read(9), concur::UnicodeDecodeError);
    BOOST_TEST(w.rest() == "ok\n\377\n");
}

BOOST_AUTO_TEST_CASE(communicate_goes_on_after_what_was_read)
{
    auto p = prints("\\303\\251\\r\\n\\342\\202\\254\\r\\nx", "utf-8");
    BOOST_TEST(p.stdout_().readline() == "\303\251\n");
    BOOST_TEST(p.communicate().stdout_.value() == "\342\202\254\nx");

    // The byte order is known by now, and so is the position of each byte.
    auto q = prints("\\376\\377\\000a\\000b\\330\\000", "utf-16", "ignore");
    BOOST_TEST(q.stdout_().read(1) == "a");
    BOOST_TEST(q.communicate().stdout_.value() == "b");
    auto r = prints("ab\\nc\\377", "utf-8");
    BOOST_CHECK_THROW(r.stdout_().read(2), concur::UnicodeDecodeError);
    BOOST_CHECK_EXCEPTION(
        r.communicate(), concur::UnicodeDecodeError,
        [](concur::UnicodeDecodeError const& e) { return e.start() == 4; });
}

BOOST_AUTO_TEST_CASE(bytes_that_are_kept_count_as_characters)
{
    for (long long bufsize : {-1, 1})
    {
        auto p = prints("a\\377\\376b\\n\\303\\251\\200c", "utf-8",
                        "surrogateescape", bufsize);
        BOOST_TEST(p.stdout_().read(2) == "a\377");
        BOOST_TEST(p.stdout_().readline(1) == "\376");
        BOOST_TEST(p.stdout_().readline(9) == "b\n");
        BOOST_TEST(p.stdout_().read(2) == "\303\251\200");
        BOOST_TEST(p.stdout_().read(2) == "c");
    }
    // Each byte alone, even if two of them look like a character.
    auto p = prints("\\303\\251\\n", "ascii", "surrogateescape");
    BOOST_TEST(p.stdout_().read(1) == "\303");
    BOOST_TEST(p.stdout_().readline(1) == "\251");
}

BOOST_AUTO_TEST_CASE(streams_of_utf_16_and_utf_32_begin_with_a_mark)
{
    struct
    {
        char const* encoding;
        char const* bytes;
        std::string written;
        std::string refusal;
    } const cases[] = {
        {"utf-16", "a\\000b\\000", "a\0b\0"s,
         "UTF-16 stream does not start with BOM"},
        {"utf-32", "a\\000\\000\\000b\\000\\000\\000", "a\0\0\0b\0\0\0"s,
         "UTF-32 stream does not start with BOM"},
    };
    for (auto const& c : cases)
    {
        auto const refused = [&](concur::UnicodeError const& e) {
            return e.what() == c.refusal;
        };
        for (char const* errors : {"strict", "replace"})
        {
            auto p = prints(c.bytes, c.encoding, errors);
            BOOST_CHECK_EXCEPTION(p.stdout_().read(), concur::UnicodeError,
                                  refused);
            auto q = prints(c.bytes, c.encoding, errors);
            BOOST_CHECK_EXCEPTION(q.stdout_().readline(), concur::UnicodeError,
                                  refused);
        }
        auto p = prints("", c.encoding);
        BOOST_TEST(p.stdout_().read() == "");
        auto q = prints("a", c.encoding);
        BOOST_CHECK_THROW(q.stdout_().read(), concur::UnicodeDecodeError);
        // If all bytes are decoded at once, they are read in the byte order of
        // the machine.
        BOOST_TEST(prints(c.bytes, c.encoding).communicate().stdout_.value() ==
                   "ab");

        sp::Popen writes({"cat"}, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                         sp::encoding = c.encoding);
        writes.stdin_().write("a");
        writes.stdin_().write("b");
        writes.stdin_().close();
        BOOST_CHECK_EXCEPTION(writes.stdout_().read(1), concur::UnicodeError,
                              refused);
    }
}

BOOST_AUTO_TEST_CASE(a_line_of_no_characters_may_not_be_text)
{
    auto p = prints("\\377\\n", "utf-8");
    BOOST_CHECK_THROW(p.stdout_().readline(0), concur::UnicodeDecodeError);
    auto q = prints("ab\\n", "utf-8");
    BOOST_TEST(q.stdout_().readline(0) == "");
    BOOST_TEST(q.stdout_().readline() == "ab\n");
    BOOST_TEST(q.stdout_().readline(0) == "");
}

BOOST_AUTO_TEST_CASE(read1_returns_at_most_the_size_of_the_buffer)
{
    std::string const text(30000, 'x');
    sp::Popen p({"printf", text}, sp::stdout_ = sp::PIPE, sp::bufsize = 16);
    p.wait();
    BOOST_TEST(p.stdout_().read1() == text.substr(0, 16));
    BOOST_TEST(p.stdout_().read1(5) == "xxxxx");
    BOOST_TEST(p.stdout_().read1(20000).size() == 20000u);
    BOOST_TEST(p.stdout_().read1(0) == "");
    auto const line = p.stdout_().read(1);
    BOOST_TEST(p.stdout_().read1().size() <= 16u);
}

// Decoding takes much longer than the timeout, although all output of the child
// is there.
BOOST_AUTO_TEST_CASE(a_timeout_bounds_decoding)
{
    constexpr std::size_t size = 16'000'000;
    sp::Popen p({"sh", "-c", "head -c 16000000 /dev/zero | tr '\\0' '\\377'"},
                sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
                sp::encoding = "gbk", sp::errors = "surrogateescape");
    std::size_t seen = 0;
    while (seen < size)
    {
        try
        {
            p.communicate({}, 0.02);
            break;
        }
        catch (sp::TimeoutExpired const& e)
        {
            seen = e.output ? e.output->size() : 0;
            BOOST_TEST((std::string(seen, '\377') == e.output.value_or("")));
        }
    }
    // All output had arrived, but decoding took too long.
    BOOST_TEST(seen == size);
    auto const text = p.communicate().stdout_.value();
    BOOST_TEST((text == std::string(size, '\377')));
    // A second call returns the same.
    BOOST_TEST((p.communicate().stdout_.value() == text));
}

BOOST_AUTO_TEST_CASE(an_error_shows_all_bytes_each_time)
{
    sp::Popen p({"sh", "-c", "head -c 600000 /dev/zero; printf '\\377'"},
                sp::stdout_ = sp::PIPE, sp::encoding = "utf-8");
    for (int i = 0; i < 2; ++i)
    {
        BOOST_CHECK_EXCEPTION(p.communicate(), concur::UnicodeDecodeError,
                              [](concur::UnicodeDecodeError const& e) {
                                  BOOST_TEST(e.start() == 600000u);
                                  BOOST_TEST(e.object().size() == 600001u);
                                  return true;
                              });
    }
}

BOOST_AUTO_TEST_SUITE_END()
