// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "both_drivers.hpp"
#include "both_pipeline_drivers.hpp"
#include "core_dumps.hpp"
#include "end_holder.hpp"

#include <concur/subprocess/async_popen.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/async_outcome.hpp>
#include <support/expect_error.hpp>
#include <support/on_native_kernel.hpp>
#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <functional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sys/resource.h>
#include <sys/wait.h>

// What results and errors say about how a child ran.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using sp::ended_by;
using sp::ended_how;
using sp::process_end;

namespace {

// The portable kernel has no call that reaps a child and tells its usage.
bool const usage_is_known = !portable_kernel();

sp::options of_shell()
{
    sp::options o;
    o.shell = true;
    return o;
}

// Checks what is true of each child that was reaped.
template<class Report>
void check_reaped(Report const& r)
{
    BOOST_TEST(r.pid > 0);
    BOOST_TEST(r.elapsed > 0ns);
    BOOST_TEST(r.elapsed < 60s);
    BOOST_TEST_REQUIRE(r.ended.has_value());
    bool const reported = usage_is_known && r.ended->how != ended_how::unknown;
    BOOST_TEST_REQUIRE(r.usage.has_value() == reported);
    if (reported)
    {
        BOOST_TEST(r.usage->peak_memory > 100'000u);
        BOOST_TEST(r.usage->peak_memory < 1ULL << 40);
        BOOST_TEST(r.usage->user_time < 60s);
    }
}

// The error of a run that had enough time for a child to exit.
template<class Error, class Run, class End>
Error late(Run const& run, End const& end)
{
    for (double timeout = 0.2;; timeout *= 2)
    {
        auto const e = expect_error<Error>([&] { run(timeout); });
        if (end(e)->how == ended_how::exited || timeout > 10)
        {
            return e;
        }
    }
}

std::string text(process_end const& end)
{
    std::ostringstream out;
    out << end;
    return out.str();
}

} // namespace

BOOST_AUTO_TEST_SUITE(results)

BOOST_AUTO_TEST_CASE(ends_with_similar_codes_are_told_apart)
{
    with_both_drivers([](auto const& run) {
        auto const nine = run("exit 9", of_shell());
        auto const killed = run("kill -KILL $$", of_shell());
        auto const of_a_shell = run("exit 137", of_shell());
        BOOST_TEST((nine.ended == process_end{ended_how::exited, 9}));
        BOOST_TEST((killed.ended == process_end{ended_how::signalled, 9}));
        BOOST_TEST((of_a_shell.ended == process_end{ended_how::exited, 137}));
        for (auto const* each : {&nine, &killed, &of_a_shell})
        {
            check_reaped(*each);
        }
    });
}

BOOST_AUTO_TEST_CASE(texts_of_python_are_unchanged)
{
    with_both_drivers([](auto const& run) {
        auto o = of_shell();
        o.check = true;
        auto const e =
            expect_error<sp::CalledProcessError>([&] { run("exit 9", o); });
        BOOST_TEST(
            e.what() ==
            std::string("Command 'exit 9' returned non-zero exit status 9."));
        BOOST_TEST((e.ended == process_end{ended_how::exited, 9}));
        check_reaped(e);
        BOOST_TEST(e.command_line() == "exit 9");
        BOOST_TEST(to_string(run({"true"}, {})) ==
                   "CompletedProcess(args=['true'], returncode=0)");
    });
}

BOOST_AUTO_TEST_CASE(a_timeout_is_told_apart_from_another_kill)
{
    with_both_drivers([](auto const& run) {
        auto o = of_shell();
        o.timeout = 0.05;
        auto const e =
            expect_error<sp::TimeoutExpired>([&] { run("exec sleep 60", o); });
        check_reaped(e);
        BOOST_TEST((*e.ended ==
                    process_end{ended_how::signalled, 9, ended_by::timeout}));
        BOOST_TEST(text(*e.ended) == "SIGKILL after a timeout");
        BOOST_TEST(e.elapsed >= 50ms);
    });
}

BOOST_AUTO_TEST_CASE(a_child_that_ended_before_the_timeout_was_not_killed)
{
    with_both_drivers([](auto const& run) {
        auto o = of_shell();
        o.stdout_ = sp::PIPE;
        auto const e = late<sp::TimeoutExpired>(
            [&](double timeout) {
                o.timeout = timeout;
                // Another process holds the pipe.
                run("sleep 60 & echo $!; exit 3", o);
            },
            [](auto const& error) { return error.ended; });
        BOOST_TEST((*e.ended == process_end{ended_how::exited, 3}));
        end_holder(*e.output);
    });
}

BOOST_AUTO_TEST_CASE(a_timeout_within_a_callback_keeps_its_report)
{
    with_both_drivers([](auto const& run) {
        auto o = of_shell();
        o.on_stdout = [](std::string_view) {
            throw sp::TimeoutExpired("inner", 1);
        };
        auto const e = expect_error<sp::TimeoutExpired>(
            [&] { run("echo a; exec sleep 60", o); });
        BOOST_TEST(e.pid == 0);
        BOOST_TEST(!e.ended);
    });
}

BOOST_AUTO_TEST_CASE(calls_report_as_runs_do)
{
    auto const failed = expect_error<sp::CalledProcessError>(
        [] { sp::check_call("exit 4", sp::shell); });
    check_reaped(failed);
    BOOST_TEST((failed.ended == process_end{ended_how::exited, 4}));
    auto const late = expect_error<sp::TimeoutExpired>([] {
        sp::call({"sleep", "60"}, sp::timeout = 0.05);
    });
    check_reaped(late);
    BOOST_TEST((late.ended->by == ended_by::timeout));
}

BOOST_AUTO_TEST_CASE(check_returncode_keeps_the_report)
{
    auto const done =
        sp::run("echo out; exit 5", sp::shell, sp::capture_output);
    auto const e =
        expect_error<sp::CalledProcessError>([&] { done.check_returncode(); });
    BOOST_TEST(e.pid == done.pid);
    BOOST_TEST((e.ended == done.ended));
    BOOST_TEST((e.usage == done.usage));
    BOOST_TEST((e.elapsed == done.elapsed));
    BOOST_TEST(e.stdout_bytes == 4u);
}

// The cause of the end of a run that is killed when `on_stdout` is called.
sp::process_end end_at_output(
    std::function<void(boost::asio::cancellation_signal&)> const& on_output)
{
    boost::asio::io_context io;
    boost::asio::cancellation_signal cancel;
    async_outcome<sp::CompletedProcess> r;
    sp::async_run(
        io.get_executor(), "echo a; exec sleep 60", sp::shell,
        sp::on_stdout = [&](std::string_view) { on_output(cancel); },
        boost::asio::bind_cancellation_slot(cancel.slot(), r.handler()));
    io.run();
    BOOST_TEST_REQUIRE((r.error != nullptr));
    check_reaped(r.done);
    return *r.done.ended;
}

BOOST_AUTO_TEST_CASE(a_cancelled_run_says_so)
{
    auto const end = end_at_output([](auto& cancel) {
        cancel.emit(boost::asio::cancellation_type::terminal);
    });
    BOOST_TEST(
        (end == process_end{ended_how::signalled, 9, ended_by::cancelled}));
}

BOOST_AUTO_TEST_CASE(a_run_that_a_callback_ended_says_so)
{
    auto const end =
        end_at_output([](auto&) { throw std::runtime_error("enough"); });
    BOOST_TEST(
        (end == process_end{ended_how::signalled, 9, ended_by::callback}));
}

BOOST_AUTO_TEST_CASE(a_process_object_reports_after_the_end)
{
    sp::Popen p({"cat"}, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    BOOST_TEST(!p.ended());
    BOOST_TEST(!p.usage());
    auto const e = expect_error<sp::TimeoutExpired>([&] { p.wait(0.05); });
    BOOST_TEST(e.pid == p.pid());
    BOOST_TEST(!e.ended);
    BOOST_TEST(e.elapsed >= 50ms);
    BOOST_TEST(p.elapsed() > e.elapsed);
    BOOST_TEST(p.communicate("abc").stdout_bytes == 3u);
    BOOST_TEST((p.ended() == process_end{ended_how::exited, 0}));
    BOOST_TEST(p.usage().has_value() == usage_is_known);
    BOOST_TEST((p.elapsed() == p.elapsed()));
    BOOST_TEST(p.command_line() == "cat");
}

BOOST_AUTO_TEST_CASE(a_signal_of_the_caller_is_no_kill_of_the_library)
{
    sp::Popen p({"sleep", "60"});
    p.kill();
    p.wait();
    BOOST_TEST((p.ended() == process_end{ended_how::signalled, 9}));
}

BOOST_AUTO_TEST_CASE(an_asynchronous_wait_reports)
{
    boost::asio::io_context io;
    sp::Popen p(io.get_executor(), "exit 6", sp::shell);
    p.async_wait([](boost::system::error_code, int) {});
    io.run();
    BOOST_TEST((p.ended() == process_end{ended_how::exited, 6}));
    BOOST_TEST(p.usage().has_value() == usage_is_known);
}

BOOST_AUTO_TEST_CASE(a_child_that_others_have_reaped_has_no_report)
{
    sp::Popen p({"true"});
    BOOST_TEST(::waitpid(static_cast<pid_t>(p.pid()), nullptr, 0) == p.pid());
    p.wait();
    BOOST_TEST((p.ended() == process_end{ended_how::unknown, 0}));
    BOOST_TEST(!p.usage());
}

BOOST_AUTO_TEST_CASE(the_usage_is_that_of_the_child)
{
    // More than this program has: on Linux a child begins with the peak of its
    // parent.
    constexpr unsigned long long size = 256 << 20;
    with_both_drivers([&](auto const& run) {
        auto o = of_shell();
        o.stderr_ = sp::DEVNULL;
        auto const done =
            run("exec dd if=/dev/zero of=/dev/null bs=256M count=1", o);
        BOOST_TEST_REQUIRE(done.usage.has_value() == usage_is_known);
        if (!usage_is_known)
        {
            return;
        }
        BOOST_TEST(done.usage->peak_memory >= size);
        BOOST_TEST(done.usage->system_time + done.usage->user_time > 0us);
        BOOST_TEST(done.usage->system_time + done.usage->user_time <
                   done.elapsed * 64);
        auto const small = run("true", o);
        BOOST_TEST((sanitized || small.usage->peak_memory < size));
    });
}

// The system adds the usage of each child that is reaped.
BOOST_AUTO_TEST_CASE(the_times_are_those_that_the_system_adds,
                     *on_native_kernel)
{
    auto const of_children = [] {
        rusage all{};
        BOOST_TEST_REQUIRE(::getrusage(RUSAGE_CHILDREN, &all) == 0);
        auto const time = [](timeval const& t) {
            return std::chrono::seconds(t.tv_sec) +
                   std::chrono::microseconds(t.tv_usec);
        };
        return std::pair(time(all.ru_utime), time(all.ru_stime));
    };
    with_both_drivers([&](auto const& run) {
        auto const before = of_children();
        auto const done =
            run("i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done", of_shell());
        auto const after = of_children();
        BOOST_TEST_REQUIRE(done.usage.has_value());
        BOOST_TEST(done.usage->user_time > 0us);
        // Each number is rounded.
        auto const same = [](auto a, auto b) {
            return a - b <= 1us && b - a <= 1us;
        };
        BOOST_TEST(same(done.usage->user_time, after.first - before.first));
        BOOST_TEST(same(done.usage->system_time, after.second - before.second));
    });
}

BOOST_AUTO_TEST_CASE(secrets_stay_masked)
{
    sp::command const c{"sh", "-c", "exit 3", "it's", sp::secret("hunter2")};
    auto const done = sp::run(c);
    BOOST_TEST(done.command_line() == "sh -c 'exit 3' 'it'\"'\"'s' '***'");
    auto const e =
        expect_error<sp::CalledProcessError>([&] { done.check_returncode(); });
    BOOST_TEST(e.command_line() == done.command_line());
    BOOST_TEST(std::string(e.what()).find("hunter2") == std::string::npos);
    BOOST_TEST(to_string(done).find("hunter2") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(ends_have_texts)
{
    using how = ended_how;
    BOOST_TEST(text({how::exited, 137}) == "exit status 137");
    BOOST_TEST(text({how::signalled, SIGTERM}) == "SIGTERM");
    BOOST_TEST(text({how::dumped_core, SIGSEGV}) == "SIGSEGV, core dumped");
    BOOST_TEST(text({how::signalled, 9, ended_by::cancelled}) ==
               "SIGKILL after a cancellation");
    BOOST_TEST(text({how::exited, 0, ended_by::ceiling}) ==
               "exit status 0 after too much output");
    BOOST_TEST(text({how::signalled, 9, ended_by::callback}) ==
               "SIGKILL after an exception of a callback");
    BOOST_TEST(text({how::signalled, 9, ended_by::failure}) ==
               "SIGKILL after a failure");
    BOOST_TEST(text({how::signalled, 9, ended_by::stop}) ==
               "SIGKILL after a stop");
    auto const with = [&](std::size_t survivors) {
        process_end end{how::exited, 0};
        end.survivors = survivors;
        return text(end);
    };
    BOOST_TEST(with(0) == "exit status 0");
    BOOST_TEST(with(1) == "exit status 0, 1 process left");
    BOOST_TEST(with(2) == "exit status 0, 2 processes left");
    BOOST_TEST(text({}) == "unknown exit status");
}

BOOST_AUTO_TEST_CASE(a_core_dump_is_reported,
                     *boost::unit_test::precondition(&core_is_dumped))
{
    scratch_directory const scratch;
    auto const done =
        sp::run("kill -SEGV $$", sp::shell, sp::cwd = scratch.path(),
                sp::rlimits = {{RLIMIT_CORE, largest_core()}});
    BOOST_TEST((done.ended == process_end{ended_how::dumped_core, SIGSEGV}));
    BOOST_TEST(done.returncode == -SIGSEGV);
}

BOOST_AUTO_TEST_CASE(a_pipeline_reports_each_stage)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto const done = run(sp::pipeline{sp::command{"sh", "-c", "exit 9"}} |
                                  sp::pipeline{sp::command{"cat"}},
                              captured_pipeline());
        BOOST_TEST_REQUIRE(done.stages.size() == 2u);
        for (auto const& each : done.stages)
        {
            check_reaped(each);
        }
        BOOST_TEST((done.stages[0].ended == process_end{ended_how::exited, 9}));
        BOOST_TEST((done.stages[1].ended == process_end{ended_how::exited, 0}));
        BOOST_TEST(done.stages[0].pid != done.stages[1].pid);
        BOOST_TEST(done.command_line() == "sh -c 'exit 9' | cat");
        auto const e =
            expect_error<sp::PipelineError>([&] { done.check_returncode(); });
        BOOST_TEST((e.ended == done.stages[0].ended));
        BOOST_TEST((e.stages == done.stages));
        BOOST_TEST(e.command_line() == done.command_line());
        auto o = captured_pipeline();
        o.check = true;
        auto const checked = expect_error<sp::PipelineError>([&] {
            run(sp::pipeline{sp::command{"true"}} |
                    sp::pipeline{sp::command{"sh", "-c", "exit 9"}},
                o);
        });
        BOOST_TEST_REQUIRE(checked.stages.size() == 2u);
        BOOST_TEST((checked.ended == process_end{ended_how::exited, 9}));
    });
}

BOOST_AUTO_TEST_CASE(a_timeout_of_a_pipeline_reports_each_stage)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = captured_pipeline();
        auto const e = late<sp::PipelineTimeoutExpired>(
            [&](double timeout) {
                o.timeout = timeout;
                run(sp::pipeline{sp::command{"sh", "-c", "exit 9"}} |
                        sp::pipeline{sp::command{"sleep", "60"}},
                    o);
            },
            [](auto const& error) { return error.stages.at(0).ended; });
        BOOST_TEST_REQUIRE(e.stages.size() == 2u);
        BOOST_TEST((*e.stages[1].ended ==
                    process_end{ended_how::signalled, 9, ended_by::timeout}));
        BOOST_TEST((*e.stages[0].ended == process_end{ended_how::exited, 9}));
        BOOST_TEST((e.ended == e.stages[0].ended));
        BOOST_TEST(e.command_line() == "sh -c 'exit 9' | sleep 60");
        BOOST_TEST(std::string(e.what()).starts_with(
            "Command '['sh', '-c', 'exit 9'] | "
            "['sleep', '60']' timed out after "));
    });
}

BOOST_AUTO_TEST_SUITE_END()
