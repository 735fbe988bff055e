// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/pipeline.hpp>

#include "both_pipeline_drivers.hpp"
#include "checks.hpp"
#include "error_of_longer_child.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

// How the stages of a pipeline are started, and what is left if one of them is
// not.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

/// Check that a body throws an Error that is also a StageError.
template<class Error, class Body>
void check_stage_error(Body const& body, std::size_t index,
                       sp::command const& cmd)
{
    try
    {
        body();
    }
    catch (Error const& e)
    {
        auto const* const s = dynamic_cast<sp::StageError const*>(&e);
        BOOST_TEST_REQUIRE(s != nullptr);
        BOOST_TEST(s->index == index);
        BOOST_TEST((s->cmd == cmd));
        std::string const text = e.what();
        auto const begin = "Stage " + std::to_string(index) + ": " + cmd.repr();
        BOOST_TEST(text.starts_with(begin), text);
        return;
    }
    BOOST_ERROR("nothing was thrown");
}

void limit_descriptors(rlim_t most)
{
    rlimit now;
    EXPECT(::getrlimit(RLIMIT_NOFILE, &now) == 0);
    now.rlim_cur = most;
    EXPECT(::setrlimit(RLIMIT_NOFILE, &now) == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(pipeline_start,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_missing_stage_ends_the_others)
{
    with_both_pipeline_drivers([](auto const& run) {
        constexpr std::size_t size = 4;
        for (std::size_t missing = 0; missing != size; ++missing)
        {
            std::vector<sp::stage> stages(size, sp::stage(child({"forever"})));
            sp::command const absent("/missing", std::to_string(missing));
            stages[missing] = absent;
            auto const before = open_descriptors();
            check_stage_error<concur::FileNotFoundError>(
                [&] { run(stages, captured_pipeline()); }, missing, absent);
            BOOST_TEST(no_children());
            BOOST_TEST((open_descriptors() == before));
            check_os_error([&] { run(stages, {}); }, ENOENT, "/missing");
            BOOST_TEST(no_children());
        }
    });
}

BOOST_AUTO_TEST_CASE(the_last_stage_is_started_first)
{
    with_both_pipeline_drivers([](auto const& run) {
        scratch_directory const place;
        auto const trace = place.path() + "/trace";
        BOOST_CHECK_THROW(
            run({child({"create:" + trace}), child({"create:" + trace}),
                 sp::command("/missing")},
                {}),
            concur::FileNotFoundError);
        BOOST_TEST(!std::filesystem::exists(trace));
    });
}

BOOST_AUTO_TEST_CASE(wrong_options_of_a_stage_start_nothing)
{
    with_both_pipeline_drivers([](auto const& run) {
        scratch_directory const place;
        auto const trace = place.path() + "/trace";
        auto const last = child({"create:" + trace});
        sp::command const first = child({});
        auto const rejected = [&](sp::stage const& wrong) {
            check_stage_error<concur::ValueError>(
                [&] {
                    run({wrong, last}, {});
                },
                0, wrong.args());
        };
        rejected(sp::stage(first, sp::stderr_ = sp::PIPE));
        rejected(sp::stage(first, sp::pass_fds = {-1}));
        rejected(sp::stage(first, sp::stderr_ = -7));
        sp::options o;
        o.input = "x";
        rejected(sp::stage(first, o));
        o = {};
        o.timeout = 1;
        rejected(sp::stage(first, o));
        o = {};
        o.stdout_ = sp::PIPE;
        rejected(sp::stage(first, o));
        o = {};
        o.strict_pipe = true;
        rejected(sp::stage(first, o));
        BOOST_TEST(!std::filesystem::exists(trace));
        BOOST_TEST(no_children());
        check_stage_error<concur::KeyError>(
            [&] {
                run({last, sp::stage(first, sp::user = "nobody of this name")},
                    {});
            },
            1, first);
        check_stage_error<sp::SubprocessError>(
            [&] {
                run({child({"forever"}),
                     sp::stage(
                         first, sp::preexec_fn =
                                    [] { throw std::runtime_error("x"); }),
                     child({"forever"})},
                    {});
            },
            1, first);
        BOOST_TEST(no_children());
    });
}

// Descriptors of the library are close-on-exec: without `close_fds`, a stage
// has only its standard streams besides what every child inherits.
BOOST_AUTO_TEST_CASE(no_stage_holds_an_end_of_another_pipe)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto const usual =
            sp::check_output(child({"fds"}), sp::close_fds = false);
        auto o = captured_pipeline();
        o.close_fds = false;
        o.input = "";
        auto const lister = child({"cat", "fds"});
        auto const r = run({lister, lister, lister, lister}, o);
        BOOST_TEST(*r.stdout_ == usual + usual + usual + usual);
        // The same if the child is a fork that runs a function.
        o.preexec_fn = [] {};
        auto const forked = run({lister, lister, lister}, o);
        BOOST_TEST(*forked.stdout_ == usual + usual + usual);
    });
}

// The parent keeps no end of a pipe between two stages while they run.
BOOST_AUTO_TEST_CASE(the_parent_keeps_the_outer_ends_only)
{
    with_both_pipeline_drivers([](auto const& run) {
        // The descriptors that a pipeline has open while it runs.
        struct numbers
        {
            std::ptrdiff_t all;
            std::ptrdiff_t of_events;
        };
        auto const during = [&](std::size_t size) {
            std::vector<sp::stage> stages(size, sp::stage(child({"cat"})));
            stages[0] = child({"out:x"});
            numbers open{};
            sp::options o;
            o.stdin_ = sp::DEVNULL;
            o.on_stdout = [&](std::string_view) {
                auto const all = open_descriptors();
                open.all = std::ssize(all);
                open.of_events =
                    std::ranges::count_if(all, [](auto const& each) {
                        return each.second == "anon_inode:[eventpoll]" ||
                               each.second == "anon_inode:[eventfd]" ||
                               each.second == "anon_inode:[timerfd]";
                    });
            };
            run(stages, o);
            return open;
        };
        auto const two = during(2);
        auto const nine = during(9);
        // Each process has a pidfd, unless the kernel has none.
        auto const each = portable_kernel() ? 0 : 1;
        BOOST_TEST(nine.all - nine.of_events ==
                   two.all - two.of_events + 7 * each);
        // Asio opens three at its first wait, which may come before the output
        // or after it.
        BOOST_TEST(nine.of_events <= two.of_events + 3);
    });
}

BOOST_AUTO_TEST_CASE(many_pipelines_leave_no_descriptor)
{
    with_both_pipeline_drivers([](auto const& run) {
        int const rounds = sanitized ? 50 : 200;
        sp::pipeline const good = sp::command("/bin/true") |
                                  sp::command("/bin/true") |
                                  sp::command("/bin/true");
        sp::pipeline const bad = sp::command("/missing") |
                                 sp::command("/bin/true") |
                                 sp::command("/bin/true");
        auto const before = open_descriptors();
        for (int i = 0; i != rounds; ++i)
        {
            run(good, captured_pipeline());
            BOOST_CHECK_THROW(run(bad, captured_pipeline()),
                              concur::FileNotFoundError);
        }
        BOOST_TEST((open_descriptors() == before));
        BOOST_TEST(no_children());
    });
}

// With 0, 1, 2, ... free descriptors, a pipeline either succeeds or fails with
// EMFILE, and leaves nothing behind.
BOOST_AUTO_TEST_CASE(a_pipeline_short_of_descriptors_is_an_error)
{
    with_both_pipeline_drivers([](auto const& run) {
        CHECK_FORKED([&] {
            rlimit before_limit;
            ::getrlimit(RLIMIT_NOFILE, &before_limit);
            constexpr int full = 64;
            for (int number = 0; number < full;)
            {
                number = ::open("/dev/null", O_RDWR | O_CLOEXEC);
            }
            process_state const before;
            sp::pipeline const p{
                child({"cat"}),
                sp::stage(child({"cat"}), sp::stderr_ = sp::DEVNULL),
                child({"cat", "exit:5"})};
            int refused = 0;
            for (int spare = 0; spare <= 30; ++spare)
            {
                auto o = captured_pipeline();
                o.input = "x";
                std::optional<int> result;
                bool full_table = false;
                limit_descriptors(static_cast<rlim_t>(full + spare));
                try
                {
                    result = run(p, o).returncode;
                }
                catch (std::system_error const& e)
                {
                    full_table = e.code().value() == EMFILE;
                }
                limit_descriptors(before_limit.rlim_cur);
                auto const what = std::to_string(spare) + " descriptors";
                expect(result ? *result == 5 : full_table, what);
                expect(result || refused == spare, what);
                refused += full_table;
                auto const changes = before.changes();
                expect(changes.empty(), what + ": " + changes);
            }
            expect(refused > 8 && refused < 25, std::to_string(refused));
        });
    });
}

// No child can be made, then all that were made are killed.
BOOST_AUTO_TEST_CASE(a_refused_kill_waits_for_the_stages,
                     *support::may_refuse_calls)
{
    with_both_pipeline_drivers([](auto const& run) {
        CHECK_FORKED([&] {
            refuse_calls({SYS_kill, calls::pidfd_send_signal}, EPERM);
            sp::options o;
            o.timeout = 0.01;
            auto const e = error_of_longer_child<concur::PermissionError>(
                [&](std::string const& sleep) {
                    run({child({sleep}), child({"drain", "sleep:0.1"})}, o);
                });
            EXPECT(e.errno_() == EPERM);
            EXPECT(no_children());
        });
    });
}

BOOST_AUTO_TEST_CASE(processes_are_refused, *support::may_refuse_calls)
{
    with_both_pipeline_drivers([](auto const& run) {
        CHECK_FORKED([&] {
            refuse_calls(calls::make_process, EAGAIN);
            process_state const before;
            auto const e = expect_error<concur::BlockingIOError>([&] {
                run({child({}), child({})}, captured_pipeline());
            });
            EXPECT(e.errno_() == EAGAIN);
            auto const changes = before.changes();
            expect(changes.empty(), changes);
        });
    });
}

// A stage that writes more than a usual pipe holds ends although nobody reads.
BOOST_AUTO_TEST_CASE(pipes_between_stages_have_the_chosen_size)
{
    if (portable_kernel())
    {
        return; // pipes have no size
    }
    with_both_pipeline_drivers([](auto const& run) {
        scratch_directory const place;
        auto const trace = place.path() + "/trace";
        auto const wait = "while [ ! -e '" + trace + "' ]; do sleep 0.01; done";
        sp::options o;
        o.pipesize = 256 * 1024;
        o.timeout = far_too_long;
        auto const r = run({child({"outn:200000", "create:" + trace}),
                            sp::command("/bin/sh", "-c", wait)},
                           o);
        BOOST_TEST(r.returncodes == (std::vector<int>{0, 0}));
    });
}

// An error of the caller's own class is thrown as it is.
BOOST_AUTO_TEST_CASE(errors_of_derived_classes)
{
    struct own : concur::RuntimeError
    {
        using RuntimeError::RuntimeError;
    };
    auto old = concur::set_warning_hook(
        [](concur::warning, std::string_view) { throw own("own"); });
    with_both_pipeline_drivers([](auto const& run) {
        sp::options o;
        o.close_fds = false;
        o.pass_fds = {0};
        BOOST_CHECK_THROW(run({{"true"}, {"true"}}, o), own);
    });
    concur::set_warning_hook(std::move(old));
}

BOOST_AUTO_TEST_SUITE_END()
