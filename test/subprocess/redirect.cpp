// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/redirect.hpp>

#include "checks.hpp"
#include "open_file.hpp"
#include "piped_child.hpp"
#include "written_output.hpp"

#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

#include <fcntl.h>

namespace sp = concur::subprocess;
using concur::OSError;
using concur::ValueError;
using namespace support;

namespace {

// The message of the error of a start with these redirections. No program runs.
template<class Error, class... Keywords>
std::string refusal(Keywords const&... keywords)
{
    scratch_directory place;
    auto const trace = place.path() + "/ran";
    try
    {
        sp::Popen p(child({"create:" + trace}), keywords...);
        return "started";
    }
    catch (Error const& e)
    {
        return std::filesystem::exists(trace) ? "ran" : e.what();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(redirect, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    stdio_positive_fd_object_or_tag,
    *boost::unit_test::label("py:subprocess.stdio.positive_fd_object_or_tag"))
{
    auto const echo = child({"read:1", "err:!"});
    open_file in("abc", 0);
    open_file out;
    open_file err;
    auto const say = [&](sp::redirect i, sp::redirect o, sp::redirect e) {
        sp::Popen p(echo, sp::stdin_ = i, sp::stdout_ = o, sp::stderr_ = e);
        auto const said = p.communicate("z", 30);
        return text_of(said.stdout_) + " " + text_of(said.stderr_);
    };
    auto const none = sp::redirect();
    BOOST_TEST(say(sp::PIPE, sp::PIPE, sp::PIPE) == "z !");
    BOOST_TEST(say(sp::PIPE, sp::PIPE, sp::STDOUT) == "z! (absent)");
    BOOST_TEST(say(sp::DEVNULL, sp::PIPE, sp::PIPE) == " !");
    BOOST_TEST(say(none, sp::DEVNULL, sp::DEVNULL) == "(absent) (absent)");
    BOOST_TEST(say(in.fileno(), out.fileno(), err.fileno()) ==
               "(absent) (absent)");
    BOOST_TEST(say(in.c_file(), out.c_file(), err.c_file()) ==
               "(absent) (absent)");
    BOOST_TEST(say(in, out, err) == "(absent) (absent)");
    BOOST_TEST(out.contents() == "abc");
    BOOST_TEST(err.contents() == "!!!");
}

BOOST_AUTO_TEST_CASE(
    stdio_fd_zero_accepted,
    *boost::unit_test::label("py:subprocess.stdio.fd_zero_accepted"))
{
    scratch_directory place;
    auto const in = place.file("in", "pear");
    CHECK_FORKED([&] {
        redirect_stream(0, in);
        auto const done =
            sp::run(child({"cat"}), sp::stdin_ = 0, sp::stdout_ = sp::PIPE);
        EXPECT(done.stdout_ == "pear");
        EXPECT(::fcntl(0, F_GETFD) == 0);
    });
}

BOOST_AUTO_TEST_CASE(stdio_bad_fd,
                     *boost::unit_test::label("py:subprocess.stdio.bad_fd"))
{
    auto const expected = "[Errno 9] Bad file descriptor";
    BOOST_TEST(refusal<OSError>(sp::stdin_ = 9999) == expected);
    BOOST_TEST(refusal<OSError>(sp::stdout_ = 9999) == expected);
    BOOST_TEST(refusal<OSError>(sp::stderr_ = 9999) == expected);
    BOOST_TEST(refusal<OSError>(sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                                sp::stderr_ = 9999) == expected);
    BOOST_CHECK_EXCEPTION(sp::Popen(child({}), sp::stdout_ = 9999), OSError,
                          [](OSError const& e) {
                              return e.code().value() == EBADF && !e.filename();
                          });
    // Numbers that cannot be descriptors.
    BOOST_TEST(refusal<ValueError>(sp::stdin_ = -7) ==
               "file descriptor cannot be a negative integer (-7)");
    BOOST_TEST(refusal<concur::OverflowError>(sp::stdin_ = 1LL << 31) ==
               "signed integer is greater than maximum");
}

BOOST_AUTO_TEST_CASE(
    stdio_closed_file_object,
    *boost::unit_test::label("py:subprocess.stdio.closed_file_object"))
{
    sp::Popen p(child({}), sp::stdout_ = sp::PIPE);
    auto const out = p.stdout_();
    BOOST_TEST(p.close_and_wait() == 0);
    auto const closed = [](ValueError const& e) {
        return e.what() == std::string("I/O operation on closed file.");
    };
    BOOST_CHECK_EXCEPTION(sp::call(child({}), sp::stdin_ = out), ValueError,
                          closed);
    BOOST_CHECK_EXCEPTION(sp::call(child({}), sp::stdout_ = out), ValueError,
                          closed);
    BOOST_CHECK_EXCEPTION(sp::call(child({}), sp::stderr_ = out), ValueError,
                          closed);
    BOOST_CHECK_THROW(
        sp::call(child({}), sp::stdin_ = static_cast<std::FILE*>(nullptr)),
        ValueError);
    BOOST_CHECK_THROW(sp::call(child({}), sp::stdin_ = sp::stream()),
                      ValueError);
}

BOOST_AUTO_TEST_CASE(
    stdio_user_fd_not_closed,
    *boost::unit_test::label("py:subprocess.stdio.user_fd_not_closed"))
{
    open_file in("pear");
    open_file out;
    open_file err;
    auto const all_open = [&] { return in.open() && out.open() && err.open(); };
    {
        sp::Popen p(child({"cat", "err:!"}), sp::stdin_ = in, sp::stdout_ = out,
                    sp::stderr_ = err);
        auto const nothing = p.communicate();
        BOOST_TEST(text_of(nothing.stdout_) == "(absent)");
        BOOST_TEST(all_open());
        BOOST_TEST(p.close_and_wait() == 0);
    }
    BOOST_TEST(all_open());
    BOOST_CHECK_THROW(sp::Popen("/nonexisting_i_hope", sp::stdin_ = in,
                                sp::stdout_ = out, sp::stderr_ = err),
                      concur::FileNotFoundError);
    BOOST_TEST(all_open());
    BOOST_TEST(out.contents() == "pear");
    BOOST_TEST(err.contents() == "!");
}

BOOST_AUTO_TEST_CASE(
    stdio_stderr_stdout_with_devnull,
    *boost::unit_test::label("py:subprocess.stdio.stderr_stdout_with_devnull"))
{
    auto const written = output_of_forked([] {
        EXPECT(sp::call({"sh", "-c",
                         "echo a; echo b >&2; "
                         "[ /dev/fd/1 -ef /dev/null ] && "
                         "[ /dev/fd/2 -ef /dev/null ]"},
                        sp::stdout_ = sp::DEVNULL,
                        sp::stderr_ = sp::STDOUT) == 0);
    });
    BOOST_TEST(written.out == "");
    BOOST_TEST(written.err == "");
}

BOOST_AUTO_TEST_CASE(
    stdio_shared_devnull,
    *boost::unit_test::label("py:subprocess.stdio.shared_devnull"))
{
    auto const nulls = [] {
        auto const all = open_descriptors();
        return std::count_if(all.begin(), all.end(), [](auto const& d) {
            return d.second == "/dev/null";
        });
    };
    auto const before = nulls();
    sp::Popen p(child({"forever"}), sp::stdin_ = sp::DEVNULL,
                sp::stdout_ = sp::DEVNULL, sp::stderr_ = sp::DEVNULL);
    BOOST_TEST(nulls() == before);
    p.kill();
    BOOST_TEST(p.wait() == -9);
    BOOST_CHECK_THROW(sp::Popen("/nonexisting_i_hope", sp::stdin_ = sp::DEVNULL,
                                sp::stdout_ = sp::DEVNULL,
                                sp::stderr_ = sp::DEVNULL),
                      concur::FileNotFoundError);
    BOOST_TEST(nulls() == before);
}

BOOST_AUTO_TEST_CASE(
    later_stdout_stdout_rejected,
    *boost::unit_test::label("py:subprocess.later.stdout_stdout_rejected") *
        boost::unit_test::label("py:subprocess.later.stdin_stdout_rejected"))
{
    auto const expected = "STDOUT can only be used for stderr";
    BOOST_TEST(refusal<ValueError>(sp::stdout_ = sp::STDOUT) == expected);
    BOOST_TEST(refusal<ValueError>(sp::stdin_ = sp::STDOUT) == expected);
}

BOOST_AUTO_TEST_SUITE_END()
