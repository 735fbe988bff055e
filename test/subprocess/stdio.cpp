// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/redirect.hpp>

#include "checks.hpp"
#include "open_file.hpp"
#include "written_output.hpp"

#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <optional>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

BOOST_AUTO_TEST_SUITE(stdio, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(popen_stdin_pipe,
                     *boost::unit_test::label("py:subprocess.popen.stdin.pipe"))
{
    open_file out;
    sp::Popen p(child({"cat", "out:[end of file]"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = out);
    p.stdin_().write("pear");
    p.stdin_().close();
    BOOST_TEST(p.wait() == 0);
    BOOST_TEST(out.contents() == "pear[end of file]");
}

BOOST_AUTO_TEST_CASE(popen_stdin_fd,
                     *boost::unit_test::label("py:subprocess.popen.stdin.fd"))
{
    open_file in("skip pear", 5);
    sp::Popen p(child({"cat"}), sp::stdin_ = in.fileno(),
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read() == "pear");
    BOOST_TEST(p.wait() == 0);
    BOOST_TEST(!p.stdin_());
    BOOST_TEST(in.open());
    // Parent and child share the offset of the file.
    BOOST_TEST(::lseek(in.fileno(), 0, SEEK_CUR) == 9);
}

BOOST_AUTO_TEST_CASE(
    popen_stdin_file_object,
    *boost::unit_test::label("py:subprocess.popen.stdin.file_object"))
{
    open_file in("skip pear", 5);
    sp::Popen p(child({"cat"}), sp::stdin_ = in.c_file(),
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read() == "pear");
    ::lseek(in.fileno(), 7, SEEK_SET);
    sp::Popen q(child({"cat"}), sp::stdin_ = in, sp::stdout_ = sp::PIPE);
    BOOST_TEST(q.stdout_().read() == "ar");

    // The output of one child is the input of another.
    sp::Popen first(child({"out:apple"}), sp::stdout_ = sp::PIPE);
    sp::Popen second(child({"upper"}), sp::stdin_ = first.stdout_(),
                     sp::stdout_ = sp::PIPE);
    first.stdout_().close();
    BOOST_TEST(second.stdout_().read() == "APPLE");
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_pipe,
    *boost::unit_test::label("py:subprocess.popen.stdout.pipe") *
        boost::unit_test::label("py:subprocess.popen.stderr.pipe"))
{
    sp::Popen p(child({"out:orange", "err:strawberry"}), sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read() == "orange");
    BOOST_TEST(p.stderr_().read() == "strawberry");
    BOOST_TEST(p.stdout_().read() == "");
    BOOST_TEST(p.stderr_().read() == "");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_fd,
    *boost::unit_test::label("py:subprocess.popen.stdout.fd") *
        boost::unit_test::label("py:subprocess.popen.stderr.fd"))
{
    open_file out;
    open_file err;
    sp::Popen p(child({"out:orange", "err:strawberry"}),
                sp::stdout_ = out.fileno(), sp::stderr_ = err.fileno());
    BOOST_TEST(!p.stdout_());
    BOOST_TEST(!p.stderr_());
    BOOST_TEST(p.wait() == 0);
    BOOST_TEST(out.contents() == "orange");
    BOOST_TEST(err.contents() == "strawberry");
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_file_object,
    *boost::unit_test::label("py:subprocess.popen.stdout.file_object") *
        boost::unit_test::label("py:subprocess.popen.stderr.file_object"))
{
    open_file out;
    open_file err;
    BOOST_TEST(sp::call(child({"out:orange", "err:strawberry"}),
                        sp::stdout_ = out.c_file(),
                        sp::stderr_ = err.c_file()) == 0);
    BOOST_TEST(sp::call(child({"out:s", "err:s"}), sp::stdout_ = out,
                        sp::stderr_ = err) == 0);
    BOOST_TEST(out.contents() == "oranges");
    BOOST_TEST(err.contents() == "strawberrys");
}

BOOST_AUTO_TEST_CASE(
    popen_stdin_none_attribute,
    *boost::unit_test::label("py:subprocess.popen.stdin.none_attribute") *
        boost::unit_test::label("py:subprocess.popen.stderr.none_attribute"))
{
    sp::Popen p(child({"exit:3"}));
    BOOST_TEST(!p.stdin_());
    BOOST_TEST(!p.stdout_());
    BOOST_TEST(!p.stderr_());
    sp::Popen q(child({"out:banana"}), sp::stdin_ = std::nullopt,
                sp::stdout_ = sp::PIPE, sp::stderr_ = std::nullopt);
    BOOST_TEST(!q.stdin_());
    BOOST_TEST(bool(q.stdout_()));
    BOOST_TEST(!q.stderr_());
    BOOST_TEST(q.stdout_().read() == "banana");
    BOOST_TEST(p.wait() == 3);
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_none_inherits,
    *boost::unit_test::label("py:subprocess.popen.stdout.none_inherits") *
        boost::unit_test::label(
            "py:subprocess.popen.stdout.inherited_by_default"))
{
    auto const written = output_of_forked([] {
        sp::Popen p(child({"out:test\\n", "err:complaint\\n"}));
        EXPECT(!p.stdout_());
        EXPECT(p.wait() == 0);
        EXPECT(sp::call(child({"out:Hello World!"})) == 0);
    });
    BOOST_TEST(written.out == "test\nHello World!");
    BOOST_TEST(written.err == "complaint\n");
}

BOOST_AUTO_TEST_CASE(
    popen_stderr_stdout_without_stdout_redirect,
    *boost::unit_test::label(
        "py:subprocess.popen.stderr.stdout_without_stdout_redirect"))
{
    auto const written = output_of_forked([] {
        EXPECT(sp::call(child({"err:42"}), sp::stderr_ = sp::STDOUT) == 0);
    });
    BOOST_TEST(written.out == "42");
    BOOST_TEST(written.err == "");
}

BOOST_AUTO_TEST_CASE(
    popen_stderr_stdout_same_pipe,
    *boost::unit_test::label("py:subprocess.popen.stderr.stdout_same_pipe"))
{
    sp::Popen p(child({"out:apple", "err:orange"}), sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::STDOUT);
    BOOST_TEST(!p.stderr_());
    BOOST_TEST(p.stdout_().read() == "appleorange");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_stderr_same_file,
    *boost::unit_test::label("py:subprocess.popen.stdout_stderr.same_file"))
{
    open_file both;
    BOOST_TEST(sp::call(child({"out:apple", "err:orange", "out:!"}),
                        sp::stdout_ = both, sp::stderr_ = both) == 0);
    BOOST_TEST(both.contents() == "appleorange!");
    open_file one;
    BOOST_TEST(sp::call(child({"out:apple", "err:orange"}), sp::stdout_ = one,
                        sp::stderr_ = sp::STDOUT) == 0);
    BOOST_TEST(one.contents() == "appleorange");
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_fd_one,
    *boost::unit_test::label("py:subprocess.popen.stdout.fd_one"))
{
    scratch_directory place;
    auto const out = place.file("out");
    CHECK_FORKED([&] {
        redirect_stream(1, out);
        EXPECT(sp::call(child({"out:test with stdout=1"}), sp::stdout_ = 1) ==
               0);
        EXPECT(::fcntl(1, F_GETFD) == 0);
        EXPECT(::lseek(1, 0, SEEK_CUR) == 18);
    });
    BOOST_TEST(read_file(out) == "test with stdout=1");
}

BOOST_AUTO_TEST_CASE(
    popen_stdout_devnull,
    *boost::unit_test::label("py:subprocess.popen.stdout.devnull") *
        boost::unit_test::label("py:subprocess.popen.stderr.devnull"))
{
    sp::Popen out(child({"outn:10485760"}), sp::stdout_ = sp::DEVNULL);
    BOOST_TEST(!out.stdout_());
    BOOST_TEST(out.wait(30) == 0);
    sp::Popen err(child({"errn:10485760"}), sp::stderr_ = sp::DEVNULL);
    BOOST_TEST(!err.stderr_());
    BOOST_TEST(err.wait(30) == 0);
}

BOOST_AUTO_TEST_CASE(
    popen_stdin_devnull,
    *boost::unit_test::label("py:subprocess.popen.stdin.devnull"))
{
    sp::Popen p(child({"count"}), sp::stdin_ = sp::DEVNULL,
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(!p.stdin_());
    BOOST_TEST(p.stdout_().read() == "0");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_SUITE_END()
