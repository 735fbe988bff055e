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

// The output of a shell command.
std::string shell(sp::command const& command, auto&&... keywords)
{
    return sp::run(command, sp::shell = true, sp::stdout_ = sp::PIPE,
                   keywords...)
        .stdout_.value();
}

} // namespace

BOOST_AUTO_TEST_SUITE(shell_, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    posix_shell_sequence,
    *boost::unit_test::label("py:subprocess.posix.shell.sequence"))
{
    BOOST_TEST(shell({"echo $FRUIT"}, sp::env = {{"FRUIT", "apple"}}) ==
               "apple\n");
}

BOOST_AUTO_TEST_CASE(
    posix_shell_string,
    *boost::unit_test::label("py:subprocess.posix.shell.string"))
{
    BOOST_TEST(shell("echo $FRUIT", sp::env = {{"FRUIT", "apple"}}) ==
               "apple\n");
}

BOOST_AUTO_TEST_CASE(
    shell_posix_default,
    *boost::unit_test::label("py:subprocess.shell.posix_default"))
{
    BOOST_TEST(shell("echo $0") == "/bin/sh\n");
    BOOST_TEST(shell("readlink /proc/$$/exe") ==
               std::filesystem::canonical("/bin/sh").string() + "\n");
    // Neither SHELL nor PATH chooses the shell.
    auto env = sp::environment::current();
    env.set("SHELL", "/bin/false").set("PATH", "/nonexistent");
    BOOST_TEST(shell("echo $0 $#", sp::env = env) == "/bin/sh 0\n");
}

BOOST_AUTO_TEST_CASE(
    posix_shell_executable_is_argv0,
    *boost::unit_test::label("py:subprocess.posix.shell.executable_is_argv0"))
{
    for (auto const& path : {"/bin/bash", "/bin/sh", "/bin/ksh"})
    {
        if (std::filesystem::exists(path))
        {
            BOOST_TEST(shell("echo $0", sp::executable = path) == path + "\n"s);
        }
    }
}

BOOST_AUTO_TEST_CASE(
    shell_sequence_extra_items,
    *boost::unit_test::label("py:subprocess.shell.sequence_extra_items"))
{
    BOOST_TEST(shell({"printf '<%s>' \"$#\" \"$0\" \"$@\"", "a", "b c", "d"}) ==
               "<2><a><b c><d>");
}

BOOST_AUTO_TEST_CASE(shell_features,
                     *boost::unit_test::label("py:subprocess.shell.features"))
{
    scratch_directory const place;
    place.file("b.txt", "2\n");
    place.file("a.txt", "1\n");
    place.file("c.dat");
    auto env = sp::environment::current();
    env.set("FRUIT", "apple").set("HOME", "/my/home");
    auto const in_place = [&](std::string const& command) {
        return shell(command, sp::cwd = place.path(), sp::env = env);
    };
    BOOST_TEST(in_place("cat b.txt a.txt | sort") == "1\n2\n");
    BOOST_TEST(in_place("echo *.txt") == "a.txt b.txt\n");
    BOOST_TEST(in_place("echo $FRUIT ${FRUIT}s") == "apple apples\n");
    BOOST_TEST(in_place("echo ~/x") == "/my/home/x\n");
    BOOST_TEST(in_place("echo new >c.dat; cat <c.dat && echo $(echo sub)") ==
               "new\nsub\n");
}

BOOST_AUTO_TEST_CASE(
    shell_missing_command_127,
    *boost::unit_test::label("py:subprocess.shell.missing_command_127"))
{
    auto const done = sp::run("no-such-command-at-all", sp::shell = true,
                              sp::capture_output = true);
    BOOST_TEST(done.returncode == 127);
    BOOST_TEST(done.stdout_.value() == "");
    BOOST_TEST((done.stderr_.value().find("no-such-command-at-all") !=
                std::string::npos));
}

BOOST_AUTO_TEST_CASE(
    shell_not_executable_126,
    *boost::unit_test::label("py:subprocess.shell.not_executable_126"))
{
    scratch_directory const place;
    auto const file = place.file("script", "#!/bin/sh\nexit 0\n", 0644);
    auto const done =
        sp::run("'" + file + "'", sp::shell = true, sp::capture_output = true);
    BOOST_TEST(done.returncode == 126);
    BOOST_TEST((done.stderr_.value().find(file) != std::string::npos));
}

BOOST_AUTO_TEST_CASE(
    shell_missing_shell_raises,
    *boost::unit_test::label("py:subprocess.shell.missing_shell_raises"))
{
    check_os_error(
        [] { sp::run("exit 0", sp::shell, sp::executable = "/no/such/sh"); },
        ENOENT, "/no/such/sh");
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    shell_empty_command,
    *boost::unit_test::label("py:subprocess.shell.empty_command"))
{
    auto const done = sp::run("", sp::shell = true, sp::capture_output = true);
    BOOST_TEST(done.returncode == 0);
    BOOST_TEST(done.stdout_.value() == "");
    BOOST_TEST(done.stderr_.value() == "");
}

BOOST_AUTO_TEST_CASE(
    shell_pid_is_shell,
    *boost::unit_test::label("py:subprocess.shell.pid_is_shell"))
{
    sp::Popen p("echo $$", sp::shell = true, sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.communicate().stdout_.value() ==
               std::to_string(p.pid()) + "\n");
}

BOOST_AUTO_TEST_CASE(
    shell_never_implicit,
    *boost::unit_test::label("py:subprocess.shell.never_implicit"))
{
    BOOST_TEST(sp::check_output({child(), "args", "; exit 1", "|", "&", "$()",
                                 "`id`", "$HOME", "*", "~", ">x"}) ==
               "; exit 1\n|\n&\n$()\n`id`\n$HOME\n*\n~\n>x\n");

    // If the kernel cannot execute a file, the library does not run it by sh.
    scratch_directory const place;
    auto const script = place.file("plain", "exit 0\n", 0755);
    check_os_error([&] { sp::run({script}); }, ENOEXEC, script);
    check_os_error([&] { sp::call(script); }, ENOEXEC, script);
    BOOST_TEST(sp::call("'" + script + "'", sp::shell = true) == 0);
}

BOOST_AUTO_TEST_SUITE_END()
