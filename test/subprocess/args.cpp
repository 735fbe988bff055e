// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/command.hpp>

#include "checks.hpp"

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>
#include <support/support.hpp>

#include <boost/filesystem/path.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <filesystem>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(args, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    args_sequence_no_shell_quoting,
    *boost::unit_test::label("py:subprocess.args.sequence_no_shell_quoting"))
{
    strings const awkward{
        "",     " ",       "a b",  "it's", "\"double\"", "$HOME",    "`id`",
        "$(x)", "* ? [a]", "a\nb", "\n",   "\\",         "\\\"",     "-x",
        "--",   "a;b",     "|",    "&",    "<in",        ">out",     "~",
        "#",    "!",       "%s",   "\t\r", "\xff\x80",   "\xc3\xa9", ""};
    strings command{"printf", "%s\\0"};
    std::string expected;
    for (auto const& a : awkward)
    {
        command.push_back(a);
        expected += a + '\0';
    }
    BOOST_TEST(sp::check_output(command) == expected);
}

BOOST_AUTO_TEST_CASE(
    posix_args_string_is_program_path,
    *boost::unit_test::label("py:subprocess.posix.args.string_is_program_path"))
{
    scratch_directory const place;
    std::string const script =
        place.file("a b;c $d", "#!/bin/sh\nexit $((47 + $#))\n", 0755);
    sp::Popen p(script);
    BOOST_TEST(p.wait() == 47);
    BOOST_TEST(sp::run(script).returncode == 47);
}

BOOST_AUTO_TEST_CASE(
    args_string_with_arguments_fails,
    *boost::unit_test::label("py:subprocess.args.string_with_arguments_fails"))
{
    // Without directories that this user may not search: they would change the
    // error.
    auto env = sp::environment::current();
    env.set("PATH", "/usr/bin:/bin");
    check_os_error([&] { sp::run("echo hi", sp::env = env); }, ENOENT,
                   "echo hi");
    check_os_error([&] { sp::Popen p("echo hi", sp::env = env); }, ENOENT,
                   "echo hi");
}

BOOST_AUTO_TEST_CASE(
    posix_args_bytes_program,
    *boost::unit_test::label("py:subprocess.posix.args.bytes_program"))
{
    scratch_directory const place;
    auto const directory = place.path() + "/b\xfen";
    std::filesystem::create_directory(directory);
    auto const program =
        place.file("b\xfen/pr\xff", "#!/bin/sh\nexit 47\n", 0755);

    BOOST_TEST(sp::call({program}) == 47);
    BOOST_TEST(sp::call("'" + program + "'", sp::shell = true) == 47);

    auto const path = "/no/such/directory:" + directory;
    BOOST_TEST(sp::call({"pr\xff"}, sp::env = {{"PATH", path}}) == 47);
    BOOST_TEST(sp::call({"pr\xff"}, sp::env = {{"PATH", path.c_str()}}) == 47);
    BOOST_TEST(
        sp::call({"pr\xff"}, sp::env = {{std::string_view("PATH"),
                                         std::filesystem::path(path)}}) == 47);
}

BOOST_AUTO_TEST_CASE(
    args_empty_sequence,
    *boost::unit_test::label("py:subprocess.args.empty_sequence"))
{
    BOOST_CHECK_THROW(sp::Popen p(sp::command{}), std::invalid_argument);
    BOOST_CHECK_THROW(sp::run(strings()), std::invalid_argument);
    BOOST_CHECK_THROW(sp::call(strings(), sp::stdout_ = sp::PIPE),
                      std::invalid_argument);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(args_empty_string, *boost::unit_test::label(
                                            "py:subprocess.args.empty_string"))
{
    for (auto const& command : {sp::command(""), sp::command{""}})
    {
        auto const e =
            expect_error<concur::OSError>([&] { sp::Popen p(command); });
        BOOST_TEST((e.errno_() == EACCES || e.errno_() == ENOENT), e.what());
        BOOST_TEST(e.filename().has_value());
        BOOST_TEST(e.filename().value() == "");
        BOOST_TEST(no_children());
    }
}

BOOST_AUTO_TEST_CASE(
    args_vector_of_any_string_type,
    *boost::unit_test::label("py:subprocess.args.vector_of_any_string_type"))
{
    std::string const text = "string";
    std::string_view const view("view and more", 4);
    std::filesystem::path const path("pa/th");
    boost::filesystem::path const boost_path("boost/path");
    auto const program = child();
    BOOST_TEST(sp::check_output({program, "args", "literal", text, view, path,
                                 boost_path, text.c_str()}) ==
               "literal\nstring\nview\npa/th\nboost/path\nstring\n");
    BOOST_TEST(sp::check_output(
                   {std::filesystem::path(program), "args", "x"}) == "x\n");
    BOOST_TEST(sp::check_output({program.c_str(), "args", "x"}) == "x\n");

    // Ranges of one element type, as the whole command.
    auto const whole = [](auto const& range) {
        return sp::check_output(range);
    };
    BOOST_TEST(whole(std::vector<char const*>{program.c_str(), "out:1"}) ==
               "1");
    BOOST_TEST(whole(std::list<std::string_view>{program, "out:2"}) == "2");
    BOOST_TEST(whole(std::vector<std::filesystem::path>{program, "out:3"}) ==
               "3");

    // A single string or path.
    BOOST_TEST(sp::call(std::string_view(program)) == 0);
    BOOST_TEST(sp::call(program.c_str()) == 0);
    BOOST_TEST(sp::call(boost::filesystem::path(program)) == 0);
}

// The form without braces is the same command as a braced list.
BOOST_AUTO_TEST_CASE(args_without_braces)
{
    std::string const text = "string";
    std::string_view const view("view and more", 4);
    std::filesystem::path const path("pa/th");
    boost::filesystem::path const boost_path("boost/path");
    sp::os_string const os = "os";
    sp::command const all("x", text, view, path, boost_path, os, text.c_str());
    BOOST_TEST((all.kind() == sp::command::form::sequence));
    BOOST_TEST(all.items() == (strings{"x", "string", "view", "pa/th",
                                       "boost/path", "os", "string"}));
    BOOST_TEST((all == sp::command{"x", text, view, path, boost_path, os,
                                   text.c_str()}));
    BOOST_TEST(sp::check_output(sp::command(child(), "args", "a b", path)) ==
               "a b\npa/th\n");

    // Temporaries are copied or moved. Lvalues are left unchanged.
    std::string lvalue(40, 'l');
    sp::command const kept(std::string(40, 'a'), lvalue,
                           std::filesystem::path(std::string(40, 'b')),
                           std::string_view(std::string(40, 'c')),
                           sp::os_string(std::string(40, 'd')),
                           std::string(40, 'e').c_str());
    BOOST_TEST(kept.items() ==
               (strings{std::string(40, 'a'), std::string(40, 'l'),
                        std::string(40, 'b'), std::string(40, 'c'),
                        std::string(40, 'd'), std::string(40, 'e')}));
    BOOST_TEST(lvalue == std::string(40, 'l'));
}

// Python: run("ls") has args 'ls', and run(["ls"]) has args ['ls'].
BOOST_AUTO_TEST_CASE(args_one_argument_is_no_sequence)
{
    using form = sp::command::form;
    BOOST_TEST((sp::command("ls").kind() == form::string));
    BOOST_TEST((sp::command(std::string("ls")).kind() == form::string));
    BOOST_TEST((sp::command(std::filesystem::path("ls")).kind() == form::path));
    BOOST_TEST((sp::command{"ls"}.kind() == form::sequence));
    BOOST_TEST((sp::command(strings{"ls"}).kind() == form::sequence));
    BOOST_TEST(sp::run("true").args.repr() == "'true'");
    BOOST_TEST(sp::run({"true"}).args.repr() == "['true']");
    BOOST_TEST(sp::run(sp::command("exit 3"), sp::shell = true).returncode ==
               3);

    // Copies of a command stay what they are, also of an lvalue.
    sp::command pair("a", "b");
    sp::command const copy(pair);
    BOOST_TEST(copy == pair);
}

BOOST_AUTO_TEST_CASE(args_attribute,
                     *boost::unit_test::label("py:subprocess.args.attribute"))
{
    sp::Popen string("exit 0", sp::shell = true);
    BOOST_TEST(string.args() == sp::command("exit 0"));
    BOOST_TEST((string.args().kind() == sp::command::form::string));
    BOOST_TEST(string.args().items() == strings{"exit 0"});

    sp::Popen list({"exit 0", "a"}, sp::shell = true);
    BOOST_TEST((list.args().kind() == sp::command::form::sequence));
    BOOST_TEST(list.args().items() == (strings{"exit 0", "a"}));

    sp::Popen other({"foo", "-c", "exit 0"}, sp::executable = "/bin/sh");
    BOOST_TEST(other.args().items() == (strings{"foo", "-c", "exit 0"}));

    sp::Popen path{std::filesystem::path(child())};
    BOOST_TEST((path.args().kind() == sp::command::form::path));
    BOOST_TEST(path.args().items() == strings{child()});
}

BOOST_AUTO_TEST_CASE(args_too_long,
                     *boost::unit_test::label("py:subprocess.args.too_long"))
{
    // Each argument is within the limit for one; together they are beyond the
    // total limit.
    strings many(200, std::string(100000, 'x'));
    many.insert(many.begin(), child());
    check_os_error([&] { sp::run(many); }, E2BIG, child());

    // One argument beyond the limit for one.
    check_os_error(
        [] {
            sp::run({child(), std::string(1 << 20, 'x')});
        },
        E2BIG, child());
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(
    popen_args_nul_rejected,
    *boost::unit_test::label("py:subprocess.popen.args.nul_rejected"))
{
    check_rejected(
        [](sp::command const& c) {
            auto items = c.items();
            items.push_back("exit:0\0more"s);
            sp::Popen p(items);
        },
        {"embedded null byte"});
    check_rejected(
        [](sp::command const& c) {
            auto items = c.items();
            items[0] += "\0more"s;
            sp::Popen p(items);
        },
        {"embedded null byte"});
    check_rejected(
        [](sp::command const& c) {
            sp::Popen p(c.items()[0] + " " + c.items()[1] + "\0more"s,
                        sp::shell = true);
        },
        {"embedded null byte"});
    check_rejected(
        [](sp::command const& c) {
            sp::run(c, sp::executable = child() + "\0more"s);
        },
        {"embedded null byte"});
}

BOOST_AUTO_TEST_SUITE_END()
