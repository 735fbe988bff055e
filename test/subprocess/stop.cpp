// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "both_pipeline_drivers.hpp"
#include "stopped_runs.hpp"

#include <concur/hooks.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/reaped_later.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

// A stop: signals in steps before SIGKILL.

using namespace support;
using namespace std::chrono_literals;
using sp::ended_by;
using sp::ended_how;
using sp::stop_scope;
using mechanism = sp::containment_mechanism;

namespace {

// What is over before has not waited for the end of a long step.
constexpr auto soon = 60s;

struct terminating : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::terminate;
};

struct interrupt
{
};

// From now on each wait that SIGUSR1 interrupts throws. Only for use in
// run_forked().
void throw_at_interrupts()
{
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, nullptr);
    concur::set_interrupt_hook([] { throw interrupt(); });
}

template<class Call>
bool interrupted(Call const& call)
{
    try
    {
        call();
    }
    catch (interrupt const&)
    {
        return true;
    }
    return false;
}

// A command of the shell that interrupts this process until it ends.
std::string const interrupts_parent =
    "while kill -USR1 $PPID; do sleep 0.01; done";

} // namespace

BOOST_AUTO_TEST_SUITE(stop, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_step_is_over_when_the_child_ends)
{
    with_both_drivers([](auto const& run) {
        auto const e =
            timed_out(run, child({"trap:2", "out:ready", "forever"}),
                      with({{SIGINT, long_step}, {SIGTERM, long_step}}));
        BOOST_TEST(e.output.value() == "readycaught 02\n");
        BOOST_TEST(e.elapsed < soon);
        BOOST_TEST((e.ended == sp::process_end{ended_how::exited, 7,
                                               ended_by::timeout, 0}));
        BOOST_TEST(to_string(*e.ended) == "exit status 7 after a timeout");
    });
}

BOOST_AUTO_TEST_CASE(the_last_step_kills)
{
    with_both_drivers([](auto const& run) {
        for (auto time = 250ms;; time *= 2)
        {
            auto const e = timed_out(
                run,
                of_shell("trap 'echo int' INT; trap 'echo term' TERM; "
                         "echo ready; while :; do sleep 0.01; done"),
                with({{SIGINT, 10ms}, {SIGTERM, time}}));
            BOOST_TEST((e.ended == sp::process_end{ended_how::signalled, 9,
                                                   ended_by::timeout, 2}));
            if (e.output.value() == "ready\nint\nterm\n")
            {
                break;
            }
            BOOST_TEST_REQUIRE((time < 10s), *e.output);
        }
    });
}

// The child would wait for a reader, and be killed.
BOOST_AUTO_TEST_CASE(output_is_read_during_a_step)
{
    with_both_drivers([](auto const& run) {
        auto const big =
            of_shell("trap 'head -c 1000000 /dev/zero; exit 3' TERM; "
                     "echo ready; while :; do sleep 0.01; done");
        auto const e = timed_out(run, big, with({{SIGTERM, long_step}}));
        BOOST_TEST(e.output->size() == 1000006u);
        BOOST_TEST((e.ended == sp::process_end{ended_how::exited, 3,
                                               ended_by::timeout, 0}));
        auto o = with({{SIGTERM, long_step}});
        o.stdout_ = sp::PIPE;
        o.max_output = {5, sp::overflow_stop};
        auto const done = run(big, o);
        BOOST_TEST(done.returncode == 3);
        BOOST_TEST(done.stdout_bytes == 1000006u);
        BOOST_TEST((done.ended->by == ended_by::ceiling));
        // This one ends at the end of its input, if it is closed.
        o = with({{SIGUSR1, long_step}});
        o.input = std::string(1 << 20, 'x');
        auto const reads_on =
            of_shell("trap 'cat >/dev/null; exit 0' USR1; "
                     "echo ready; while :; do sleep 0.01; done");
        auto const fed = timed_out(run, reads_on, o);
        BOOST_TEST(to_string(*fed.ended) == "exit status 0 after a timeout");
        o.stdout_ = sp::PIPE;
        o.max_output = {5, sp::overflow_stop};
        BOOST_TEST(to_string(*run(reads_on, o).ended) ==
                   "exit status 0 after too much output");
    });
}

BOOST_AUTO_TEST_CASE(a_function_that_throws_stops_the_child)
{
    with_both_drivers([](auto const& run) {
        scratch_directory const place;
        auto const file = place.path() + "/last";
        auto o = with({{SIGTERM, long_step}});
        int calls = 0;
        o.on_stdout = [&](std::string_view) {
            ++calls;
            throw std::runtime_error("enough");
        };
        auto const e = expect_error<std::runtime_error>([&] {
            run(of_shell("trap 'head -c 1000000 /dev/zero; echo > " + file +
                         "; exit' TERM; echo a; while :; do sleep 0.01; done"),
                o);
        });
        BOOST_TEST(e.what() == std::string("enough"));
        BOOST_TEST(calls == 1);
        BOOST_TEST(read_file(file) == "\n");
    });
}

BOOST_AUTO_TEST_CASE(a_process_object_is_stopped)
{
    sp::Popen p(child({"trap:15", "out:a", "forever"}), sp::stdout_ = sp::PIPE,
                sp::stop = {{SIGTERM, long_step}});
    BOOST_TEST(p.stdout_().read(1) == "a");
    BOOST_TEST(p.stop() == 7);
    BOOST_TEST((p.ended() ==
                sp::process_end{ended_how::exited, 7, ended_by::stop, 0}));
    BOOST_TEST(p.stop() == 7);
    BOOST_TEST(p.communicate().stdout_.value() == "caught 15\n");

    sp::Popen q({"sleep", "300"});
    BOOST_TEST(q.stop({{SIGTERM, 60}}) == -SIGTERM);
    BOOST_TEST(to_string(*q.ended()) == "SIGTERM after a stop");

    sp::Popen plain({"sleep", "300"});
    BOOST_TEST(plain.stop() == -SIGKILL);
    BOOST_TEST((plain.ended() ==
                sp::process_end{ended_how::signalled, 9, ended_by::stop}));
}

// The caller stops a child that too much output has stopped before.
BOOST_AUTO_TEST_CASE(the_first_cause_of_an_end_is_told)
{
    sp::Popen p(of_shell("trap 'trap \"exit 3\" TERM; echo again' TERM; "
                         "echo long; while :; do sleep 0.01; done"),
                sp::stdout_ = sp::PIPE, sp::max_output = {1, sp::overflow_stop},
                sp::stop = {{SIGTERM, long_step}});
    BOOST_TEST(eventually([&] {
        return expect_error<sp::TimeoutExpired>([&] {
                   p.communicate({}, 0.05);
               }).stdout_bytes == 11;
    }));
    BOOST_TEST(p.stop() == 3);
    BOOST_TEST((p.ended() ==
                sp::process_end{ended_how::exited, 3, ended_by::ceiling, 0}));
}

BOOST_AUTO_TEST_CASE(two_threads_stop_a_child)
{
    sp::Popen p(child({"ignore:2", "trap:15", "out:a", "forever"}),
                sp::stdout_ = sp::PIPE, sp::scope = stop_scope::group);
    BOOST_TEST(p.stdout_().read(1) == "a");
    int first = 0;
    std::jthread other([&] { first = p.stop({{SIGINT, long_step}}); });
    BOOST_TEST(p.stop({{SIGTERM, long_step}}) == 7);
    other.join();
    BOOST_TEST(first == 7);
}

BOOST_AUTO_TEST_CASE(the_destructor_takes_the_steps)
{
    auto const start = [](auto&&... keywords) {
        return sp::basic_popen<terminating>(
            child({"ignore:15", "out:a", "forever"}), sp::stdout_ = sp::PIPE,
            keywords...);
    };
    auto p = start(sp::stop = {{SIGTERM, 10ms}});
    BOOST_TEST(p.stdout_().read(1) == "a");
    auto q = start(sp::stop = {{SIGTERM, 10ms}}, sp::scope = stop_scope::group);
    BOOST_TEST(q.stdout_().read(1) == "a");
}

// The child ends at the end of its input, which it reads when it is stopped.
BOOST_AUTO_TEST_CASE(the_destructor_closes_the_input_before_a_step_is_over)
{
    scratch_directory const place;
    auto const file = place.path() + "/last";
    {
        sp::basic_popen<terminating> p(
            of_shell("trap 'cat >/dev/null; echo end > " + file +
                     "; exit' TERM; echo a; while :; do sleep 0.01; done"),
            sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
            sp::stop = {{SIGTERM, 20s}});
        BOOST_TEST(p.stdout_().read(1) == "a");
    }
    BOOST_TEST(read_file(file) == "end\n");
}

BOOST_AUTO_TEST_CASE(all_stages_get_each_signal)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = with({{SIGINT, long_step}}, stop_scope::group);
        sp::pipeline const p{of_shell("trap 'exit 7' INT; echo ready; "
                                      "while :; do sleep 0.01; done"),
                             sp::command(child({"trap:2", "line", "forever"}))};
        auto const e = timed_out<sp::PipelineTimeoutExpired>(run, p, o);
        BOOST_TEST_REQUIRE(e.stages.size() == 2u);
        for (auto const& each : e.stages)
        {
            BOOST_TEST(each.ended->code == 7);
            BOOST_TEST(each.ended->step.value() == 0u);
            BOOST_TEST((each.ended->mechanism == mechanism::group));
            BOOST_TEST(each.elapsed < soon);
        }
        BOOST_TEST(e.output->ends_with("caught 02\n"));
    });
}

// SIGKILL ends a child when an exception leaves a step.
BOOST_AUTO_TEST_CASE(an_interrupt_leaves_no_child)
{
    CHECK_FORKED([] {
        EXPECT(leaves_no_child([] {
            throw_at_interrupts();
            EXPECT(interrupted([] {
                // A signal that comes before the wait does not end it.
                sp::run(of_shell("trap '" + interrupts_parent +
                                 "' INT; trap '' TERM; "
                                 "echo a; while :; do sleep 0.01; done"),
                        sp::stdout_ = sp::PIPE,
                        sp::max_output = {0, sp::overflow_stop},
                        sp::stop = {{SIGINT, long_step}});
            }));
            concur::set_interrupt_hook({});
        }));
    });
}

// A destructor cannot throw: the next wait does.
BOOST_AUTO_TEST_CASE(an_interrupt_of_a_destructor_leaves_no_child)
{
    CHECK_FORKED([] {
        throw_at_interrupts();
        {
            sp::basic_popen<terminating> p(
                of_shell("trap '" + interrupts_parent +
                         "' TERM; echo a; "
                         "for i in $(seq 3000); do sleep 0.01; done"),
                sp::stdout_ = sp::PIPE, sp::stop = {{SIGTERM, 20s}});
            EXPECT(p.stdout_().read(1) == "a");
        }
        concur::set_interrupt_hook({});
        sp::Popen other(child({"sleep:20"}));
        EXPECT(interrupted([&] { other.wait(); }));
        other.kill();
        other.wait();
        EXPECT(reaped_later());
    });
}

BOOST_AUTO_TEST_CASE(an_interrupt_does_not_wait_for_a_step)
{
    CHECK_FORKED([] {
        throw_at_interrupts();
        auto const start = std::chrono::steady_clock::now();
        EXPECT(interrupted([] {
            sp::basic_popen<terminating> p(
                of_shell("trap '' TERM; " + interrupts_parent),
                sp::stop = {{SIGTERM, 20s}});
            p.wait();
        }));
        EXPECT(std::chrono::steady_clock::now() - start < 15s);
        concur::set_interrupt_hook({});
        EXPECT(reaped_later());
    });
}

// While the exception of an interrupt leaves a scope, a destructor waits for
// its child, but not for long.
BOOST_AUTO_TEST_CASE(an_interrupt_gives_each_child_some_time)
{
    CHECK_FORKED([] {
        throw_at_interrupts();
        std::optional<sp::Popen> p(std::in_place, child({"forever"}));
        auto const pid = static_cast<pid_t>(p->pid());
        struct ending
        {
            ~ending()
            {
                auto const start = std::chrono::steady_clock::now();
                process.reset();
                time = std::chrono::steady_clock::now() - start;
            }

            std::optional<sp::Popen>& process;
            std::chrono::nanoseconds& time;
        };
        std::chrono::nanoseconds time{};
        EXPECT(interrupted([&] {
            ending const whole{p, time};
            sp::run(of_shell(interrupts_parent));
        }));
        concur::set_interrupt_hook({});
        EXPECT(::kill(pid, SIGKILL) == 0);
        EXPECT(reaped_later());
        EXPECT(time >= 250ms);
        EXPECT(time < 20s);
    });
}

BOOST_AUTO_TEST_SUITE_END()
