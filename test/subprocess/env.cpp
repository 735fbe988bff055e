// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/environment.hpp>

#include "start_modes.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/filesystem/path.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using boost::unit_test::label;

namespace {

// The environment as the child prints it.
template<class... Keywords>
std::string environment_of_child(Keywords&&... keywords)
{
    return sp::run(child({"env"}), sp::stdout_ = sp::PIPE, sp::timeout = 30,
                   std::forward<Keywords>(keywords)...)
        .stdout_.value();
}

std::vector<std::string> sorted_lines(std::string const& text)
{
    std::istringstream in(text);
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);)
    {
        lines.push_back(line);
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

} // namespace

BOOST_AUTO_TEST_SUITE(env, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(popen_env_replaces_environment,
                     *label("py:subprocess.popen.env.replaces_environment"))
{
    scoped_variable const many_lines("CONCUR_TEST", "there");
    auto env = sp::environment::current();
    auto expected = env.entries();
    env.set("FRUIT", "orange");
    BOOST_TEST(
        (sp::run(child({"getenv:FRUIT"}), sp::stdout_ = sp::PIPE, sp::env = env)
             .stdout_ == "orange"));
    expected.push_back("FRUIT=orange");
    std::string all;
    for (auto const& entry : expected)
    {
        all += entry + "\n";
    }
    for (auto const& way : start_modes())
    {
        auto o = way;
        o.env = env;
        BOOST_TEST((
            sp::run(child({"env"}), o, sp::stdout_ = sp::PIPE).stdout_ == all));
    }
}

BOOST_AUTO_TEST_CASE(popen_env_empty, *label("py:subprocess.popen.env.empty"))
{
    BOOST_TEST(environment_of_child(sp::env = {}) == "");
    BOOST_TEST(environment_of_child(sp::env = sp::environment()) == "");
    BOOST_TEST(environment_of_child(
                   sp::env = std::map<std::string, std::string>()) == "");
    // None means the parent's environment, not an empty one.
    BOOST_TEST(environment_of_child(sp::env = std::nullopt) != "");
}

BOOST_AUTO_TEST_CASE(popen_env_invalid_names_rejected,
                     *label("py:subprocess.popen.env.invalid_names_rejected"))
{
    check_rejected(
        [](auto const& args) {
            sp::call(args, sp::env = {{"FRUIT\0VEGETABLE"s, "cabbage"}});
        },
        {"embedded null byte"});
    check_rejected(
        [](auto const& args) {
            sp::call(args, sp::env = {{"FRUIT", "orange\0VEGETABLE=x"s}});
        },
        {"embedded null byte"});
    check_rejected(
        [](auto const& args) {
            sp::call(args, sp::env = {{"FRUIT=ORANGE", "lemon"}});
        },
        {"illegal environment variable name"});
    BOOST_TEST((sp::run(child({"getenv:FRUIT"}), sp::stdout_ = sp::PIPE,
                        sp::env = {{"FRUIT", "orange=lemon"}})
                    .stdout_ == "orange=lemon"));
}

BOOST_AUTO_TEST_CASE(env_empty_name, *label("py:subprocess.env.empty_name"))
{
    check_rejected(
        [](auto const& args) {
            sp::call(args, sp::env = {{"", "value"}});
        },
        {"illegal environment variable name"});
    check_rejected(
        [](auto const& args) {
            sp::call(args, sp::env = std::map<std::string, std::string>{
                               {"A", "1"}, {"", ""}});
        },
        {"illegal environment variable name"});
}

BOOST_AUTO_TEST_CASE(posix_env_undecodable_bytes,
                     *label("py:subprocess.posix.env.undecodable_bytes"))
{
    BOOST_TEST(environment_of_child(sp::env = {{"VALUE", "abc\xff"}}) ==
               "VALUE=abc\xff\n");
    BOOST_TEST(environment_of_child(sp::env = {{"na\xffme", "\xfe\x80"}}) ==
               "na\xffme=\xfe\x80\n");
}

BOOST_AUTO_TEST_CASE(env_bytes_exact, *label("py:subprocess.env.bytes_exact"))
{
    BOOST_TEST(environment_of_child(sp::env = {{"EMPTY", ""},
                                               {" blank ", " \t "},
                                               {"quote\"'", "$HOME \\ `x`"},
                                               {"UTF8", "\u00e9\u4e2d"},
                                               {"last", "a\nb=c"}}) ==
               "EMPTY=\n"
               " blank = \t \n"
               "quote\"'=$HOME \\ `x`\n"
               "UTF8=\u00e9\u4e2d\n"
               "last=a\nb=c\n");
    // If names are equal, the last one counts.
    BOOST_TEST(
        environment_of_child(sp::env = {{"A", "1"}, {"B", "2"}, {"A", "3"}}) ==
        "A=3\nB=2\n");
}

BOOST_AUTO_TEST_CASE(later_one_environment_variable,
                     *label("py:subprocess.later.one_environment_variable"))
{
    BOOST_TEST(environment_of_child(sp::env = {{"FRUIT", "orange"}}) ==
               "FRUIT=orange\n");
    std::vector<std::pair<std::string, std::string>> const one{{"A", "B"}};
    BOOST_TEST(environment_of_child(sp::env = one) == "A=B\n");
}

// variables() makes the same environment as a braced list.
BOOST_AUTO_TEST_CASE(env_variables)
{
    std::string const text = "string";
    std::filesystem::path const path("pa/th");
    sp::os_string const os = "os";
    auto const all = sp::variables(
        "LITERAL", "1", text, std::string_view("view and more", 4), "PATH",
        path, os, text.c_str(), "BOOST", boost::filesystem::path("a/b"));
    BOOST_TEST(all.entries() == (std::vector<std::string>{
                                    "LITERAL=1", "string=view", "PATH=pa/th",
                                    "os=string", "BOOST=a/b"}));

    // Temporaries are copied.
    auto const kept = sp::variables(std::string(40, 'N'), std::string(40, 'v'),
                                    std::string(40, 'M').c_str(),
                                    std::string_view(std::string(40, 'w')));
    BOOST_TEST(kept.get(std::string(40, 'N')).value() == std::string(40, 'v'));
    BOOST_TEST(kept.get(std::string(40, 'M')).value() == std::string(40, 'w'));

    BOOST_TEST(environment_of_child(sp::env = sp::variables(
                                        "A", "1", "B", "2")) == "A=1\nB=2\n");
    BOOST_TEST(environment_of_child(sp::env = sp::variables()) == "");
    // If names are equal, the last one counts, as in a braced list.
    BOOST_TEST(sp::variables("A", "1", "B", "2", "A", "3").entries() ==
               (sp::environment{{"A", "1"}, {"B", "2"}, {"A", "3"}}).entries());
    BOOST_CHECK_EXCEPTION(
        sp::variables("", "1"), concur::ValueError, [](auto const& e) {
            return e.what() == "illegal environment variable name"s;
        });
    BOOST_CHECK_EXCEPTION(
        sp::variables("A", "1\0"s), concur::ValueError,
        [](auto const& e) { return e.what() == "embedded null byte"s; });
}

BOOST_AUTO_TEST_CASE(env_inherit_when_absent,
                     *label("py:subprocess.env.inherit_when_absent"))
{
    for (auto const& way : start_modes())
    {
        auto const get = [&] {
            return *sp::run(child({"getenv:CONCUR_TEST"}), way,
                            sp::stdout_ = sp::PIPE)
                        .stdout_;
        };
        BOOST_TEST(get() == "(unset)");
        {
            scoped_variable const first("CONCUR_TEST", "first");
            BOOST_TEST(get() == "first");
            scoped_variable const second("CONCUR_TEST", "second");
            BOOST_TEST(get() == "second");
        }
        BOOST_TEST(get() == "(unset)");
    }
    auto const all = sp::environment::current().entries();
    std::string text;
    for (auto const& entry : all)
    {
        text += entry + "\n";
    }
    BOOST_TEST(sorted_lines(environment_of_child()) == sorted_lines(text));
}

// The environment with which a program was started may have equal names, and
// entries without a "=".
BOOST_AUTO_TEST_CASE(env_current_has_each_name_once)
{
    char const* const given[] = {"A=1",  "B=2",  "A=3",  "junk", "A=1",
                                 "=x=y", "AB=4", "A==5", "C=",   nullptr};
    CHECK_FORKED([&] {
        ::environ = const_cast<char**>(given);
        auto env = sp::environment::current();
        EXPECT((env.entries() ==
                std::vector<std::string>{"A=1", "B=2", "=x=y", "AB=4", "C="}));
        EXPECT(env.get("A") == "1");
        env.unset("A").set("B", "6");
        EXPECT(!env.get("A"));
        EXPECT(environment_of_child(sp::env = env) == "B=6\n=x=y\nAB=4\nC=\n");
    });
}

BOOST_AUTO_TEST_CASE(env_path_search, *label("py:subprocess.env.path_search"))
{
    scoped_variable const usual("PATH", "/bin:/usr/bin");
    BOOST_TEST(sp::call({"true"}) == 0);
    for (auto const& way : start_modes())
    {
        BOOST_TEST(
            failure_of([&] {
                sp::call({"true"}, way, sp::env = {{"PATH", "/nonexist"}});
            }) == failure(ENOENT, "true"));
    }
    // The program is looked for in the PATH of `env` only.
    scratch_directory const place;
    place.file("concur-tool", "#!/bin/sh\nexit 8\n", 0755);
    BOOST_TEST(sp::call("concur-tool", sp::env = {{"PATH", place.path()}}) ==
               8);
    BOOST_TEST(failure_of([] { sp::call("concur-tool"); }) ==
               failure(ENOENT, "concur-tool"));
    scoped_variable const path("PATH", ("/nonexist:" + place.path()).c_str());
    BOOST_TEST(sp::call("concur-tool") == 8);
    BOOST_TEST(failure_of([] {
                   sp::call("concur-tool", sp::env = {{"PATH", "/bin"}});
               }) == failure(ENOENT, "concur-tool"));
    BOOST_TEST(failure_of([] { sp::call("concur-tool", sp::env = {}); }) ==
               failure(ENOENT, "concur-tool"));
}

// The first match counts, with or without a slash after the directory. A name
// with a slash is not looked for.
BOOST_AUTO_TEST_CASE(env_path_search_order)
{
    scratch_directory const one;
    scratch_directory const two;
    one.file("tool", "#!/bin/sh\nexit 1\n", 0755);
    two.file("tool", "#!/bin/sh\nexit 2\n", 0755);
    auto const both = [](auto const& a, auto const& b) {
        return sp::environment{{"PATH", a.path() + "/:" + b.path()}};
    };
    BOOST_TEST(sp::call("tool", sp::env = both(one, two)) == 1);
    BOOST_TEST(sp::call("tool", sp::env = both(two, one)) == 2);
    BOOST_TEST(sp::call({"x"}, sp::executable = "tool",
                        sp::env = both(two, one)) == 2);
    BOOST_TEST(failure_of([&] {
                   sp::call("./tool", sp::env = both(one, two));
               }) == failure(ENOENT, "./tool"));
}

BOOST_AUTO_TEST_CASE(env_no_path_uses_default,
                     *label("py:subprocess.env.no_path_uses_default"))
{
    BOOST_TEST(sp::call({"true"}, sp::env = {}) == 0);
    BOOST_TEST(sp::call({"true"}, sp::env = {{"A", "B"}}) == 0);
    scoped_variable const none("PATH", nullptr);
    BOOST_TEST(sp::call({"true"}) == 0);
}

BOOST_AUTO_TEST_CASE(env_empty_path_is_cwd,
                     *label("py:subprocess.env.empty_path_is_cwd"))
{
    scratch_directory const place;
    place.file("concur-tool", "#!/bin/sh\nexit 9\n", 0755);
    for (auto path : {"", ":", ":/nonexist", "/nonexist:", "/nonexist::/bin"})
    {
        BOOST_TEST_CONTEXT("PATH=" << path)
        {
            BOOST_TEST(sp::call("concur-tool", sp::cwd = place.path(),
                                sp::env = {{"PATH", path}}) == 9);
            BOOST_TEST(failure_of([&] {
                           sp::call("concur-tool", sp::env = {{"PATH", path}});
                       }) == failure(ENOENT, "concur-tool"));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
