// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/completed_process.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace sp = concur::subprocess;
using namespace support;
using strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(completed_process,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    completed_process_args_kept,
    *boost::unit_test::label("py:subprocess.completed_process.args_kept"))
{
    auto const list = sp::run({"sh", "-c", "exit 0"}).args;
    BOOST_TEST((list.kind() == sp::command::form::sequence));
    BOOST_TEST(list.items() == (strings{"sh", "-c", "exit 0"}));

    auto const string = sp::run("exit 0", sp::shell = true).args;
    BOOST_TEST((string.kind() == sp::command::form::string));
    BOOST_TEST(string.items() == strings{"exit 0"});

    auto const shell_list = sp::run({"exit $#", "a"}, sp::shell = true).args;
    BOOST_TEST((shell_list.kind() == sp::command::form::sequence));
    BOOST_TEST(shell_list.items() == (strings{"exit $#", "a"}));

    auto const program = sp::run(child()).args;
    BOOST_TEST((program.kind() == sp::command::form::string));
    BOOST_TEST(program.items() == strings{child()});

    auto const path = sp::run(std::filesystem::path(child())).args;
    BOOST_TEST((path.kind() == sp::command::form::path));
    BOOST_TEST(path.items() == strings{child()});
}

BOOST_AUTO_TEST_CASE(
    completed_process_returncode_negative_signal,
    *boost::unit_test::label(
        "py:subprocess.completed_process.returncode_negative_signal"))
{
    for (int const signal : {1, 2, 9, 10, 13, 14, 15, 34, 64})
    {
        auto const done = sp::run(child({"raise:" + std::to_string(signal)}));
        BOOST_TEST(done.returncode == -signal);
    }
    BOOST_TEST(sp::run(child({"exit:255"})).returncode == 255);
    BOOST_TEST(sp::run(child({"exit:137"})).returncode == 137);
}

BOOST_AUTO_TEST_CASE(
    completed_process_stdout_absent,
    *boost::unit_test::label("py:subprocess.completed_process.stdout_absent"))
{
    BOOST_TEST(!sp::run(child({"exit:0"})).stdout_);
    BOOST_TEST(!sp::run(child({"exit:0"}), sp::stdout_ = sp::DEVNULL).stdout_);
    BOOST_TEST(!sp::run(child({"exit:0"}), sp::stderr_ = sp::PIPE).stdout_);

    for (bool const text : {false, true})
    {
        auto const done =
            sp::run(child({"exit:0"}), sp::stdout_ = sp::PIPE, sp::text = text);
        BOOST_TEST(done.stdout_.has_value());
        BOOST_TEST(done.stdout_.value() == "");
    }
}

BOOST_AUTO_TEST_CASE(
    completed_process_stderr_absent,
    *boost::unit_test::label("py:subprocess.completed_process.stderr_absent"))
{
    BOOST_TEST(!sp::run(child({"exit:0"})).stderr_);
    BOOST_TEST(!sp::run(child({"err:e"}), sp::stdout_ = sp::PIPE,
                        sp::stderr_ = sp::STDOUT)
                    .stderr_);

    for (bool const text : {false, true})
    {
        auto const done =
            sp::run(child({"exit:0"}), sp::stderr_ = sp::PIPE, sp::text = text);
        BOOST_TEST(done.stderr_.has_value());
        BOOST_TEST(done.stderr_.value() == "");
    }
}

BOOST_AUTO_TEST_CASE(
    completed_process_check_returncode_zero,
    *boost::unit_test::label(
        "py:subprocess.completed_process.check_returncode_zero"))
{
    sp::CompletedProcess const done{{"x"}, 0, "out", "err"};
    BOOST_CHECK_NO_THROW(done.check_returncode());
}

BOOST_AUTO_TEST_CASE(
    completed_process_check_returncode_fields,
    *boost::unit_test::label(
        "py:subprocess.completed_process.check_returncode_fields"))
{
    for (int const code : {1, 255, -9, -15})
    {
        sp::CompletedProcess const done{{"a", "b c"}, code, "out", "err"};
        auto const e = expect_error<sp::CalledProcessError>(
            [&] { done.check_returncode(); });
        BOOST_TEST(e.returncode == code);
        BOOST_TEST(e.cmd == (sp::command{"a", "b c"}));
        BOOST_TEST(e.output.value() == "out");
        BOOST_TEST(e.stdout_.value() == "out");
        BOOST_TEST(e.stderr_.value() == "err");
    }
    sp::CompletedProcess const bare{"a", 1};
    auto const e =
        expect_error<sp::CalledProcessError>([&] { bare.check_returncode(); });
    BOOST_TEST(e.cmd == sp::command("a"));
    BOOST_TEST(!e.output);
    BOOST_TEST(!e.stderr_);
}

BOOST_AUTO_TEST_CASE(
    completed_process_repr,
    *boost::unit_test::label("py:subprocess.completed_process.repr"))
{
    auto const check = [](sp::CompletedProcess const& done,
                          std::string const& expected) {
        BOOST_TEST(to_string(done) == expected);
        std::ostringstream stream;
        stream << done;
        BOOST_TEST(stream.str() == expected);
    };
    check({{"ls", "it's"}, -3, "o\n", ""},
          "CompletedProcess(args=['ls', \"it's\"], returncode=-3, "
          "stdout='o\\n', stderr='')");
    check({"a b", 0}, "CompletedProcess(args='a b', returncode=0)");
    check({"a", 0, "o"},
          "CompletedProcess(args='a', returncode=0, stdout='o')");
    check({"a", 7, std::nullopt, "e\xff"},
          "CompletedProcess(args='a', returncode=7, stderr='e\\udcff')");
    check(sp::run({"sh", "-c", "echo x; exit 4"}, sp::stdout_ = sp::PIPE),
          "CompletedProcess(args=['sh', '-c', 'echo x; exit 4'], "
          "returncode=4, stdout='x\\n')");
}

BOOST_AUTO_TEST_CASE(
    completed_process_constructible,
    *boost::unit_test::label("py:subprocess.completed_process.constructible"))
{
    sp::CompletedProcess const bare{{"a", "b"}, 3};
    BOOST_TEST(bare.args == (sp::command{"a", "b"}));
    BOOST_TEST(bare.returncode == 3);
    BOOST_TEST(!bare.stdout_);
    BOOST_TEST(!bare.stderr_);

    sp::CompletedProcess const full{
        .args = "a b", .returncode = -1, .stdout_ = "o", .stderr_ = "e"};
    BOOST_TEST(full.args == sp::command("a b"));
    BOOST_TEST(full.returncode == -1);
    BOOST_TEST(full.stdout_.value() == "o");
    BOOST_TEST(full.stderr_.value() == "e");
}

BOOST_AUTO_TEST_SUITE_END()
