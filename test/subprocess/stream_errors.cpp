// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stream.hpp>

#include <concur/subprocess.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <functional>
#include <string>
#include <vector>

#include <unistd.h>

namespace sp = concur::subprocess;
using concur::BrokenPipeError;
using concur::OSError;
using concur::ValueError;
using namespace support;

namespace {

sp::Popen echo(long long bufsize = -1)
{
    return sp::Popen(child({"cat"}), sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE, sp::bufsize = bufsize);
}

// Every function that may throw ValueError.
std::vector<std::function<void(sp::stream&)>> const reads{
    [](sp::stream& s) { s.read(); },      [](sp::stream& s) { s.read(1); },
    [](sp::stream& s) { s.read(0); },     [](sp::stream& s) { s.read1(); },
    [](sp::stream& s) { s.read1(0); },    [](sp::stream& s) { s.readline(); },
    [](sp::stream& s) { s.readline(0); }, [](sp::stream& s) { s.readlines(); },
    [](sp::stream& s) { s.begin(); }};
std::vector<std::function<void(sp::stream&)>> const writings{
    [](sp::stream& s) { s.write("x"); }, [](sp::stream& s) { s.write(""); },
    [](sp::stream& s) { s.writelines({"x"}); }};
std::vector<std::function<void(sp::stream&)>> const others{
    [](sp::stream& s) { s.writelines({}); }, [](sp::stream& s) { s.flush(); },
    [](sp::stream& s) { s.fileno(); }, [](sp::stream& s) { s.readable(); },
    [](sp::stream& s) { s.writable(); }};
std::vector<std::function<void(sp::stream&)>> const always{
    [](sp::stream& s) { s.close(); },
    [](sp::stream& s) { s.closed(); },
    [](sp::stream& s) { s.buffered(); },
    [](sp::stream& s) { s.text(); },
    [](sp::stream& s) { s.line_buffering(); },
    [](sp::stream& s) { s.encoding(); },
    [](sp::stream& s) { s.errors(); }};

void check_all(std::vector<std::function<void(sp::stream&)>> const& functions,
               sp::stream s, std::string const& message)
{
    int number = 0;
    for (auto const& function : functions)
    {
        BOOST_TEST_CONTEXT(message << ", function " << number++)
        {
            BOOST_CHECK_EXCEPTION(
                function(s), ValueError,
                [&](ValueError const& e) { return e.what() == message; });
        }
    }
}

int error_of(std::function<void()> const& action)
{
    try
    {
        action();
        return 0;
    }
    catch (OSError const& e)
    {
        return e.code().value();
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(stream_errors,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(stream_broken_pipe)
{
    // The same where SIGPIPE would end the process.
    CHECK_FORKED([] {
        ::signal(SIGPIPE, SIG_DFL);
        for (long long bufsize : {0, -1})
        {
            sp::Popen p(child({}), sp::stdin_ = sp::PIPE,
                        sp::bufsize = bufsize);
            p.wait();
            auto in = p.stdin_();
            std::string caught;
            try
            {
                in.write("pear");
                in.flush();
            }
            catch (BrokenPipeError const& e)
            {
                caught = e.what();
            }
            EXPECT(caught == "[Errno 32] Broken pipe");
            EXPECT(!in.closed());
            // Without a buffer there is nothing left to write.
            EXPECT(error_of([&] { in.close(); }) == (bufsize ? EPIPE : 0));
            EXPECT(in.closed());
            in.close();
        }
    });
}

BOOST_AUTO_TEST_CASE(stream_reader_goes_during_a_write)
{
    // The write has filled the pipe and blocks when the child ends. It is then
    // a short write, and there is a SIGPIPE.
    CHECK_FORKED([] {
        ::signal(SIGPIPE, SIG_DFL);
        for (long long bufsize : {-1, 0})
        {
            sp::Popen p(child({"skip:1", "sleep:0.1"}), sp::stdin_ = sp::PIPE,
                        sp::bufsize = bufsize);
            auto in = p.stdin_();
            std::string const data(1000000, 'x');
            std::size_t written = 0;
            EXPECT(error_of([&] {
                       written = in.write(data);
                       written += in.write(data);
                   }) == EPIPE);
            EXPECT(written < data.size());
            EXPECT(error_of([&] { in.close(); }) == 0);
        }
    });
}

BOOST_AUTO_TEST_CASE(stream_descriptor_closed_underneath)
{
    auto p = echo();
    ::close(p.stdin_().fileno());
    ::close(p.stdout_().fileno());
    BOOST_TEST(error_of([&] { p.stdin_().write("x"); }) == 0);
    BOOST_TEST(error_of([&] { p.stdin_().flush(); }) == EBADF);
    BOOST_TEST(error_of([&] { p.stdin_().close(); }) == EBADF);
    BOOST_TEST(p.stdin_().closed());
    BOOST_TEST(error_of([&] { p.stdout_().read(); }) == EBADF);
    BOOST_TEST(error_of([&] { p.stdout_().close(); }) == EBADF);
    BOOST_TEST(p.stdout_().closed());
    BOOST_TEST(p.close_and_wait() == 0);
}

BOOST_AUTO_TEST_CASE(stream_absent)
{
    sp::Popen p(child({}));
    for (auto const& s : {p.stdin_(), p.stdout_(), p.stderr_(), sp::stream()})
    {
        BOOST_TEST(!s);
        BOOST_TEST((s == sp::stream()));
        for (auto const& functions : {reads, writings, others, always})
        {
            check_all(functions, s, "there is no such stream: not piped");
        }
    }
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(stream_closed)
{
    for (long long bufsize : {-1, 0})
    {
        auto p = echo(bufsize);
        for (auto s : {p.stdin_(), p.stdout_()})
        {
            BOOST_TEST(!s.closed());
            s.close();
            BOOST_TEST(s.closed());
            BOOST_TEST(bool(s));
            for (auto const& functions : {reads, writings, others})
            {
                check_all(functions, s, "I/O operation on closed file.");
            }
            for (auto const& function : always)
            {
                BOOST_CHECK_NO_THROW(function(s));
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(stream_wrong_direction)
{
    auto p = echo();
    BOOST_TEST(p.stdin_().writable());
    BOOST_TEST(!p.stdin_().readable());
    BOOST_TEST(p.stdout_().readable());
    BOOST_TEST(!p.stdout_().writable());
    check_all(reads, p.stdin_(), "not readable");
    check_all(writings, p.stdout_(), "not writable");
    p.stdout_().flush();
    // The errors have not changed the stream.
    BOOST_TEST(p.communicate("pear").stdout_.value() == "pear");
}

BOOST_AUTO_TEST_SUITE_END()
