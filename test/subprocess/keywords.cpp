// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/keywords.hpp>

#include "default_options.hpp"

#include <concur/subprocess/detail/fold.hpp>
#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/filesystem/path.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <list>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sp = concur::subprocess;
using kind = sp::redirect::kind;
using namespace support;
using namespace std::chrono_literals;

namespace {

template<class... Keywords>
sp::options folded(Keywords&&... keywords)
{
    return sp::detail::fold<sp::detail::members<>>(
        std::forward<Keywords>(keywords)...);
}

std::vector<std::string> names(sp::sequence<sp::principal> const& all)
{
    std::vector<std::string> text;
    for (auto const& p : all)
    {
        text.push_back(p.name() ? *p.name() : std::to_string(p.number()));
    }
    return text;
}

} // namespace

BOOST_AUTO_TEST_SUITE(keywords, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(without_keywords_there_are_pythons_defaults)
{
    check_defaults(folded());
}

BOOST_AUTO_TEST_CASE(every_keyword_reaches_its_member)
{
    int called = 0;
    sp::startup_info info;
    info.dwFlags = 5;
    // Not in the order of the members of sp::options.
    auto const o = folded(
        sp::timeout = 2.5, sp::check = false, sp::capture_output = true,
        sp::input = "in", sp::process_group = 0, sp::pipesize = 4096,
        sp::umask = 077, sp::text = true, sp::errors = "ignore",
        sp::encoding = "latin-1", sp::extra_groups = {1, "two"},
        sp::group = "g", sp::user = 7, sp::pass_fds = {4, 3},
        sp::start_new_session = true, sp::restore_signals = false,
        sp::creationflags = 8, sp::startupinfo = info,
        sp::universal_newlines = false, sp::env = {{"A", "b"}},
        sp::cwd = "/tmp", sp::shell = true, sp::close_fds = false,
        sp::preexec_fn = [&] { ++called; }, sp::stderr_ = sp::STDOUT,
        sp::stdout_ = sp::DEVNULL, sp::stdin_ = sp::PIPE, sp::executable = "x",
        sp::bufsize = 9);
    BOOST_TEST(o.bufsize.value() == 9);
    BOOST_TEST(o.executable->str() == "x");
    BOOST_TEST((o.stdin_.what() == kind::pipe));
    BOOST_TEST((o.stdout_.what() == kind::null));
    BOOST_TEST((o.stderr_.what() == kind::out));
    o.preexec_fn();
    BOOST_TEST(called == 1);
    BOOST_TEST(!o.close_fds);
    BOOST_TEST(o.shell);
    BOOST_TEST(o.cwd->str() == "/tmp");
    BOOST_TEST(o.env->entries() == std::vector<std::string>{"A=b"});
    BOOST_TEST(o.universal_newlines.value() == false);
    BOOST_TEST(o.startupinfo->dwFlags == 5u);
    BOOST_TEST(o.creationflags == 8);
    BOOST_TEST(!o.restore_signals);
    BOOST_TEST(o.start_new_session);
    BOOST_TEST(o.pass_fds == (std::vector<long long>{4, 3}));
    BOOST_TEST(o.user->number() == 7);
    BOOST_TEST(o.group->name().value() == "g");
    BOOST_TEST(names(*o.extra_groups) ==
               (std::vector<std::string>{"1", "two"}));
    BOOST_TEST(o.encoding.value() == "latin-1");
    BOOST_TEST(o.errors.value() == "ignore");
    BOOST_TEST(o.text.value() == true);
    BOOST_TEST(o.umask == 077);
    BOOST_TEST(o.pipesize.value() == 4096);
    BOOST_TEST(o.process_group.value() == 0);
    BOOST_TEST(o.input.view() == "in");
    BOOST_TEST(o.capture_output);
    BOOST_TEST(o.timeout.seconds().value() == 2.5);
    BOOST_TEST(o.check.value() == false);
}

BOOST_AUTO_TEST_CASE(a_bare_flag_means_true)
{
    auto const o =
        folded(sp::shell, sp::check, sp::text, sp::universal_newlines,
               sp::capture_output, sp::start_new_session);
    BOOST_TEST(o.shell);
    BOOST_TEST(o.check.value());
    BOOST_TEST(o.text.value());
    BOOST_TEST(o.universal_newlines.value());
    BOOST_TEST(o.capture_output);
    BOOST_TEST(o.start_new_session);
    BOOST_TEST(folded(sp::close_fds, sp::restore_signals).close_fds);
}

BOOST_AUTO_TEST_CASE(options_come_before_the_keywords_that_change_them)
{
    sp::options mine;
    mine.cwd = "/tmp";
    mine.check = true;
    auto const o = folded(mine, sp::cwd = "/", sp::shell);
    BOOST_TEST(o.cwd->str() == "/");
    BOOST_TEST(o.check.value());
    BOOST_TEST(o.shell);
    // The options of the caller have not changed.
    BOOST_TEST(mine.cwd->str() == "/tmp");
    BOOST_TEST(!mine.shell);

    sp::options const constant{.shell = true, .capture_output = true};
    BOOST_TEST(*sp::run("echo x", constant).stdout_ == "x\n");
    BOOST_TEST(*sp::run("echo x", constant, sp::text).stdout_ == "x\n");
}

BOOST_AUTO_TEST_CASE(none_is_nullopt)
{
    auto const o =
        folded(sp::bufsize = std::nullopt, sp::executable = std::nullopt,
               sp::stdin_ = std::nullopt, sp::cwd = std::nullopt,
               sp::env = std::nullopt, sp::user = std::nullopt,
               sp::extra_groups = std::nullopt, sp::encoding = std::nullopt,
               sp::text = std::nullopt, sp::pipesize = std::nullopt,
               sp::input = std::nullopt, sp::timeout = std::nullopt,
               sp::preexec_fn = nullptr, sp::check = std::nullopt);
    BOOST_TEST((!o.bufsize && !o.executable && !o.cwd && !o.env && !o.user));
    BOOST_TEST((!o.extra_groups && !o.encoding && !o.text && !o.pipesize));
    BOOST_TEST((o.stdin_.what() == kind::inherit));
    BOOST_TEST(!o.stdin_.given());
    // check_output() tells "given as none" from "not given", as in Python.
    BOOST_TEST(o.input.given());
    BOOST_TEST(!o.input.present());
    BOOST_TEST((!o.timeout && !o.preexec_fn && !o.check));
}

BOOST_AUTO_TEST_CASE(strings_and_paths_of_every_type_are_taken)
{
    std::string const string = "/tmp";
    std::string_view const view = string;
    std::filesystem::path const path = "/tmp";
    boost::filesystem::path const boosts = "/tmp";
    char array[] = "/tmp";
    char const* const pointer = array;
    for (auto const& o :
         {folded(sp::cwd = string), folded(sp::cwd = std::string("/tmp")),
          folded(sp::cwd = view), folded(sp::cwd = path),
          folded(sp::cwd = boosts), folded(sp::cwd = array),
          folded(sp::cwd = pointer), folded(sp::cwd = sp::bytes("/tmp")),
          folded(sp::cwd = std::optional<std::string>("/tmp"))})
    {
        BOOST_TEST(o.cwd->str() == "/tmp");
    }
    // Input may contain NUL characters.
    BOOST_TEST(folded(sp::input = std::string("a\0b", 3)).input.view() ==
               std::string_view("a\0b", 3));
    BOOST_TEST(folded(sp::input = sp::bytes("x")).input.view() == "x");
    BOOST_TEST(
        folded(sp::input = std::optional<std::string>("x")).input.view() ==
        "x");
}

BOOST_AUTO_TEST_CASE(redirections_of_every_type_are_taken)
{
    auto const file = std::tmpfile();
    auto const number = ::fileno(file);
    BOOST_TEST(folded(sp::stdout_ = file).stdout_.descriptor() == number);
    std::fclose(file);
    BOOST_TEST(folded(sp::stdout_ = 3).stdout_.descriptor() == 3);
    BOOST_TEST(folded(sp::stdout_ = 3l).stdout_.descriptor() == 3);
    BOOST_TEST(folded(sp::stdout_ = 3u).stdout_.descriptor() == 3);
    BOOST_TEST(folded(sp::stdout_ = -1).stdout_.descriptor() == -1);
    BOOST_TEST((folded(sp::stdout_ = -1).stdout_.what() == kind::descriptor));
    struct
    {
        int fileno() const
        {
            return 5;
        }
    } const holder;
    BOOST_TEST(folded(sp::stdin_ = holder).stdin_.descriptor() == 5);
}

BOOST_AUTO_TEST_CASE(sequences_of_every_type_are_taken)
{
    std::vector<int> const numbers{3, 4};
    std::set<long> const ordered{4, 3};
    std::vector<long long> const right{3, 4};
    BOOST_TEST(folded(sp::pass_fds = numbers).pass_fds == right);
    BOOST_TEST(folded(sp::pass_fds = ordered).pass_fds == right);
    BOOST_TEST(folded(sp::pass_fds = {3, 4}).pass_fds == right);
    BOOST_TEST(folded(sp::pass_fds = {}).pass_fds.empty());

    std::list<std::string> const groups{"a", "b"};
    BOOST_TEST(names(*folded(sp::extra_groups = groups).extra_groups) ==
               (std::vector<std::string>{"a", "b"}));
    BOOST_TEST(names(*folded(sp::extra_groups = numbers).extra_groups) ==
               (std::vector<std::string>{"3", "4"}));

    std::map<std::string, std::string> const map{{"A", "1"}, {"B", "2"}};
    std::vector<std::pair<char const*, std::string_view>> const pairs{
        {"A", "1"}, {"B", "2"}};
    std::vector<std::string> const entries{"A=1", "B=2"};
    BOOST_TEST(folded(sp::env = map).env->entries() == entries);
    BOOST_TEST(folded(sp::env = pairs).env->entries() == entries);
    BOOST_TEST(folded(sp::env = sp::environment{{"A", "1"}, {"B", "2"}})
                   .env->entries() == entries);
    BOOST_TEST(folded(sp::env = sp::environment()).env->entries().empty());
}

BOOST_AUTO_TEST_CASE(times_of_every_type_are_taken)
{
    auto const seconds = [](sp::options const& o) {
        return o.timeout.seconds().value();
    };
    BOOST_TEST(seconds(folded(sp::timeout = 2)) == 2.0);
    BOOST_TEST(seconds(folded(sp::timeout = 0.5f)) == 0.5);
    BOOST_TEST(seconds(folded(sp::timeout = 1500ms)) == 1.5);
    BOOST_TEST(seconds(folded(sp::timeout = 1min)) == 60.0);
    BOOST_TEST(seconds(folded(sp::timeout = std::optional(3))) == 3.0);
    BOOST_TEST(seconds(folded(sp::timeout = concur::timeout(4))) == 4.0);
    BOOST_TEST(!folded(sp::timeout = std::optional<double>()).timeout);
}

BOOST_AUTO_TEST_CASE(keywords_work_in_any_order_at_a_call)
{
    auto const words = child({"cwd", "getenv:A", "exit:3"});
    auto const first = sp::run(words, sp::cwd = "/", sp::capture_output,
                               sp::env = {{"A", "b"}});
    auto const second = sp::run(words, sp::env = {{"A", "b"}}, sp::cwd = "/",
                                sp::capture_output);
    BOOST_TEST(*first.stdout_ == "/\nb");
    BOOST_TEST((first.stdout_ == second.stdout_));
    BOOST_TEST(first.returncode == 3);
    BOOST_TEST(second.returncode == 3);
}

BOOST_AUTO_TEST_SUITE_END()
