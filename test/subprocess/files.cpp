// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/redirect.hpp>

#include "both_drivers.hpp"
#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>
#include <support/expect_error.hpp>
#include <support/support.hpp>

#include <boost/filesystem/path.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <filesystem>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

// Streams of a child that are files named by a path, and streams that go to
// each other.

namespace sp = concur::subprocess;
using namespace support;
using path = std::filesystem::path;

namespace {

char const* const both = "echo out; echo err >&2";

// Runs a body with the streams 1 and 2 of this process replaced by files, and
// returns what the files have then.
template<class Body>
std::pair<std::string, std::string> parents_streams(Body const& body)
{
    scratch_directory const dir;
    int const kept[2] = {::fcntl(1, F_DUPFD_CLOEXEC, 10),
                         ::fcntl(2, F_DUPFD_CLOEXEC, 10)};
    std::string const files[2] = {dir.path() + "/1", dir.path() + "/2"};
    for (int i = 0; i != 2; ++i)
    {
        auto const file =
            ::open(files[i].c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
        ::dup2(file, i + 1);
        ::close(file);
    }
    body();
    for (int i = 0; i != 2; ++i)
    {
        ::dup2(kept[i], i + 1);
        ::close(kept[i]);
    }
    return {read_file(files[0]), read_file(files[1])};
}

} // namespace

BOOST_AUTO_TEST_SUITE(files, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(input)
{
    scratch_directory const dir;
    auto const file = dir.file("in", "line\n");
    with_both_drivers([&](auto run) {
        sp::options o;
        o.stdin_ = path(file);
        o.stdout_ = sp::PIPE;
        BOOST_TEST(run("cat", o).stdout_.value() == "line\n");
    });
    BOOST_TEST(sp::check_output("cat", sp::stdin_ = boost::filesystem::path(
                                           file)) == "line\n");
}

BOOST_AUTO_TEST_CASE(output)
{
    scratch_directory const dir;
    auto const file = dir.file("out", "a longer text of before\n");
    auto const other = dir.path() + "/err";
    with_both_drivers([&](auto run) {
        sp::options o;
        o.shell = true;
        o.stdout_ = path(file);
        o.stderr_ = path(other);
        auto const done = run(both, o);
        BOOST_TEST(!done.stdout_);
        BOOST_TEST(read_file(file) == "out\n");
        BOOST_TEST(read_file(other) == "err\n");
    });
}

BOOST_AUTO_TEST_CASE(both_outputs_in_one_file)
{
    scratch_directory const dir;
    auto const file = dir.path() + "/log";
    sp::call(both, sp::shell, sp::stdout_ = path(file),
             sp::stderr_ = sp::STDOUT);
    BOOST_TEST(read_file(file) == "out\nerr\n");
    sp::call(both, sp::shell, sp::stderr_ = path(file),
             sp::stdout_ = sp::STDERR);
    BOOST_TEST(read_file(file) == "out\nerr\n");
}

BOOST_AUTO_TEST_CASE(appended)
{
    scratch_directory const dir;
    auto const file = dir.path() + "/log";
    for (int i = 0; i != 2; ++i)
    {
        sp::call(both, sp::shell, sp::stdout_ = sp::append(file),
                 sp::stderr_ = sp::append(path(file)));
    }
    BOOST_TEST(read_file(file) == "out\nerr\nout\nerr\n");
}

BOOST_AUTO_TEST_CASE(mode_of_a_new_file)
{
    scratch_directory const dir;
    auto const mode_of = [](std::string const& file) {
        struct stat status
        {
        };
        BOOST_TEST_REQUIRE(::stat(file.c_str(), &status) == 0);
        return status.st_mode & 07777;
    };
    auto const old = ::umask(027);
    auto const file = dir.path() + "/new";
    // The umask of the child is of no importance.
    sp::call("true", sp::stdout_ = path(file), sp::umask = 0777);
    ::umask(old);
    BOOST_TEST(mode_of(file) == 0640u);
}

BOOST_AUTO_TEST_CASE(relative_to_the_parents_directory)
{
    scratch_directory const dir;
    dir.file("in", "here");
    auto const before = std::filesystem::current_path();
    std::filesystem::current_path(dir.path());
    auto const out =
        sp::check_output("cat", sp::stdin_ = path("in"), sp::cwd = "/");
    std::filesystem::current_path(before);
    BOOST_TEST(out == "here");
}

BOOST_AUTO_TEST_CASE(files_that_cannot_be_opened)
{
    scratch_directory const dir;
    auto const missing = dir.path() + "/no/file";
    with_both_drivers([&](auto run) {
        auto const refused = [&](sp::options const& o) {
            return expect_error<concur::OSError>([&] { run("cat", o); });
        };
        sp::options o;
        o.stdin_ = path(missing);
        BOOST_TEST(refused(o).errno_() == ENOENT);
        BOOST_TEST(refused(o).filename().value() == missing);
        o.stdin_ = sp::DEVNULL;
        o.stdout_ = path(dir.path());
        BOOST_TEST(refused(o).errno_() == EISDIR);
        BOOST_TEST(refused(o).filename().value() == dir.path());
        o.stdout_ = sp::PIPE;
        o.stderr_ = sp::append(missing);
        BOOST_TEST(refused(o).errno_() == ENOENT);
    });
}

BOOST_AUTO_TEST_CASE(refused_arguments)
{
    auto const message = [](auto const&... keywords) {
        return std::string(expect_error<concur::ValueError>([&] {
                               sp::Popen("true", keywords...);
                           }).what());
    };
    BOOST_TEST(message(sp::stdin_ = sp::append("/dev/null")) ==
               "append() can only be used for stdout and stderr");
    BOOST_TEST(message(sp::stdout_ = path(std::string("a\0b", 3))) ==
               "embedded null byte");
    BOOST_TEST(message(sp::stderr_ = sp::STDERR) ==
               "STDERR can only be used for stdout");
    BOOST_TEST(message(sp::stdin_ = sp::STDERR) ==
               "STDERR can only be used for stdout");
}

// The child has the files as its standard streams only.
BOOST_AUTO_TEST_CASE(no_other_descriptor_in_the_child)
{
    scratch_directory const dir;
    auto const file = dir.file("in", "");
    auto const descriptors = [](auto const& in, auto const& err) {
        return sp::check_output("ls /proc/self/fd", sp::shell, sp::stdin_ = in,
                                sp::stderr_ = err, sp::close_fds = false);
    };
    BOOST_TEST(descriptors(path(file), sp::append(dir.path() + "/err")) ==
               descriptors(sp::PIPE, sp::STDOUT));
}

// The call waits until another process opens the pipe.
BOOST_AUTO_TEST_CASE(named_pipe)
{
    scratch_directory const dir;
    auto const pipe = dir.path() + "/pipe";
    BOOST_TEST_REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
    sp::Popen writer({"sh", "-c", "sleep 0.2; echo text > \"$0\"", pipe});
    auto const out = sp::check_output("cat", sp::stdin_ = path(pipe));
    BOOST_TEST(out == "text\n");
    if (out.empty())
    {
        writer.kill(); // nobody will read
    }
    BOOST_TEST(writer.wait() == 0);
}

BOOST_AUTO_TEST_CASE(stdout_goes_to_stderr)
{
    auto const captured = sp::run(both, sp::shell, sp::stdout_ = sp::STDERR,
                                  sp::stderr_ = sp::PIPE);
    BOOST_TEST(!captured.stdout_);
    BOOST_TEST(captured.stderr_.value() == "out\nerr\n");
    auto const inherited = parents_streams(
        [] { sp::call(both, sp::shell, sp::stdout_ = sp::STDERR); });
    BOOST_TEST(inherited.first == "");
    BOOST_TEST(inherited.second == "out\nerr\n");
}

BOOST_AUTO_TEST_CASE(outputs_exchanged)
{
    auto const got = parents_streams([] {
        sp::call(both, sp::shell, sp::stdout_ = sp::STDERR,
                 sp::stderr_ = sp::STDOUT);
    });
    BOOST_TEST(got.first == "err\n");
    BOOST_TEST(got.second == "out\n");
}

BOOST_AUTO_TEST_SUITE_END()
