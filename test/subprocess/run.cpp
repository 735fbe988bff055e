// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;

BOOST_AUTO_TEST_SUITE(run, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(run_returncode_and_check_returncode,
                     *boost::unit_test::label(
                         "py:subprocess.run.returncode_and_check_returncode"))
{
    auto const done = sp::run(child({"exit:47"}));
    BOOST_TEST(done.returncode == 47);
    auto const e =
        expect_error<sp::CalledProcessError>([&] { done.check_returncode(); });
    BOOST_TEST(e.returncode == 47);
}

BOOST_AUTO_TEST_CASE(
    run_returns_completed_process,
    *boost::unit_test::label("py:subprocess.run.returns_completed_process"))
{
    auto const command = child({"out:o", "err:e", "exit:5"});
    sp::CompletedProcess const done = sp::run(command, sp::capture_output);
    BOOST_TEST(done.args == sp::command(command));
    BOOST_TEST(done.returncode == 5);
    BOOST_TEST(done.stdout_.value() == "o");
    BOOST_TEST(done.stderr_.value() == "e");
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(run_check_raises,
                     *boost::unit_test::label("py:subprocess.run.check_raises"))
{
    auto const e = expect_error<sp::CalledProcessError>(
        [] { sp::run(child({"exit:47"}), sp::check = true); });
    BOOST_TEST(e.returncode == 47);
    BOOST_TEST(!e.output);
    BOOST_TEST(!e.stderr_);
}

BOOST_AUTO_TEST_CASE(run_check_zero,
                     *boost::unit_test::label("py:subprocess.run.check_zero"))
{
    BOOST_TEST(sp::run(child({"exit:0"}), sp::check = true).returncode == 0);
}

BOOST_AUTO_TEST_CASE(
    run_check_false_default,
    *boost::unit_test::label("py:subprocess.run.check_false_default"))
{
    BOOST_TEST(sp::run(child({"exit:3"})).returncode == 3);
    BOOST_TEST(sp::run(child({"exit:3"}), sp::check = false).returncode == 3);
}

BOOST_AUTO_TEST_CASE(
    run_check_error_fields,
    *boost::unit_test::label("py:subprocess.run.check_error_fields"))
{
    auto const command = child({"out:o\\n", "err:e\\n", "exit:3"});
    auto const e = expect_error<sp::CalledProcessError>(
        [&] { sp::run(command, sp::check, sp::capture_output); });
    BOOST_TEST(e.returncode == 3);
    BOOST_TEST(e.cmd == sp::command(command));
    BOOST_TEST(e.output.value() == "o\n");
    BOOST_TEST(e.stdout_.value() == "o\n");
    BOOST_TEST(e.stderr_.value() == "e\n");
}

BOOST_AUTO_TEST_CASE(
    run_check_error_on_signal,
    *boost::unit_test::label("py:subprocess.run.check_error_on_signal"))
{
    for (auto const number : {SIGKILL, SIGTERM, SIGUSR1})
    {
        auto const e = expect_error<sp::CalledProcessError>([&] {
            sp::run(child({"raise:" + std::to_string(number)}),
                    sp::check = true);
        });
        BOOST_TEST(e.returncode == -number);
    }
}

BOOST_AUTO_TEST_CASE(
    run_shell_exit_example,
    *boost::unit_test::label("py:subprocess.run.shell_exit_example"))
{
    auto const e = expect_error<sp::CalledProcessError>(
        [] { sp::run("exit 1", sp::shell = true, sp::check = true); });
    BOOST_TEST(e.what() ==
               "Command 'exit 1' returned non-zero exit status 1."s);
    BOOST_TEST(e.cmd == sp::command("exit 1"));
}

BOOST_AUTO_TEST_CASE(
    run_passes_popen_options,
    *boost::unit_test::label("py:subprocess.run.passes_popen_options"))
{
    auto env = sp::environment::current();
    env.set("FRUIT", "banana");
    scratch_directory const place;
    auto const done = sp::run(
        {absolute_child(), "getenv:FRUIT", "out: ", "cwd", "umask", "exit:33"},
        sp::env = env, sp::cwd = place.path(), sp::umask = 022,
        sp::stdout_ = sp::PIPE);
    BOOST_TEST(done.returncode == 33);
    BOOST_TEST(done.stdout_.value() ==
               "banana " + std::filesystem::canonical(place.path()).string() +
                   "\n18\n");
}

BOOST_AUTO_TEST_CASE(run_env_passed,
                     *boost::unit_test::label("py:subprocess.run.env_passed"))
{
    auto const seen = [](sp::environment const& env) {
        return sp::run(child({"env"}), sp::env = env, sp::capture_output)
            .stdout_.value();
    };
    BOOST_TEST(seen({{"FRUIT", "apple"}, {"EMPTY", ""}}) ==
               "FRUIT=apple\nEMPTY=\n");
    BOOST_TEST(seen({}) == "");

    auto const inherited = sp::run(child({"env"}), sp::capture_output);
    auto const current = sp::environment::current();
    std::string ours;
    for (auto const& entry : current.entries())
    {
        ours += entry + "\n";
    }
    BOOST_TEST(inherited.stdout_.value() == ours);
}

BOOST_AUTO_TEST_CASE(
    run_args_single_path,
    *boost::unit_test::label("py:subprocess.run.args_single_path"))
{
    scratch_directory const place;
    std::filesystem::path const program =
        place.file("count me", "#!/bin/sh\nexit $((57 + $#))\n", 0755);
    BOOST_TEST(sp::run(program).returncode == 57);

    auto const e = expect_error<std::invalid_argument>(
        [&] { sp::run(program, sp::shell = true); });
    BOOST_TEST(e.what() == "path-like args is not allowed when shell is true"s);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(run_args_bytes,
                     *boost::unit_test::label("py:subprocess.run.args_bytes"))
{
    // Bytes that are not text in any usual encoding.
    scratch_directory const place;
    auto const program =
        place.file("pr\xff", "#!/bin/sh\nprintf %s \"$1\"\nexit 57\n", 0755);
    auto const done = sp::run({program, "\xfe\x80"}, sp::capture_output);
    BOOST_TEST(done.returncode == 57);
    BOOST_TEST(done.stdout_.value() == "\xfe\x80");
}

BOOST_AUTO_TEST_CASE(
    run_args_path_and_strings,
    *boost::unit_test::label("py:subprocess.run.args_path_and_strings"))
{
    std::filesystem::path const program = child();
    BOOST_TEST(sp::run({program, "exit:57"}).returncode == 57);
    std::string const action = "exit:57";
    BOOST_TEST(sp::run({program, action}).returncode == 57);
}

BOOST_AUTO_TEST_CASE(
    run_default_no_capture,
    *boost::unit_test::label("py:subprocess.run.default_no_capture"))
{
    scratch_directory const place;
    auto const out = place.file("out");
    auto const err = place.file("err");
    CHECK_FORKED([&] {
        redirect_stream(1, out, O_WRONLY);
        redirect_stream(2, err, O_WRONLY);
        auto const done = sp::run(child({"out:o", "err:e"}));
        EXPECT(!done.stdout_);
        EXPECT(!done.stderr_);
        auto const listed = sp::run({"ls", "-l", place.path()});
        EXPECT(!listed.stdout_);
        EXPECT(listed.returncode == 0);
    });
    BOOST_TEST(read_file(err) == "e");
    auto const listing = read_file(out);
    BOOST_TEST(listing.starts_with("ototal "));
    BOOST_TEST(listing.ends_with(" out\n"));
}

BOOST_AUTO_TEST_SUITE_END()
