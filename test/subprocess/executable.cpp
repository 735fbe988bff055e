// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <filesystem>
#include <string>
#include <vector>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;

namespace {

// A shell that only prints its arguments.
constexpr char tell[] = "#!/bin/sh\nprintf '<%s>' \"$@\"\n";

void check_replaces_shell(auto const& executable)
{
    auto const done =
        sp::run("echo  $FRUIT", sp::shell = true, sp::executable = executable,
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() == "<-c><echo  $FRUIT>");
    BOOST_TEST(done.returncode == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(executable, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    popen_executable_replaces_program,
    *boost::unit_test::label("py:subprocess.popen.executable.replaces_program"))
{
    sp::Popen p({"/no/such/program", "exit:47"}, sp::executable = child());
    BOOST_TEST(p.wait() == 47);
}

BOOST_AUTO_TEST_CASE(
    popen_executable_bytes,
    *boost::unit_test::label("py:subprocess.popen.executable.bytes"))
{
    scratch_directory const place;
    auto const script = place.file("pr\xff", "#!/bin/sh\nexit $1\n", 0755);
    BOOST_TEST(sp::call({"/no/such/program", "47"}, sp::executable = script) ==
               47);
    BOOST_TEST(sp::call({"/no/such/program", "46"},
                        sp::executable = script.c_str()) == 46);
}

BOOST_AUTO_TEST_CASE(
    popen_executable_path,
    *boost::unit_test::label("py:subprocess.popen.executable.path"))
{
    BOOST_TEST(sp::call({"/no/such/program", "exit:47"},
                        sp::executable = std::filesystem::path(child())) == 47);
}

BOOST_AUTO_TEST_CASE(
    popen_executable_takes_precedence,
    *boost::unit_test::label("py:subprocess.popen.executable.takes_precedence"))
{
    scratch_directory const place;
    auto const trace = place.path() + "/trace";
    auto const command = child({"create:" + trace});
    check_os_error(
        [&] { sp::run(command, sp::executable = "/no/such/executable"); },
        ENOENT, "/no/such/executable");
    auto const inside_file = place.file("plain") + "/x";
    check_os_error([&] { sp::run(command, sp::executable = inside_file); },
                   ENOTDIR, inside_file);
    auto const plain = place.file("plain");
    check_os_error([&] { sp::run(command, sp::executable = plain); }, EACCES,
                   plain);
    BOOST_TEST(!std::filesystem::exists(trace));
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    popen_executable_replaces_shell,
    *boost::unit_test::label("py:subprocess.popen.executable.replaces_shell"))
{
    scratch_directory const place;
    check_replaces_shell(place.file("shell", tell, 0755));
}

BOOST_AUTO_TEST_CASE(popen_executable_replaces_shell_bytes,
                     *boost::unit_test::label(
                         "py:subprocess.popen.executable.replaces_shell_bytes"))
{
    scratch_directory const place;
    check_replaces_shell(place.file("sh\xff\x80", tell, 0755));
}

BOOST_AUTO_TEST_CASE(popen_executable_replaces_shell_path,
                     *boost::unit_test::label(
                         "py:subprocess.popen.executable.replaces_shell_path"))
{
    scratch_directory const place;
    check_replaces_shell(
        std::filesystem::path(place.file("shell", tell, 0755)));
}

BOOST_AUTO_TEST_CASE(
    popen_executable_with_cwd,
    *boost::unit_test::label("py:subprocess.popen.executable.with_cwd"))
{
    scratch_directory const place;
    auto const done = sp::run({"nothing-of-that-name", "cwd"},
                              sp::executable = absolute_child(),
                              sp::cwd = place.path(), sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() ==
               std::filesystem::canonical(place.path()).string() + "\n");
}

BOOST_AUTO_TEST_CASE(
    popen_executable_without_cwd,
    *boost::unit_test::label("py:subprocess.popen.executable.without_cwd"))
{
    auto const done =
        sp::run({"nothing-of-that-name", "cwd"},
                sp::executable = absolute_child(), sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() ==
               std::filesystem::current_path().string() + "\n");
}

BOOST_AUTO_TEST_CASE(
    executable_args_keep_argv0,
    *boost::unit_test::label("py:subprocess.executable.args_keep_argv0"))
{
    auto const done =
        sp::run({"foo", "-c", "echo $0; readlink /proc/$$/exe"},
                sp::executable = "/bin/sh", sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.stdout_.value() ==
               "foo\n" + std::filesystem::canonical("/bin/sh").string() + "\n");
}

BOOST_AUTO_TEST_SUITE_END()
