// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../libs/subprocess/src/live_sink.hpp"

#include <concur/errors.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstddef>
#include <new>
#include <string>
#include <string_view>
#include <vector>

// Tests of the sink behind on_stdout, without a child: the test makes up what
// is read.

namespace sp = concur::subprocess;
using sp::detail::codec;
using sp::detail::decoder;
using sp::detail::live_sink;

namespace {

struct part
{
    std::string text;
    bool partial;
};

constexpr std::size_t no_limit = 1'000'000;

// A sink and what it has delivered. The sink is not copied, since its functions
// refer to this object.
struct delivery
{
    explicit delivery(std::size_t limit = no_limit)
        : sink(sp::output_stream::stdout_,
               {.both =
                    [this](sp::output_piece const& p) {
                        parts.push_back({std::string(p.text), p.partial});
                        if (--until_error == 0)
                        {
                            throw std::bad_alloc();
                        }
                    }},
               limit)
    {
    }

    delivery(delivery const&) = delete;

    void emit_all()
    {
        while (sink.pending())
        {
            sink.emit();
        }
    }

    // Puts bytes in pieces of a size, then ends.
    void feed(std::string_view bytes, std::size_t size)
    {
        while (!bytes.empty())
        {
            sink.put(bytes.substr(0, size));
            bytes.remove_prefix(std::min(size, bytes.size()));
            emit_all();
        }
        sink.end();
        emit_all();
    }

    std::vector<std::string> lines() const
    {
        std::vector<std::string> all;
        bool joins = false;
        for (auto const& p : parts)
        {
            if (joins)
            {
                all.back() += p.text;
            }
            else
            {
                all.push_back(p.text);
            }
            joins = p.partial;
        }
        BOOST_TEST(!joins);
        return all;
    }

    std::vector<part> parts;
    int until_error = -1;
    live_sink sink;
};

std::vector<std::string> split(std::string const& text)
{
    std::vector<std::string> lines;
    std::size_t at = 0;
    while (at < text.size())
    {
        auto const end = std::min(text.find('\n', at), text.size());
        lines.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(live_sink_)

// A character, a CR LF or a byte order mark may be divided by any read.
BOOST_AUTO_TEST_CASE(lines_are_those_of_the_whole_text)
{
    using namespace std::string_literals;
    struct
    {
        char const* encoding;
        char const* errors;
        std::string bytes;
    } const texts[] = {
        {"utf-8", "strict",
         "a\xc3\xa9\r\n\r\nb\rc\n\n\xe2\x82\xac\xf0\x9f\x98\x80 e"},
        {"utf-8", "strict", "one\r\ntwo\r"},
        {"utf-8", "strict", "one\n"},
        {"utf-8", "strict", "\n"},
        {"utf-8", "strict", ""},
        {"utf-8-sig", "strict", "\xef\xbb\xbfone\r\ntwo"},
        {"utf-16", "strict",
         "\xff\xfe"
         "a\0\r\0\n\0\xac\x20\n\0b\0"s},
        {"latin-1", "strict", "caf\xe9\r\nx\r"},
        {"utf-8", "replace", "a\xff\nb\xe2\x82\nc\xc3"},
        {"utf-8", "ignore", "a\xff\nb\xe2\x82\nc\xc3"},
        {"utf-8", "backslashreplace", "a\xff\nb\xe2\x82\nc\xc3"},
        {"utf-8", "surrogateescape", "a\xff\nb\xe2\x82\nc\xc3"},
    };
    for (auto const& t : texts)
    {
        codec const c(t.encoding, t.errors);
        auto const expected = split(sp::detail::decode(c, t.bytes));
        for (std::size_t size = 1; size <= t.bytes.size() + 1; ++size)
        {
            delivery d;
            d.sink.decode_with(decoder(c));
            d.feed(t.bytes, size);
            BOOST_TEST(d.lines() == expected, boost::test_tools::per_element());
        }
    }
}

BOOST_AUTO_TEST_CASE(a_line_longer_than_the_limit_comes_in_parts)
{
    std::string const text =
        "123456789\n1234\n12345\n\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\n"
        "a\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80 tail";
    for (std::size_t limit = 4; limit <= 20; ++limit)
    {
        for (std::size_t size = 1; size <= text.size(); ++size)
        {
            delivery d(limit);
            d.sink.decode_with(decoder(codec("utf-8")));
            d.feed(text, size);
            BOOST_TEST(d.lines() == split(text),
                       boost::test_tools::per_element());
            for (auto const& p : d.parts)
            {
                BOOST_TEST(p.text.size() <= limit);
                BOOST_TEST(!p.text.empty());
                // Throws if a character was divided.
                sp::detail::decode(codec("utf-8"), p.text);
            }
        }
    }
}

// Bytes that are no characters, as surrogateescape keeps them, are divided
// anywhere.
BOOST_AUTO_TEST_CASE(parts_of_kept_bytes_are_not_smaller_than_the_limit)
{
    std::string const bytes(100, '\x80');
    delivery d(10);
    d.sink.decode_with(decoder(codec("utf-8", "surrogateescape")));
    d.feed(bytes, 100);
    BOOST_TEST(d.parts.size() == 10u);
    BOOST_TEST_REQUIRE(d.lines().size() == 1u);
    BOOST_TEST(d.lines()[0] == bytes);
}

BOOST_AUTO_TEST_CASE(without_text_mode_pieces_come_as_they_are)
{
    delivery d(4);
    d.sink.put("a\nbcdefgh");
    BOOST_TEST(d.sink.pending());
    d.sink.emit();
    BOOST_TEST(!d.sink.pending());
    d.sink.put("\r\n");
    d.sink.emit();
    d.sink.end();
    d.emit_all();
    BOOST_TEST_REQUIRE(d.parts.size() == 2u);
    BOOST_TEST(d.parts[0].text == "a\nbcdefgh");
    BOOST_TEST(d.parts[1].text == "\r\n");
    BOOST_TEST(!d.parts[0].partial);
}

BOOST_AUTO_TEST_CASE(after_an_exception_the_next_line_follows)
{
    delivery d;
    d.sink.decode_with(decoder(codec("utf-8")));
    d.until_error = 2;
    d.sink.put("one\ntwo\nthree\nfo");
    BOOST_CHECK_THROW(d.emit_all(), std::bad_alloc);
    BOOST_TEST(d.parts.size() == 2u);
    BOOST_TEST(d.sink.pending());
    d.emit_all();
    d.sink.put("ur");
    d.sink.end();
    d.emit_all();
    std::vector<std::string> const expected{"one", "two", "three", "four"};
    BOOST_TEST(d.lines() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(wrong_bytes_are_refused_as_a_whole)
{
    delivery d;
    d.sink.decode_with(decoder(codec("utf-8")));
    d.sink.put("one\ntw");
    d.emit_all();
    for (int n = 0; n != 2; ++n)
    {
        BOOST_CHECK_EXCEPTION(d.sink.put("o\n\xff"), concur::UnicodeDecodeError,
                              [](auto const& e) { return e.start() == 8; });
    }
    d.sink.put("o\n\xc3");
    d.emit_all();
    BOOST_CHECK_THROW(d.sink.end(), concur::UnicodeDecodeError);
    BOOST_TEST(!d.sink.ended());
    std::vector<std::string> const expected{"one", "two"};
    BOOST_TEST(d.lines() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
