// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stream.hpp>

#include <concur/subprocess.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <iterator>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

namespace {

using lines = std::vector<std::string>;

struct detached : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};

// A child that writes a text and ends.
sp::Popen writes(std::string const& text, long long bufsize = -1)
{
    return sp::Popen(child({"out:" + text}), sp::stdout_ = sp::PIPE,
                     sp::bufsize = bufsize);
}

sp::Popen writes_twice(std::string const& first, std::string const& second,
                       long long bufsize = -1)
{
    return sp::Popen(child({"out:" + first, "read:1", "out:" + second}),
                     sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                     sp::bufsize = bufsize);
}

void go_on(sp::Popen& p, std::string const& text = "-")
{
    p.stdin_().write(text);
    p.stdin_().flush();
}

sp::Popen echo(long long bufsize = -1)
{
    return sp::Popen(child({"cat"}), sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE, sp::bufsize = bufsize);
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(stream_read)
{
    for (long long bufsize : {-1, 7})
    {
        auto p = writes("one\\ntwo\\r\\n\\0\\xff!", bufsize);
        auto s = p.stdout_();
        BOOST_TEST(s.read(0) == "");
        BOOST_TEST(s.read(5) == "one\nt");
        BOOST_TEST(s.read(3) == "wo\r");
        BOOST_TEST(s.read(100) == std::string("\n\0\xff!", 4));
        BOOST_TEST(s.read(1) == "");
        BOOST_TEST(s.read(-1) == "");
        BOOST_TEST(s.read() == "");
    }
    auto p = writes("one two");
    BOOST_TEST(p.stdout_().read(4) == "one ");
    BOOST_TEST(p.stdout_().read(-1) == "two");
    auto q = writes("one two");
    BOOST_TEST(q.stdout_().read(4) == "one ");
    BOOST_TEST(q.stdout_().read() == "two");
    sp::Popen large(child({"outn:3000000"}), sp::stdout_ = sp::PIPE);
    BOOST_TEST((large.stdout_().read(2000000) == std::string(2000000, 'x')));
    BOOST_TEST((large.stdout_().read() == std::string(1000000, 'x')));
}

BOOST_AUTO_TEST_CASE(stream_read_waits_for_all_of_it)
{
    sp::Popen p(child({"out:ab", "sleep:0.05", "out:cd"}),
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read(4) == "abcd");
}

BOOST_AUTO_TEST_CASE(stream_read1)
{
    auto p = writes_twice("abcdef", "gh");
    auto s = p.stdout_();
    BOOST_TEST(s.read1(0) == "");
    BOOST_TEST(s.read1(2) == "ab");
    BOOST_TEST(s.read1(100) == "cdef");
    go_on(p);
    BOOST_TEST(s.read1(1) == "-");
    BOOST_TEST(s.read(2) == "gh");
    BOOST_TEST(s.read1() == "");
    auto q = writes_twice("abc", "def");
    BOOST_TEST(q.stdout_().read1() == "abc");
    go_on(q);
    BOOST_TEST(q.stdout_().read() == "-def");
    BOOST_TEST(q.stdout_().read1(5) == "");
}

BOOST_AUTO_TEST_CASE(stream_readline)
{
    for (long long bufsize : {-1, 0, 3})
    {
        auto p = writes("one\\n\\ntwo\\nthree\\rfour", bufsize);
        auto s = p.stdout_();
        BOOST_TEST(s.readline() == "one\n");
        BOOST_TEST(s.readline() == "\n");
        BOOST_TEST(s.readline(0) == "");
        BOOST_TEST(s.readline(2) == "tw");
        BOOST_TEST(s.readline(2) == "o\n");
        BOOST_TEST(s.readline(100) == "three\rfour");
        BOOST_TEST(s.readline() == "");
    }
    // readline() returns when it has enough characters, without the end of the
    // line.
    auto p = writes_twice("abcd", "ef");
    BOOST_TEST(p.stdout_().readline(3) == "abc");
    BOOST_TEST(p.stdout_().readline(1) == "d");
    go_on(p, "\n");
    BOOST_TEST(p.stdout_().readline() == "\n");
    BOOST_TEST(p.stdout_().readline() == "ef");
    // A line that is longer than the buffer.
    sp::Popen large(child({"outn:100000", "out:\\n!"}), sp::stdout_ = sp::PIPE);
    BOOST_TEST((large.stdout_().readline() == std::string(100000, 'x') + '\n'));
    BOOST_TEST(large.stdout_().read() == "!");
}

BOOST_AUTO_TEST_CASE(stream_lines)
{
    for (long long bufsize : {-1, 0})
    {
        auto p = writes("one\\n\\nthree", bufsize);
        BOOST_TEST(p.stdout_().readlines() == lines({"one\n", "\n", "three"}));
        BOOST_TEST(p.stdout_().readlines() == lines());
        auto q = writes("skip\\none\\n\\nthree", bufsize);
        BOOST_TEST(q.stdout_().readline() == "skip\n");
        lines found;
        for (auto const& line : q.stdout_())
        {
            found.push_back(line);
        }
        BOOST_TEST(found == lines({"one\n", "\n", "three"}));
        BOOST_TEST((q.stdout_().begin() == q.stdout_().end()));
    }
    auto p = writes("a\\nb\\n");
    auto i = p.stdout_().begin();
    BOOST_TEST(*i == "a\n");
    i++;
    BOOST_TEST(*i == "b\n");
    BOOST_TEST((++i == p.stdout_().end()));
    static_assert(std::input_iterator<sp::stream::iterator>);
}

BOOST_AUTO_TEST_CASE(stream_lines_do_not_pile_up)
{
    auto const resident = [] {
        auto const text = read_file("/proc/self/statm");
        return std::stol(text.substr(text.find(' '))) * ::sysconf(_SC_PAGESIZE);
    };
    // Short lines, the length of which does not divide the size of the buffer.
    sp::Popen p("yes 123456789012 | head -c 39000000", sp::shell,
                sp::stdout_ = sp::PIPE);
    auto s = p.stdout_();
    BOOST_TEST(s.readline() == "123456789012\n");
    auto const before = resident();
    long count = 1;
    while (s.readline().size() == 13)
    {
        ++count;
    }
    BOOST_TEST(count == 3000000);
    BOOST_TEST(resident() - before < 16000000);
}

BOOST_AUTO_TEST_CASE(stream_unbuffered_reads)
{
    auto p = writes_twice("ab", "cd", 0);
    auto s = p.stdout_();
    // The bytes of one system call.
    BOOST_TEST(s.read(100) == "ab");
    go_on(p);
    BOOST_TEST(s.read1(1) == "-");
    BOOST_TEST(s.read() == "cd");
    BOOST_TEST(s.read() == "");
    BOOST_TEST(s.read(5) == "");
    auto q = writes("abc", 0);
    BOOST_TEST(q.stdout_().read1() == "abc");
    sp::Popen large(child({"outn:3000000"}), sp::stdout_ = sp::PIPE,
                    sp::bufsize = 0);
    BOOST_TEST((large.stdout_().read() == std::string(3000000, 'x')));
}

BOOST_AUTO_TEST_CASE(stream_write)
{
    for (long long bufsize : {-1, 0, 5})
    {
        auto p = echo(bufsize);
        auto in = p.stdin_();
        BOOST_TEST(in.write("") == 0u);
        BOOST_TEST(in.write(std::string("a\0\xff\r\n", 5)) == 5u);
        in.writelines({"one\n", "", "two"});
        in.writelines({});
        in.flush();
        BOOST_TEST(p.stdout_().read(12) ==
                   std::string("a\0\xff\r\none\ntwo", 12));
        BOOST_TEST(in.write("end") == 3u);
        in.close();
        BOOST_TEST(p.stdout_().read() == "end");
    }
}

BOOST_AUTO_TEST_CASE(stream_write_much)
{
    std::string data;
    for (int i = 0; data.size() < 1000000; ++i)
    {
        data += std::to_string(i) + ' ';
    }
    for (long long bufsize : {-1, 100, 2000000})
    {
        scratch_directory place;
        auto const path = place.path() + "/copy";
        sp::Popen p({"sh", "-c", "cat >\"$0\"", path.c_str()},
                    sp::stdin_ = sp::PIPE, sp::bufsize = bufsize);
        auto in = p.stdin_();
        BOOST_TEST(in.write("start ") == 6u);
        BOOST_TEST(in.write(data) == data.size());
        BOOST_TEST(in.write("end") == 3u);
        in.close();
        BOOST_TEST(p.wait() == 0);
        BOOST_TEST((read_file(path) == "start " + data + "end"));
    }
}

BOOST_AUTO_TEST_CASE(stream_is_shared)
{
    static_assert(std::is_nothrow_default_constructible_v<sp::stream>);
    sp::stream in;
    sp::stream out;
    {
        sp::basic_popen<detached> p(child({"cat"}), sp::stdin_ = sp::PIPE,
                                    sp::stdout_ = sp::PIPE);
        in = p.stdin_();
        out = p.stdout_();
        BOOST_TEST((in == p.stdin_()));
        BOOST_TEST((in != out));
        BOOST_TEST((in != sp::stream()));
        BOOST_TEST(in.fileno() > 2);
        BOOST_TEST(in.fileno() != out.fileno());
    }
    // The stream still works after its process object was destroyed.
    in.write("pear");
    auto copy = in;
    copy.close();
    BOOST_TEST(in.closed());
    BOOST_TEST(out.read() == "pear");
    // A start reaps the child, once it has ended.
    BOOST_TEST(reaped_later());
}

BOOST_AUTO_TEST_CASE(stream_attributes_binary)
{
    auto p = echo();
    for (auto const& s : {p.stdin_(), p.stdout_()})
    {
        BOOST_TEST(s.buffered());
        BOOST_TEST(!s.text());
        BOOST_TEST(!s.line_buffering());
        BOOST_TEST(!s.encoding());
        BOOST_TEST(!s.errors());
    }
}

BOOST_AUTO_TEST_SUITE_END()
