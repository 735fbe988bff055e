// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/command.hpp>

#include "checks.hpp"

#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>
#include <support/expect_error.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(shell_line, *boost::unit_test::fixture<leaves_no_trace>())

// The expected line is what Python's shlex.join() returns.
BOOST_AUTO_TEST_CASE(like_shlex_join)
{
    sp::command const c{"a b",  "it's",     "",  "x;y",
                        "ok-1", "\xc3\xa9", "~", "A=1"};
    BOOST_TEST(c.shell_line() == "'a b' 'it'\"'\"'s' '' 'x;y' ok-1 "
                                 "'\xc3\xa9' '~' A=1");
}

BOOST_AUTO_TEST_CASE(other_forms)
{
    BOOST_TEST(sp::command().shell_line() == "");
    BOOST_TEST(sp::command("echo $HOME | cat").shell_line() ==
               "echo $HOME | cat");
    BOOST_TEST(sp::command(std::filesystem::path("/a b/c")).shell_line() ==
               "'/a b/c'");
}

// The shell of the line gives a program the same arguments.
BOOST_AUTO_TEST_CASE(random_arguments)
{
    std::mt19937 random(20261129);
    std::uniform_int_distribution<int> any_byte(1, 255);
    std::uniform_int_distribution<std::size_t> few(0, 6);
    std::string const special = "'\"\\ \n\t$`*?[]{}()<>|&;#!~=%-";
    std::uniform_int_distribution<std::size_t> any_special(0,
                                                           special.size() - 1);
    std::string script;
    std::string expected;
    for (int line = 0; line != 10'000; ++line)
    {
        strings items{"printf", "%s\\0", "begin"};
        for (auto count = few(random); count != 0; --count)
        {
            std::string item;
            for (auto size = few(random); size != 0; --size)
            {
                item += random() % 2 == 0 ? special[any_special(random)]
                                          : static_cast<char>(any_byte(random));
            }
            items.push_back(item);
        }
        script += sp::command(items).shell_line() + "\n";
        for (std::size_t i = 2; i != items.size(); ++i)
        {
            expected += items[i] + '\0';
        }
    }
    auto const out = sp::check_output({"sh"}, sp::input = script,
                                      sp::env = sp::variables("LC_ALL", "C"));
    BOOST_TEST((out == expected));
}

// A program is found whatever its name means to the shell.
BOOST_AUTO_TEST_CASE(names_of_programs)
{
    scratch_directory const dir;
    for (std::string const name :
         {"if", "then", "do", "case", "for", "in", "while", "time", "function",
          "select", "coproc", "esac", "A=1", "{", "!", "a b", "it's"})
    {
        dir.file(name, "#!/bin/sh\necho \"ran:$1\"\n", 0755);
        for (auto const shell : {"/bin/sh", "/bin/bash"})
        {
            BOOST_TEST_CONTEXT(shell << ": " << name)
            {
                BOOST_TEST(
                    sp::check_output(
                        {shell, "-c", sp::command{name, "x"}.shell_line()},
                        sp::env = sp::variables("PATH", dir.path())) ==
                    "ran:x\n");
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(secrets_reach_the_child)
{
    std::string const password = "open sesame";
    sp::command const c("printf", "%s,%s", "shown", sp::secret(password));
    BOOST_TEST(sp::check_output(c) == "shown,open sesame");
    BOOST_TEST(c.items().back() == password);
    BOOST_TEST((c == sp::command("printf", "%s,%s", "shown", password)));
    BOOST_TEST(sp::check_output(sp::secret("echo $((1 + 1))"),
                                sp::shell = true) == "2\n");
}

BOOST_AUTO_TEST_CASE(secrets_are_in_no_text)
{
    auto const text_of = [](auto const& object) {
        std::ostringstream text;
        text << object;
        return text.str();
    };
    BOOST_TEST(text_of(sp::secret("word")) == "***");
    BOOST_TEST(sp::command(sp::secret("word")).str() == "***");
    BOOST_TEST(sp::command(sp::secret("word")).repr() == "'***'");
    BOOST_TEST(sp::command(sp::secret("word")).shell_line() == "***");
    BOOST_TEST(sp::command(std::vector{sp::os_string("a"), sp::secret("word")})
                   .str() == "['a', '***']");

    sp::command const c("sh", "-c", "exit 3", sp::secret("word"));
    BOOST_TEST(c.shell_line() == "sh -c 'exit 3' '***'");
    BOOST_TEST(text_of(c) == "['sh', '-c', 'exit 3', '***']");
    BOOST_TEST(text_of(sp::run(c)) ==
               "CompletedProcess(args=['sh', '-c', 'exit 3', '***'], "
               "returncode=3)");
    auto const failed =
        expect_error<sp::CalledProcessError>([&] { sp::run(c, sp::check); });
    BOOST_TEST(failed.what() ==
               std::string("Command '['sh', '-c', 'exit 3', '***']' returned "
                           "non-zero exit status 3."));
    BOOST_TEST(failed.cmd.items().back() == "word");
    auto const name_in_error = [](sp::command const& args,
                                  sp::options const& o) {
        return expect_error<concur::OSError>([&] { sp::run(args, o); })
            .filename()
            .value();
    };
    sp::options o;
    BOOST_TEST(name_in_error({sp::secret("/missing"), "x"}, o) == "***");
    o.executable = sp::secret("/missing");
    BOOST_TEST(name_in_error({"x"}, o) == "***");
    o.executable.reset();
    o.cwd = sp::secret("/missing");
    BOOST_TEST(name_in_error({"true"}, o) == "***");
    auto const late = expect_error<sp::TimeoutExpired>([&] {
        sp::run(sp::command("sleep", sp::secret("60")), sp::timeout = 0.01);
    });
    BOOST_TEST(late.what() == std::string("Command '['sleep', '***']' timed "
                                          "out after 0.01 seconds"));
    sp::Popen p(sp::command("true", sp::secret("word")));
    p.wait();
    BOOST_TEST(text_of(p) == "<Popen: returncode: 0 args: ['true', '***']>");
}

BOOST_AUTO_TEST_SUITE_END()
