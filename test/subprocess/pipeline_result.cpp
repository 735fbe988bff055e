// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/pipeline_result.hpp>

#include "checks.hpp"

#include <concur/subprocess/pipeline_errors.hpp>

#include <boost/test/unit_test.hpp>

#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

namespace sp = concur::subprocess;
using namespace support;

namespace {

sp::PipelineResult failed_result()
{
    return {{{"a", "b c"}, "x\ny"}, {-15, 3}, 3, 0, "out", "err", {}};
}

} // namespace

BOOST_AUTO_TEST_SUITE(pipeline_result)

BOOST_AUTO_TEST_CASE(it_prints_like_a_result_of_python)
{
    BOOST_TEST(to_string(failed_result()) ==
               "PipelineResult(commands=[['a', 'b c'], 'x\\ny'], "
               "returncodes=[-15, 3], stdout='out', stderr='err')");
    std::ostringstream text;
    text << sp::PipelineResult{{{"a"}}, {0}};
    BOOST_TEST(text.str() ==
               "PipelineResult(commands=[['a']], returncodes=[0])");
}

BOOST_AUTO_TEST_CASE(it_is_compared_by_its_members)
{
    auto const a = failed_result();
    BOOST_TEST((a == failed_result()));
    auto b = a;
    b.commands[0] = {"a"};
    BOOST_TEST((a != b));
    b = a;
    b.returncodes[1] = 4;
    BOOST_TEST((a != b));
    b = a;
    b.returncode = 4;
    BOOST_TEST((a != b));
    b = a;
    b.failed = 1;
    BOOST_TEST((a != b));
    b = a;
    b.stdout_ = std::nullopt;
    BOOST_TEST((a != b));
    b = a;
    b.stderr_ = "";
    BOOST_TEST((a != b));
    b = a;
    b.record = sp::output_record({{sp::output_stream::stdout_, {}, 0, 1}});
    BOOST_TEST((a != b));
}

BOOST_AUTO_TEST_CASE(check_returncode_throws_what_check_throws)
{
    auto const done = failed_result();
    auto const e =
        expect_error<sp::PipelineError>([&] { done.check_returncode(); });
    BOOST_TEST(e.index == 0);
    BOOST_TEST(e.returncode == -15);
    BOOST_TEST((e.cmd == done.commands[0]));
    BOOST_TEST((e.commands == done.commands));
    BOOST_TEST(e.returncodes == done.returncodes);
    BOOST_TEST(*e.output == "out");
    BOOST_TEST(*e.stderr_ == "err");
    BOOST_TEST(std::string(e.what()) ==
               "Stage 0: Command '['a', 'b c']' died with <Signals.SIGTERM: "
               "15>.");
    // An exit status alone does not tell whether a stage failed.
    BOOST_CHECK_NO_THROW((sp::PipelineResult{{{"a"}}, {1}}.check_returncode()));
}

BOOST_AUTO_TEST_CASE(a_copy_of_the_error_outlives_it)
{
    static_assert(std::is_nothrow_copy_constructible_v<sp::PipelineError>);
    auto const copy = [] {
        sp::PipelineError const e(1, {{"a"}, {"b"}}, {0, 2}, "out");
        return sp::PipelineError(e);
    }();
    BOOST_TEST(copy.index == 1);
    BOOST_TEST(copy.commands.size() == 2);
    BOOST_TEST(copy.returncodes[1] == 2);
    BOOST_TEST((copy.cmd == sp::command{"b"}));
    BOOST_TEST(*copy.stdout_ == "out");
    BOOST_TEST(std::string(copy.what()).starts_with("Stage 1: "));
}

BOOST_AUTO_TEST_SUITE_END()
