// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "child_barrier.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>
#include <vector>

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

namespace {

bool buffered(sp::Popen const& p)
{
    BOOST_TEST(p.stdin_().buffered() == p.stdout_().buffered());
    BOOST_TEST(p.stdin_().buffered() == p.stderr_().buffered());
    return p.stdin_().buffered();
}

// A child that does not read its input, until it is killed.
struct deaf_child
{
    template<class... Keywords>
    explicit deaf_child(Keywords const&... keywords)
        : process(child({"forever"}), sp::stdin_ = sp::PIPE, keywords...),
          in(process.stdin_())
    {
    }

    ~deaf_child()
    {
        process.kill();
    }

    sp::Popen process;
    sp::stream in;
};

// A child with three pipes that writes two lines to standard output at once.
template<class... Keywords>
sp::Popen talker(Keywords const&... keywords)
{
    return sp::Popen(child({"out:apple\\npear\\n", "cat"}),
                     sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                     sp::stderr_ = sp::PIPE, keywords...);
}

bool readable_now(int number)
{
    pollfd p{number, POLLIN, 0};
    return ::poll(&p, 1, 0) == 1;
}

} // namespace

BOOST_AUTO_TEST_SUITE(bufsize, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    popen_bufsize_default_is_buffered,
    *boost::unit_test::label("py:subprocess.popen.bufsize.default_is_buffered"))
{
    auto p = talker();
    BOOST_TEST(buffered(p));
    BOOST_TEST(!p.stdin_().text());
    BOOST_TEST(!p.stdin_().line_buffering());
    // readline() has read everything that was in the pipe into the buffer.
    BOOST_TEST(p.stdout_().readline() == "apple\n");
    BOOST_TEST(bytes_in_pipe(p.stdout_()) == 0);
}

BOOST_AUTO_TEST_CASE(
    popen_bufsize_zero_is_unbuffered,
    *boost::unit_test::label("py:subprocess.popen.bufsize.zero_is_unbuffered"))
{
    auto p = talker(sp::bufsize = 0);
    BOOST_TEST(!buffered(p));
    BOOST_TEST(p.stdout_().readline() == "apple\n");
    BOOST_TEST(bytes_in_pipe(p.stdout_()) == 5);
    // An unbuffered read() is one system call: it returns what is there, not as
    // much as was asked for.
    BOOST_TEST(p.stdout_().read(1000) == "pear\n");
    BOOST_TEST(p.stdin_().write("banana") == 6u);
    BOOST_TEST(p.stdout_().read(1) == "b");

    deaf_child c(sp::bufsize = 0);
    BOOST_TEST(c.in.write("pear") == 4u);
    BOOST_TEST(bytes_in_pipe(c.in) == 4);
}

BOOST_AUTO_TEST_CASE(
    popen_bufsize_none_is_default,
    *boost::unit_test::label("py:subprocess.popen.bufsize.none_is_default"))
{
    auto p = talker(sp::bufsize = std::nullopt);
    BOOST_TEST(buffered(p));
    BOOST_TEST(p.communicate("banana").stdout_.value() ==
               "apple\npear\nbanana");
    BOOST_TEST(p.returncode().value() == 0);
    BOOST_TEST(sp::call(child({}), sp::bufsize = std::nullopt) == 0);
}

BOOST_AUTO_TEST_CASE(popen_bufsize_one_text_line_buffered,
                     *boost::unit_test::label(
                         "py:subprocess.popen.bufsize.one_text_line_buffered"))
{
    sp::Popen p(child({"line"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::bufsize = 1, sp::text);
    BOOST_TEST(p.stdin_().line_buffering());
    BOOST_TEST(p.stdin_().buffered());
    p.stdin_().write("line\n");
    ::close(p.stdin_().fileno());
    BOOST_TEST(p.stdout_().readline() == "line\n");
    BOOST_CHECK_THROW(p.stdin_().close(), concur::OSError);
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(p.close_and_wait() == 0);

    deaf_child c(sp::bufsize = 1, sp::universal_newlines);
    c.in.write("half");
    BOOST_TEST(bytes_in_pipe(c.in) == 0);
    c.in.write(" a line\nand half");
    BOOST_TEST(bytes_in_pipe(c.in) == 20);
    c.in.write("\r");
    BOOST_TEST(bytes_in_pipe(c.in) == 21);
}

BOOST_AUTO_TEST_CASE(popen_bufsize_one_binary_uses_default,
                     *boost::unit_test::label(
                         "py:subprocess.popen.bufsize.one_binary_uses_default"))
{
    std::vector<std::string> warnings;
    auto const old = concur::set_warning_hook(
        [&](concur::warning kind, std::string_view text) {
            BOOST_TEST((kind == concur::warning::runtime));
            warnings.emplace_back(text);
        });
    sp::Popen p(child({"line"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::bufsize = 1);
    concur::set_warning_hook(old);
    BOOST_TEST_REQUIRE(warnings.size() == 1u);
    BOOST_TEST(warnings[0] ==
               "line buffering (buffering=1) isn't supported in binary mode, "
               "the default buffer size will be used");
    BOOST_TEST(!p.stdin_().line_buffering());
    p.stdin_().write("line\n");
    BOOST_TEST(bytes_in_pipe(p.stdin_()) == 0);
    ::close(p.stdin_().fileno());
    BOOST_TEST(p.stdout_().readline() == "");
    BOOST_CHECK_THROW(p.stdin_().close(), concur::OSError);
    BOOST_TEST(p.close_and_wait() == 0);
}

BOOST_AUTO_TEST_CASE(
    posix_bufsize_zero_allows_select,
    *boost::unit_test::label("py:subprocess.posix.bufsize.zero_allows_select"))
{
    sp::Popen p(child({"out:apple"}), sp::stdout_ = sp::PIPE, sp::bufsize = 0);
    BOOST_TEST(p.stdout_().read(4) == "appl");
    BOOST_TEST(readable_now(p.stdout_().fileno()));
    BOOST_TEST(bytes_in_pipe(p.stdout_()) == 1);
    BOOST_TEST(p.stdout_().read(4) == "e");
}

BOOST_AUTO_TEST_CASE(
    bufsize_default_minus_one,
    *boost::unit_test::label("py:subprocess.bufsize.default_minus_one"))
{
    BOOST_TEST(sp::options().bufsize.value() == -1);
    for (long long size : {-1, -2, -1000})
    {
        BOOST_TEST(buffered(talker(sp::bufsize = size)));
        deaf_child c(sp::bufsize = size);
        c.in.write(std::string(8192, 'x'));
        BOOST_TEST(bytes_in_pipe(c.in) == 0);
        c.in.write("x");
        BOOST_TEST(bytes_in_pipe(c.in) == 8192);
    }
}

BOOST_AUTO_TEST_CASE(
    bufsize_positive_size,
    *boost::unit_test::label("py:subprocess.bufsize.positive_size"))
{
    deaf_child c(sp::bufsize = 20000);
    BOOST_TEST(c.in.buffered());
    c.in.write(std::string(19999, 'x'));
    BOOST_TEST(bytes_in_pipe(c.in) == 0);
    c.in.flush();
    BOOST_TEST(bytes_in_pipe(c.in) == 19999);
    c.in.write(std::string(100, 'x'));
    BOOST_TEST(bytes_in_pipe(c.in) == 19999);
    c.in.write(std::string(20000, 'x'));
    BOOST_TEST(bytes_in_pipe(c.in) >= 20099);

    deaf_child small(sp::bufsize = 10);
    small.in.write("123456789");
    BOOST_TEST(bytes_in_pipe(small.in) == 0);
    small.in.write("123456789");
    BOOST_TEST(bytes_in_pipe(small.in) >= 9);

    // close() and communicate() send the contents of the buffer, too.
    auto const count = child({"count"});
    sp::Popen closed(count, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                     sp::bufsize = 100);
    closed.stdin_().write("12345");
    closed.stdin_().close();
    BOOST_TEST(closed.stdout_().read() == "5");
    sp::Popen asked(count, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                    sp::bufsize = 100);
    asked.stdin_().write("12345");
    BOOST_TEST(asked.communicate().stdout_.value() == "5");
}

BOOST_AUTO_TEST_CASE(
    bufsize_zero_write_immediate,
    *boost::unit_test::label("py:subprocess.bufsize.zero_write_immediate"))
{
    sp::Popen p(child({"read:4", "drain"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE, sp::bufsize = 0);
    p.stdin_().write("pe");
    p.stdin_().write("ar");
    BOOST_TEST(p.stdout_().read(4) == "pear");
    BOOST_TEST(!p.stdin_().closed());
}

BOOST_AUTO_TEST_CASE(
    bufsize_text_default_needs_flush,
    *boost::unit_test::label("py:subprocess.bufsize.text_default_needs_flush"))
{
    deaf_child c(sp::text);
    BOOST_TEST(!c.in.line_buffering());
    c.in.write("line\n");
    BOOST_TEST(bytes_in_pipe(c.in) == 0);
    c.in.flush();
    BOOST_TEST(bytes_in_pipe(c.in) == 5);

    sp::Popen p(child({"cat"}), sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::text);
    p.stdin_().write("line\n");
    p.stdin_().close();
    BOOST_TEST(p.stdout_().read() == "line\n");
}

BOOST_AUTO_TEST_CASE(text_without_a_buffer)
{
    // As in Python: text is written at once, but reads are buffered.
    auto p = talker(sp::bufsize = 0, sp::text);
    BOOST_TEST(p.stdout_().readline() == "apple\n");
    BOOST_TEST(bytes_in_pipe(p.stdout_()) == 0);
    p.stdin_().write("banana");
    BOOST_TEST(p.stdout_().read(11) == "pear\nbanana");
}

// As in Python: if the buffer is empty, read1() makes one system call.
BOOST_AUTO_TEST_CASE(bufsize_bounds_read1)
{
    sp::Popen p(child({"outn:100"}), sp::stdout_ = sp::PIPE, sp::bufsize = 10);
    auto out = p.stdout_();
    BOOST_TEST(out.read1().size() == 10u);
    BOOST_TEST(out.read1(50).size() == 50u);
    BOOST_TEST(out.read(1).size() == 1u);
    BOOST_TEST(out.read1(50).size() == 9u);
    BOOST_TEST(out.read1(50).size() == 30u);
    BOOST_TEST(out.read1().size() == 0u);
}

// The cost of a buffer depends on its contents, not on its size.
BOOST_AUTO_TEST_CASE(bufsize_large_is_not_cleared)
{
    CHECK_FORKED([] {
        auto const peak = [] {
            rusage usage{};
            ::getrusage(RUSAGE_SELF, &usage);
            return usage.ru_maxrss; // KiB
        };
        sp::Popen p(child({"out:line\\n", "outn:500000"}),
                    sp::stdout_ = sp::PIPE, sp::bufsize = 256 << 20);
        auto const before = peak();
        EXPECT(p.stdout_().readline() == "line\n");
        EXPECT(p.stdout_().read1().size() > 0);
        EXPECT(peak() - before < 64 << 10);
        p.stdout_().read();
        p.wait();
    });
}

BOOST_AUTO_TEST_SUITE_END()
