// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/pipeline.hpp>

#include "both_pipeline_drivers.hpp"
#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

// What a pipeline that runs does: data, exit statuses, failures, timeouts.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using codes = std::vector<int>;

namespace {

sp::command run_child(std::initializer_list<std::string> actions)
{
    return child(actions);
}

} // namespace

BOOST_AUTO_TEST_SUITE(pipeline, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_stage_reads_what_the_one_before_it_writes)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.input = "one two";
        auto const r = run({child({"out:a ", "cat"}), child({"upper", "out:!"}),
                            child({"out:<", "cat", "out:>"})},
                           o);
        BOOST_TEST(*r.stdout_ == "<A ONE TWO!>");
        BOOST_TEST(*r.stderr_ == "");
        BOOST_TEST(r.returncodes == (codes{0, 0, 0}));
        BOOST_TEST(r.returncode == 0);
        BOOST_TEST(!r.failed.has_value());
        BOOST_TEST(r.commands.size() == 3);
        BOOST_TEST(r.commands[1] == run_child({"upper", "out:!"}));
    });
}

BOOST_AUTO_TEST_CASE(many_stages_pass_much_data_on)
{
    with_both_pipeline_drivers([](auto const& run) {
        std::string const much(8 << 20, 'x');
        auto o = captured_pipeline();
        o.input = much;
        std::vector<sp::stage> const stages(64, sp::stage(child({"cat"})));
        auto const r = run(stages, o);
        BOOST_TEST((*r.stdout_ == much));
        BOOST_TEST(r.returncodes == codes(64, 0));
    });
}

BOOST_AUTO_TEST_CASE(all_stages_share_one_pipe_of_standard_error)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        // Each stage writes after the end of the one before it.
        auto const r = run({child({"err:0"}), child({"drain", "err:1"}),
                            child({"drain", "err:2", "out:x"})},
                           o);
        BOOST_TEST(*r.stdout_ == "x");
        BOOST_TEST(*r.stderr_ == "012");
        o.capture_output = false;
        o.stdout_ = sp::PIPE;
        o.stderr_ = sp::STDOUT;
        auto const one = run({child({"err:0"}), child({"drain", "err:1"}),
                              child({"drain", "err:2", "out:x"})},
                             o);
        BOOST_TEST(*one.stdout_ == "012x");
        BOOST_TEST(!one.stderr_.has_value());
    });
}

BOOST_AUTO_TEST_CASE(a_stage_may_redirect_its_own_standard_error)
{
    with_both_pipeline_drivers([](auto const& run) {
        scratch_directory const place;
        file_descriptor const file(place.path() + "/f", O_RDWR | O_CREAT);
        auto const o = captured_pipeline();
        auto const r =
            run({sp::stage(child({"err:0"}), sp::stderr_ = sp::STDOUT),
                 sp::stage(child({"cat", "err:1"}), sp::stderr_ = sp::DEVNULL),
                 sp::stage(child({"cat", "err:2"}), sp::stderr_ = file),
                 sp::stage(child({"cat", "err:3"}),
                           sp::stderr_ = sp::append(place.path() + "/f")),
                 child({"cat", "err:4"})},
                o);
        BOOST_TEST(*r.stdout_ == "0");
        BOOST_TEST(*r.stderr_ == "4");
        auto const both = read_file(place.path() + "/f");
        BOOST_TEST((both == "23" || both == "32"));
    });
}

// Standard output follows the standard error of the last stage.
BOOST_AUTO_TEST_CASE(stdout_may_go_to_stderr)
{
    with_both_pipeline_drivers([](auto const& run) {
        scratch_directory const place;
        auto const log = place.path() + "/log";
        sp::options o;
        o.stdout_ = sp::STDERR;
        o.stderr_ = sp::PIPE;
        BOOST_TEST(
            *run({child({"err:0"}), child({"cat", "out:1"})}, o).stderr_ ==
            "01");
        auto const r =
            run({child({"err:0"}), sp::stage(child({"cat", "out:1"}),
                                             sp::stderr_ = sp::append(log))},
                o);
        BOOST_TEST(*r.stderr_ == "0");
        BOOST_TEST(read_file(log) == "1");
    });
}

BOOST_AUTO_TEST_CASE(text_mode_concerns_the_outer_ends_only)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.encoding = "latin-1";
        o.input = "\u00e9\n";
        auto const r = run(
            {child({"cat"}), child({"cat", "out:\\r\\n"}), child({"cat"})}, o);
        BOOST_TEST(*r.stdout_ == "\u00e9\n\n");
        // The stages see the encoded bytes, and what they write is not decoded.
        o.input = "\u00e9\n";
        BOOST_TEST(*run({child({"cat"}), child({"count"})}, o).stdout_ == "2");
        o.encoding = "utf-8";
        BOOST_TEST(*run({child({"out:\\xff"}), child({"count"})}, o).stdout_ ==
                   "1");
        BOOST_CHECK_THROW(run({child({"out:a"}), child({"out:\\xff"})}, o),
                          concur::UnicodeDecodeError);
    });
}

BOOST_AUTO_TEST_CASE(a_writer_whose_reader_has_ended_has_not_failed)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.check = true;
        sp::pipeline const yes = sp::command("yes") | sp::command("head", "-1");
        auto const r = run(yes, o);
        BOOST_TEST(*r.stdout_ == "y\n");
        BOOST_TEST(r.returncodes == (codes{-SIGPIPE, 0}));
        BOOST_TEST(r.returncode == 0);
        BOOST_TEST(!r.failed.has_value());
        o.strict_pipe = true;
        auto const e = expect_error<sp::PipelineError>([&] { run(yes, o); });
        BOOST_TEST(e.index == 0);
        BOOST_TEST(e.returncode == -SIGPIPE);
        BOOST_TEST(e.returncodes == (codes{-SIGPIPE, 0}));
        BOOST_TEST((e.cmd == sp::command("yes")));
        BOOST_TEST(*e.output == "y\n");
        // Nobody reads what the last stage writes.
        o.strict_pipe = false;
        auto const last = expect_error<sp::PipelineError>([&] {
            run({child({}), child({"raise:13"})}, o);
        });
        BOOST_TEST(last.index == 1);
    });
}

BOOST_AUTO_TEST_CASE(check_names_the_first_stage_that_failed)
{
    with_both_pipeline_drivers([](auto const& run) {
        sp::pipeline const p{child({}), child({"drain", "exit:3"}),
                             child({"drain", "out:x", "err:y", "exit:4"}),
                             child({"cat"})};
        auto o = captured_pipeline();
        auto const r = run(p, o);
        BOOST_TEST(r.returncodes == (codes{0, 3, 4, 0}));
        BOOST_TEST(r.returncode == 4);
        BOOST_TEST(r.failed.value() == 1);
        o.check = true;
        auto const e = expect_error<sp::PipelineError>([&] { run(p, o); });
        BOOST_TEST(e.index == 1);
        BOOST_TEST(e.returncode == 3);
        BOOST_TEST(e.returncodes == r.returncodes);
        BOOST_TEST((e.commands == p.commands()));
        BOOST_TEST((e.cmd == p.commands()[1]));
        BOOST_TEST(*e.stdout_ == "x");
        BOOST_TEST(*e.stderr_ == "y");
        BOOST_TEST(std::string(e.what()) ==
                   "Stage 1: " +
                       std::string(sp::CalledProcessError(3, e.cmd).what()));
        // It is the error of run(), too.
        BOOST_CHECK_THROW(run(p, o), sp::CalledProcessError);
    });
}

BOOST_AUTO_TEST_CASE(ok_codes_are_no_failures)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.check = true;
        auto const r = run({sp::stage(child({"exit:3"}), sp::ok_codes = {3, 4}),
                            sp::stage(child({"drain"}), sp::ok_codes = {1})},
                           o);
        BOOST_TEST(r.returncodes == (codes{3, 0}));
        BOOST_TEST(r.returncode == 0);
        auto const e = expect_error<sp::PipelineError>([&] {
            run({sp::stage(child({"exit:3"}), sp::ok_codes = {3, 4}),
                 child({"drain", "exit:4"})},
                o);
        });
        BOOST_TEST(e.index == 1);
        // Those of the whole are those of each stage that has none.
        o.ok_codes = {4};
        BOOST_TEST(run({sp::stage(child({"exit:3"}), sp::ok_codes = {3}),
                        child({"drain", "exit:4"})},
                       o)
                       .returncode == 0);
    });
}

BOOST_AUTO_TEST_CASE(keywords_of_the_whole_are_replaced_by_those_of_a_stage)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.cwd = "/";
        o.env = {{"A", "whole"}};
        auto const words = std::vector<std::string>{absolute_child(), "cat",
                                                    "getenv:A", "cwd"};
        auto const r = run({sp::stage(words, sp::env = {{"A", "own"}}),
                            sp::stage(words, sp::cwd = "/usr")},
                           [&] {
                               o.stdin_ = sp::DEVNULL;
                               return o;
                           }());
        BOOST_TEST(*r.stdout_ == "own/\nwhole/usr\n");
    });
}

BOOST_AUTO_TEST_CASE(a_timeout_kills_all_stages)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        sp::pipeline const p{child({"out:early", "forever"}), child({"cat"}),
                             child({"err:e", "cat", "forever"})};
        auto const e = expect_timeout([&](double seconds) {
            o.timeout = seconds;
            run(p, o);
        });
        BOOST_TEST(no_children());
        BOOST_TEST(*e.output == "early");
        BOOST_TEST((e.cmd.kind() == sp::command::form::string));
        BOOST_TEST(e.cmd.str() == p.commands()[0].str() + " | " +
                                      p.commands()[1].str() + " | " +
                                      p.commands()[2].str());
    });
}

BOOST_AUTO_TEST_CASE(a_deadline_ends_a_pipeline)
{
    with_both_pipeline_drivers([](auto const& run) {
        sp::options o;
        o.timeout = std::chrono::steady_clock::now() + 50ms;
        for (auto const& most : {0.05, 0.0}) // again, when it has passed
        {
            auto const e = expect_error<sp::PipelineTimeoutExpired>([&] {
                run({child({"forever"}), child({"drain"})}, o);
            });
            BOOST_TEST(e.timeout <= most);
            BOOST_TEST(e.timeout >= 0.0);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_stopped_stage_is_killed_by_the_timeout)
{
    with_both_pipeline_drivers([](auto const& run) {
        sp::options o;
        o.timeout = 0.3;
        stopwatch const watch;
        BOOST_CHECK_THROW(
            run({child({"out:x", "forever"}),
                 child({"raise:" + std::to_string(SIGSTOP)}), child({"drain"})},
                o),
            sp::TimeoutExpired);
        BOOST_TEST(watch.seconds() < far_too_long);
        BOOST_TEST(no_children());
    });
}

BOOST_AUTO_TEST_CASE(live_output_comes_from_the_outer_ends)
{
    with_both_pipeline_drivers([](auto const& run) {
        scratch_directory const place;
        sp::options o;
        std::vector<std::string> lines;
        o.text = true;
        o.on_stdout = [&](std::string_view line) { lines.emplace_back(line); };
        o.tee = {place.path() + "/copy"};
        auto const r = run({child({"out:a\\nb\\n"}), child({"upper"})}, o);
        BOOST_TEST(lines == (std::vector<std::string>{"A", "B"}));
        BOOST_TEST(read_file(place.path() + "/copy") == "A\nB\n");
        BOOST_TEST(!r.stdout_.has_value());
        sp::options recorded;
        recorded.record = true;
        auto const kept =
            run({child({"err:e"}), child({"drain", "out:x"})}, recorded);
        BOOST_TEST(kept.record.size() == 2);
        // If both outputs are ready at once, either may be read first.
        std::string pieces;
        for (auto const& piece : kept.record)
        {
            pieces += piece.in(kept);
        }
        BOOST_TEST((pieces == "ex" || pieces == "xe"));
    });
}

BOOST_AUTO_TEST_CASE(a_function_that_throws_kills_all_stages)
{
    with_both_pipeline_drivers([](auto const& run) {
        sp::options o;
        o.on_stdout = [](std::string_view) {
            throw std::runtime_error("enough");
        };
        BOOST_TEST(error_message<std::runtime_error>([&] {
                       run({child({"forever"}), child({"forever"}),
                            child({"out:x", "forever"})},
                           o);
                   }) == "enough");
        BOOST_TEST(no_children());
    });
}

BOOST_AUTO_TEST_CASE(a_pipeline_of_one_stage_equals_run)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        o.input = "abc";
        o.check = true;
        auto const words = child({"upper", "err:e"});
        auto const one = run(sp::command(words), o);
        auto const same = sp::run(words, o);
        BOOST_TEST((one.stdout_ == same.stdout_));
        BOOST_TEST((one.stderr_ == same.stderr_));
        BOOST_TEST(one.returncode == same.returncode);
        auto const wrong = child({"drain", "out:x", "exit:3"});
        auto const e = expect_error<sp::PipelineError>(
            [&] { run(sp::command(wrong), o); });
        auto const as =
            expect_error<sp::CalledProcessError>([&] { sp::run(wrong, o); });
        BOOST_TEST(e.returncode == as.returncode);
        BOOST_TEST((e.cmd == as.cmd));
        BOOST_TEST((e.output == as.output));
        o.timeout = 0;
        BOOST_TEST((expect_error<sp::TimeoutExpired>([&] {
                        run(sp::command(child({"forever"})), o);
                    }).cmd == sp::command(child({"forever"}))));
        BOOST_TEST(no_children());
    });
}

BOOST_AUTO_TEST_CASE(no_stages_are_an_error)
{
    with_both_pipeline_drivers([](auto const& run) {
        BOOST_TEST(error_message<concur::ValueError>([&] {
                       run(sp::pipeline(), {});
                   }) == "the pipeline has no stages");
    });
}

BOOST_AUTO_TEST_CASE(options_of_the_whole_are_checked_as_in_run)
{
    with_both_pipeline_drivers([](auto const& run) {
        sp::pipeline const p{child({}), child({})};
        sp::options o;
        o.capture_output = true;
        o.stdout_ = sp::PIPE;
        BOOST_CHECK_THROW(run(p, o), concur::ValueError);
        o = {};
        o.executable = "/bin/true";
        BOOST_CHECK_THROW(run(p, o), concur::ValueError);
        o = {};
        o.stdout_ = -7;
        BOOST_CHECK_THROW(run(p, o), concur::ValueError);
        BOOST_TEST(no_children());
    });
}

BOOST_AUTO_TEST_SUITE_END()
