// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stage.hpp>

#include <concur/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/pipeline.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <filesystem>
#include <list>
#include <stop_token>
#include <string>
#include <type_traits>
#include <vector>

// The forms of a pipeline.

namespace sp = concur::subprocess;
using namespace support;

namespace {

using commands = std::vector<sp::command>;

bool operator==(sp::pipeline const& p, commands const& expected)
{
    return p.commands() == expected;
}

commands const git_sort{{"git", "log"}, {"sort"}};

} // namespace

BOOST_AUTO_TEST_SUITE(stage)

BOOST_AUTO_TEST_CASE(a_braced_list_of_commands)
{
    sp::pipeline const two{{"git", "log"}, {"sort"}};
    BOOST_TEST((two == git_sort));
    sp::pipeline const one{{"git", "log"}};
    BOOST_TEST((one == commands{{"git", "log"}}));
    auto const taken = [](sp::pipeline const& p) { return p.commands(); };
    BOOST_TEST((taken({{"git", "log"}, {"sort"}}) == git_sort));
    BOOST_TEST((taken({{"git", "log"}}) == commands{{"git", "log"}}));
    BOOST_TEST((taken({"ls"}) == commands{"ls"}));
    std::string const s = "a";
    std::filesystem::path const p = "b";
    BOOST_TEST((taken({{s, p}, {p, s, "c"}}) ==
                commands{{"a", "b"}, {"b", "a", "c"}}));
    BOOST_TEST(taken({}).empty());
}

BOOST_AUTO_TEST_CASE(a_range_of_commands_or_stages)
{
    BOOST_TEST((sp::pipeline(git_sort) == git_sort));
    std::vector<std::vector<std::string>> const words{{"git", "log"}, {"sort"}};
    BOOST_TEST((sp::pipeline(words) == git_sort));
    std::list<sp::stage> const stages{{"git", "log"}, sp::command{"sort"}};
    BOOST_TEST((sp::pipeline(stages) ==
                commands{{"git", "log"}, sp::command{"sort"}}));
}

BOOST_AUTO_TEST_CASE(strings_alone_are_no_stages)
{
    // Otherwise a command without its braces would be a pipeline.
    using words = std::vector<std::string>;
    static_assert(!std::is_constructible_v<sp::pipeline, words>);
    static_assert(!std::is_convertible_v<char const*, sp::stage>);
    static_assert(!std::is_convertible_v<std::string, sp::pipeline>);
}

BOOST_AUTO_TEST_CASE(an_operator_joins_commands_stages_and_pipelines)
{
    sp::command const git{"git", "log"};
    sp::command const sort{"sort"};
    sp::stage const head({"head", "-1"}, sp::cwd = "/");
    commands const three{git, sort, head.args()};
    BOOST_TEST(((git | sort) == commands{git, sort}));
    BOOST_TEST(((git | sort | head) == three));
    BOOST_TEST(((sp::stage(git) | sort) == commands{git, sort}));
    BOOST_TEST(((git | (sort | head)) == three));
    auto p = git | sort;
    auto const q = p | head;
    BOOST_TEST((p == commands{git, sort}));
    BOOST_TEST((q == three));
}

BOOST_AUTO_TEST_CASE(stages_are_arguments_as_well)
{
    auto const r =
        sp::run_pipeline(sp::stage({"/bin/echo", "a"}), sp::command("cat", "-"),
                         sp::command("tr", "a", "b") | sp::command("cat", "-"),
                         sp::stdout_ = sp::PIPE, sp::check);
    BOOST_TEST(*r.stdout_ == "b\n");
    BOOST_TEST(r.commands.size() == 4);
    struct bulk : sp::default_policy
    {
        using bytes = sp::bytes;
    };
    auto const b = sp::run_pipeline<bulk>(
        {{"/bin/echo", "a"}, {"tr", "a", "b"}}, sp::stdout_ = sp::PIPE);
    static_assert(std::is_same_v<decltype(b.stdout_)::value_type, sp::bytes>);
    BOOST_TEST(std::string_view(*b.stdout_) == "b\n");
}

BOOST_AUTO_TEST_CASE(keywords_of_a_stage_come_after_those_of_the_whole)
{
    sp::options whole;
    whole.cwd = "/whole";
    whole.umask = 1;
    whole.start_new_session = true;
    whole.input = "x";
    whole.timeout = 1;
    whole.stdout_ = sp::PIPE;
    whole.text = true;
    auto const plain = sp::stage({"x"}).options_in(whole);
    BOOST_TEST(plain.cwd->str() == "/whole");
    BOOST_TEST(plain.start_new_session);
    BOOST_TEST(!plain.input.given());
    BOOST_TEST(!static_cast<bool>(plain.timeout));
    BOOST_TEST(!plain.text.has_value());
    BOOST_TEST((plain.stdout_.what() == sp::redirect::kind::unset));
    auto const own =
        sp::stage({"x"}, sp::cwd = std::nullopt, sp::start_new_session = false,
                  sp::executable = "y")
            .options_in(whole);
    BOOST_TEST(!own.cwd.has_value());
    BOOST_TEST(!own.start_new_session);
    BOOST_TEST(own.umask == 1);
    BOOST_TEST(own.executable->str() == "y");
    sp::options replacing;
    replacing.umask = 2;
    auto const all =
        sp::stage({"x"}, replacing, sp::cwd = "/own").options_in(whole);
    BOOST_TEST(all.umask == 2);
    BOOST_TEST(all.cwd->str() == "/own");
    BOOST_TEST(!all.start_new_session);
}

// They concern the pipeline, so they do not count as given to the stage.
BOOST_AUTO_TEST_CASE(keywords_that_a_stage_refuses_may_be_given_to_the_whole)
{
    sp::options whole;
    whole.bufsize = 0;
    whole.stdin_ = sp::PIPE;
    whole.stdout_ = sp::PIPE;
    whole.stderr_ = sp::PIPE;
    whole.universal_newlines = true;
    whole.encoding = "utf-8";
    whole.errors = "replace";
    whole.text = true;
    whole.pipesize = 1 << 16;
    whole.on_stdout = whole.on_stderr = [](auto const&) {};
    whole.on_output = [](auto const&) {};
    whole.line_limit = 100;
    whole.tee = whole.tee_stdout = whole.tee_stderr = {"file"};
    whole.record = true;
    whole.max_output = 1;
    whole.grace = 1;
    whole.input = "x";
    whole.capture_output = true;
    whole.timeout = 1;
    whole.stop_token = std::stop_source().get_token();
    whole.check = true;
    whole.strict_pipe = true;
    auto const own = sp::stage({"x"}, sp::cwd = "/own").options_in(whole);
    BOOST_TEST(own.cwd->str() == "/own");
}

BOOST_AUTO_TEST_SUITE_END()
