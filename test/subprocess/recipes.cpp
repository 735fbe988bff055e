// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

// The section "Replacing older functions" of the manual of Python's subprocess.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(recipes, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    recipe_command_substitution,
    *boost::unit_test::label("py:subprocess.recipe.command_substitution"))
{
    BOOST_TEST(sp::check_output({"printf", "%s\\n", "my arg"}) == "my arg\n");
}

BOOST_AUTO_TEST_CASE(recipe_pipeline,
                     *boost::unit_test::label("py:subprocess.recipe.pipeline"))
{
    sp::Popen p1({"yes"}, sp::stdout_ = sp::PIPE);
    sp::Popen p2({"head", "-n1"}, sp::stdin_ = p1.stdout_(),
                 sp::stdout_ = sp::PIPE);
    p1.stdout_().close();
    BOOST_TEST(p2.communicate().stdout_.value() == "y\n");
    BOOST_TEST(p2.wait() == 0);
    BOOST_TEST(p1.wait(30) == -SIGPIPE);
}

BOOST_AUTO_TEST_CASE(
    recipe_shell_pipeline,
    *boost::unit_test::label("py:subprocess.recipe.shell_pipeline"))
{
    BOOST_TEST(sp::check_output("printf 'sda\\nhda\\nhdb\\n' | grep hd",
                                sp::shell = true) == "hda\nhdb\n");
}

BOOST_AUTO_TEST_CASE(recipe_os_system,
                     *boost::unit_test::label("py:subprocess.recipe.os_system"))
{
    BOOST_TEST(sp::call("true", sp::shell = true) == 0);
    BOOST_TEST(sp::call("exit 3", sp::shell = true) == 3);
    BOOST_TEST(sp::call("kill -TERM $$", sp::shell = true) == -SIGTERM);
}

BOOST_AUTO_TEST_CASE(
    recipe_os_system_realistic,
    *boost::unit_test::label("py:subprocess.recipe.os_system_realistic"))
{
    auto const tell = [](std::string const& command, std::string const& shell) {
        try
        {
            auto const code =
                sp::call(command, sp::shell = true, sp::executable = shell);
            return code < 0 ? "signal " + std::to_string(-code)
                            : "returned " + std::to_string(code);
        }
        catch (concur::OSError const& e)
        {
            return "failed: "s + e.what();
        }
    };
    BOOST_TEST(tell("kill -9 $$", "/bin/sh") == "signal 9");
    BOOST_TEST(tell("exit 0", "/bin/sh") == "returned 0");
    BOOST_TEST(tell("exit 137", "/bin/sh") == "returned 137");
    BOOST_TEST(tell("exit 0", "/no/such/sh") ==
               "failed: [Errno 2] No such file or directory: '/no/such/sh'");
}

BOOST_AUTO_TEST_CASE(
    recipe_spawn_nowait,
    *boost::unit_test::label("py:subprocess.recipe.spawn_nowait"))
{
    sp::Popen p(child({"drain", "pid"}), sp::stdin_ = sp::PIPE,
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.pid() > 0);
    BOOST_TEST(!p.poll());
    BOOST_TEST(!p.returncode());
    p.stdin_().close();
    BOOST_TEST(p.stdout_().read() == std::to_string(p.pid()) + "\n");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(recipe_spawn_wait, *boost::unit_test::label(
                                            "py:subprocess.recipe.spawn_wait"))
{
    BOOST_TEST(sp::call({"/bin/sh", "-c", "exit 12"}) == 12);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    recipe_spawn_vector,
    *boost::unit_test::label("py:subprocess.recipe.spawn_vector"))
{
    std::vector<std::string> const args{"sh", "-c", "exit $#", "a", "b", "c"};
    std::vector<std::string> command{"/bin/sh"};
    command.insert(command.end(), args.begin() + 1, args.end());
    sp::Popen p(command);
    BOOST_TEST(p.wait() == 2);
}

BOOST_AUTO_TEST_CASE(
    recipe_spawn_environment,
    *boost::unit_test::label("py:subprocess.recipe.spawn_environment"))
{
    sp::Popen p(child({"env"}), sp::env = {{"PATH", "/usr/bin"}},
                sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.communicate().stdout_.value() == "PATH=/usr/bin\n");
}

BOOST_AUTO_TEST_CASE(recipe_popen2,
                     *boost::unit_test::label("py:subprocess.recipe.popen2"))
{
    sp::Popen shell("read x; echo \"got $x\"", sp::shell = true,
                    sp::bufsize = 512, sp::stdin_ = sp::PIPE,
                    sp::stdout_ = sp::PIPE, sp::close_fds = true);
    auto in = shell.stdin_();
    auto out = shell.stdout_();
    BOOST_TEST(in.writable());
    BOOST_TEST(out.readable());
    in.write("pear\n");
    in.flush();
    BOOST_TEST(out.readline() == "got pear\n");
    BOOST_TEST(!shell.stderr_());
    in.close();
    BOOST_TEST(shell.wait() == 0);

    sp::Popen direct(child({"upper"}), sp::bufsize = 512, sp::stdin_ = sp::PIPE,
                     sp::stdout_ = sp::PIPE, sp::close_fds = true);
    direct.stdin_().write("; $x");
    direct.stdin_().close();
    BOOST_TEST(direct.stdout_().read() == "; $X");
    BOOST_TEST(direct.wait() == 0);
}

BOOST_AUTO_TEST_CASE(recipe_popen3,
                     *boost::unit_test::label("py:subprocess.recipe.popen3"))
{
    sp::Popen p("read x; echo \"out $x\"; echo \"err $x\" >&2",
                sp::shell = true, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::PIPE);
    p.stdin_().write("pear\n");
    p.stdin_().close();
    BOOST_TEST(p.stdout_().read() == "out pear\n");
    BOOST_TEST(p.stderr_().read() == "err pear\n");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(recipe_popen4,
                     *boost::unit_test::label("py:subprocess.recipe.popen4"))
{
    sp::Popen p("read x; echo \"out $x\"; echo \"err $x\" >&2",
                sp::shell = true, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::STDOUT);
    p.stdin_().write("pear\n");
    p.stdin_().close();
    BOOST_TEST(!p.stderr_());
    BOOST_TEST(p.stdout_().read() == "out pear\nerr pear\n");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(
    recipe_popen_write_close_status,
    *boost::unit_test::label("py:subprocess.recipe.popen_write_close_status"))
{
    sp::Popen failing(child({"drain", "exit:3"}), sp::stdin_ = sp::PIPE);
    failing.stdin_().close();
    BOOST_TEST(failing.wait() == 3);

    sp::Popen fine(child({"drain"}), sp::stdin_ = sp::PIPE);
    fine.stdin_().write("x");
    fine.stdin_().close();
    BOOST_TEST(fine.wait() == 0);
}

BOOST_AUTO_TEST_CASE(
    recipe_missing_program_raises,
    *boost::unit_test::label("py:subprocess.recipe.missing_program_raises"))
{
    sp::command const missing{"/no/such/program", "x"};
    auto const check = [](auto const& start) {
        check_os_error(start, ENOENT, "/no/such/program");
        BOOST_CHECK_THROW(start(), concur::FileNotFoundError);
        BOOST_TEST(no_children());
    };
    check([&] { sp::Popen p(missing); });
    check([&] { sp::Popen p(missing, sp::stdin_ = sp::PIPE); });
    check([&] { sp::run(missing, sp::capture_output); });
    check([&] { sp::call(missing); });
    check([&] { sp::check_call(missing); });
    check([&] { sp::check_output(missing); });
}

BOOST_AUTO_TEST_SUITE_END()
