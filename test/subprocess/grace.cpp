// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "both_drivers.hpp"
#include "both_pipeline_drivers.hpp"
#include "end_holder.hpp"
#include "pidfd_modes.hpp"

#include <concur/subprocess/async_popen.hpp>
#include <concur/subprocess/popen.hpp>
#include <support/async_outcome.hpp>
#include <support/expect_error.hpp>
#include <support/support.hpp>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <unistd.h>

// The keyword `grace`: pipes that another process holds after the child has
// ended.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using sp::ended_by;
using sp::ended_how;
using sp::process_end;

namespace {

// A process that holds the pipes, and writes its pid. It ends late enough to
// tell a call that waits for it from one that does not.
constexpr char const* const holder = "sleep 60 & echo $!; ";
constexpr auto too_long = 30s;

sp::options graceful(concur::timeout const& grace)
{
    sp::options o;
    o.shell = true;
    o.capture_output = true;
    o.text = true;
    o.grace = grace;
    return o;
}

// The time that a call takes.
template<class Call>
std::chrono::nanoseconds time_of(Call const& call)
{
    auto const start = std::chrono::steady_clock::now();
    call();
    return std::chrono::steady_clock::now() - start;
}

} // namespace

BOOST_AUTO_TEST_SUITE(grace)

BOOST_AUTO_TEST_CASE(pipe_of_a_daemon_is_left)
{
    check_with_and_without_pidfds([] {
        with_both_drivers([](auto const& run) {
            sp::CompletedProcess done;
            auto const time = time_of([&] {
                done = run(holder + std::string("echo hi; sleep 0.2; exit 3"),
                           graceful(0.1));
            });
            end_holder(*done.stdout_);
            expect(time < too_long, "the call does not wait for the daemon");
            expect(time >= 100ms, "the call waits for more output");
            expect(done.stdout_->ends_with("\nhi\n"), "the output is read");
            expect(done.stderr_ == "", "there is no other output");
            expect(done.pipe_still_held, "the result says it");
            expect(done.ended == process_end{ended_how::exited, 3},
                   "the end is the child's");
        });
    });
}

BOOST_AUTO_TEST_CASE(pipes_that_nothing_holds)
{
    with_both_drivers([](auto const& run) {
        auto const done = run("echo hi; echo oh >&2", graceful(60));
        BOOST_TEST(*done.stdout_ == "hi\n");
        BOOST_TEST(*done.stderr_ == "oh\n");
        BOOST_TEST(!done.pipe_still_held);
    });
}

// The time counts from the last byte.
BOOST_AUTO_TEST_CASE(each_byte_starts_the_time_again)
{
    with_both_drivers([](auto const& run) {
        for (double time = 0.4;; time *= 2)
        {
            auto const pause = std::to_string(time / 4);
            auto const done = run("(for i in 1 2 3 4 5 6; do sleep " + pause +
                                      "; echo $i; done) & echo hi",
                                  graceful(time));
            if (!done.pipe_still_held)
            {
                BOOST_TEST(*done.stdout_ == "hi\n1\n2\n3\n4\n5\n6\n");
                return;
            }
            BOOST_TEST_REQUIRE(time < 10);
        }
    });
}

BOOST_AUTO_TEST_CASE(daemon_that_writes_for_ever)
{
    with_both_drivers([](auto const& run) {
        for (auto limit = 200ms;; limit *= 2)
        {
            sp::CompletedProcess done;
            auto const time = time_of([&] {
                done = run("echo hi; (while :; do sleep 0.01; echo .; done) &",
                           graceful(limit));
            });
            BOOST_TEST(done.pipe_still_held);
            BOOST_TEST((time < 10 * limit + too_long));
            if (time >= 10 * limit && done.stdout_bytes > 8)
            {
                return;
            }
            BOOST_TEST_REQUIRE((limit < 3s)); // a dot came too late
        }
    });
}

// A daemon that keeps the pipe full, and a function that takes longer than the
// whole time.
BOOST_AUTO_TEST_CASE(what_the_child_has_written_is_never_lost)
{
    with_both_drivers([](auto const& run) {
        auto o = graceful(0.001);
        o.pipesize = 1 << 20;
        std::string all;
        bool slow = true;
        o.on_stdout = [&](std::string_view text) {
            if (std::exchange(slow, false))
            {
                ::usleep(200'000);
            }
            all += text;
        };
        for (int i = 0; i != 3; ++i)
        {
            all.clear();
            slow = true;
            run("echo a; head -c 500000 /dev/zero | tr '\\0' x; echo end; yes "
                "&",
                o);
            BOOST_TEST(all.find("xend") == 500'000u);
        }
    });
}

BOOST_AUTO_TEST_CASE(large_output_just_before_the_end)
{
    with_both_drivers([](auto const& run) {
        auto o = graceful(0);
        o.text = {};
        o.pipesize = 1 << 20;
        for (int i = 0; i != 50; ++i)
        {
            auto const done = run("exec head -c 1000000 /dev/zero", o);
            BOOST_TEST(done.stdout_->size() == 1'000'000u);
            BOOST_TEST(!done.pipe_still_held);
        }
    });
}

BOOST_AUTO_TEST_CASE(input_is_dropped)
{
    with_both_drivers([](auto const& run) {
        auto o = graceful(0.1);
        o.input = std::string(1 << 20, 'x');
        sp::CompletedProcess done;
        auto const time = time_of(
            [&] { done = run("exec 3<&0; sleep 60 <&3 & echo $!", o); });
        end_holder(*done.stdout_);
        BOOST_TEST((time < too_long));
        BOOST_TEST(done.returncode == 0);
        // There is no output to wait for, only input that nothing reads.
        o.capture_output = false;
        auto const name = "/tmp/concur_grace." + std::to_string(::getpid());
        BOOST_TEST((time_of([&] {
                        run("exec 3<&0; sleep 60 <&3 & echo $! >" + name, o);
                    }) < too_long));
        end_holder(read_file(name));
        ::unlink(name.c_str());
    });
}

// The child has ended in time, so the timeout is no error. But it is the
// longest time.
BOOST_AUTO_TEST_CASE(the_timeout_limits_the_time)
{
    with_both_drivers([](auto const& run) {
        for (double limit = 0.2;; limit *= 2)
        {
            auto o = graceful(60);
            o.timeout = limit;
            try
            {
                sp::CompletedProcess done;
                auto const time = time_of([&] { done = run(holder, o); });
                end_holder(*done.stdout_);
                BOOST_TEST((time < too_long));
                BOOST_TEST(done.pipe_still_held);
                return;
            }
            catch (sp::TimeoutExpired const& e)
            {
                BOOST_TEST_REQUIRE(e.timeout < 20);
            }
        }
    });
}

// The child has ended in time here, too.
BOOST_AUTO_TEST_CASE(a_stop_ends_the_time)
{
    for (double pause = 0.1;; pause *= 2)
    {
        std::stop_source source;
        auto o = graceful(60);
        o.stop_token = source.get_token();
        o.on_stdout = [&](std::string_view line) {
            if (line == "late")
            {
                source.request_stop();
            }
        };
        try
        {
            sp::CompletedProcess done;
            auto const time = time_of([&] {
                done =
                    sp::run("sh -c 'echo $$; sleep " + std::to_string(pause) +
                                "; echo late; exec sleep 60' &",
                            o);
            });
            end_holder(*done.stdout_);
            BOOST_TEST((time < too_long));
            BOOST_TEST(done.pipe_still_held);
            return;
        }
        catch (sp::CancelledError const& e)
        {
            end_holder(*e.output); // the child had not ended
            BOOST_TEST_REQUIRE(pause < 10);
        }
    }
}

// The error of a run that had time to write.
template<class Error, class Run>
Error late(Run const& run)
{
    for (double limit = 0.2;; limit *= 2)
    {
        auto const e = expect_error<Error>([&] { run(limit); });
        if (e.stdout_bytes != 0)
        {
            return e;
        }
        BOOST_TEST_REQUIRE(limit < 20);
    }
}

BOOST_AUTO_TEST_CASE(after_a_kill_there_is_always_a_grace)
{
    with_both_drivers([](auto const& run) {
        std::chrono::nanoseconds time{};
        auto const e = late<sp::TimeoutExpired>([&](double limit) {
            auto o = graceful({});
            o.timeout = limit;
            time =
                time_of([&] { run(holder + std::string("exec sleep 60"), o); });
        });
        end_holder(*e.stdout_);
        BOOST_TEST((time < too_long));
        BOOST_TEST(e.pipe_still_held);
        BOOST_TEST((e.ended ==
                    process_end{ended_how::signalled, 9, ended_by::timeout}));
    });
    with_both_drivers([](auto const& run) {
        auto o = graceful({});
        o.text = {};
        o.max_output = {64, sp::overflow_stop};
        sp::CompletedProcess done;
        auto const time =
            time_of([&] { done = run(holder + std::string("exec yes"), o); });
        end_holder(*done.stdout_);
        BOOST_TEST((time < too_long));
        BOOST_TEST(done.pipe_still_held);
        BOOST_TEST((done.ended ==
                    process_end{ended_how::signalled, 9, ended_by::ceiling}));
    });
}

// The function returns after the timeout. Meanwhile the child has written.
BOOST_AUTO_TEST_CASE(output_before_a_kill_is_read)
{
    with_both_drivers([](auto const& run) {
        auto const name = "/tmp/concur_grace." + std::to_string(::getpid());
        auto o = graceful({});
        o.timeout = 0.3;
        o.stdout_ = sp::PIPE;
        o.capture_output = false;
        bool written = false;
        o.on_stdout = [&](std::string_view) {
            // A shell that starts too late is killed before it writes to the
            // file. The loop then tries a longer timeout.
            if (!written && eventually([&] { return read_file(name) == "x\n"; },
                                       std::chrono::seconds(5)))
            {
                written = true;
                std::this_thread::sleep_for(
                    std::chrono::duration<double>(*o.timeout.seconds()));
            }
        };
        for (;;)
        {
            ::unlink(name.c_str());
            auto const e = expect_error<sp::TimeoutExpired>([&] {
                run("echo a; sleep 0.01; echo b; echo x >" + name +
                        "; exec sleep 60",
                    o);
            });
            if (written)
            {
                BOOST_TEST(*e.stdout_ == "a\nb\n");
                BOOST_TEST(!e.pipe_still_held);
                break;
            }
            o.timeout = *o.timeout.seconds() * 2;
            BOOST_TEST_REQUIRE(*o.timeout.seconds() < 20);
        }
        ::unlink(name.c_str());
    });
}

struct late_output
{
};

// It throws when it receives what was written before the kill.
BOOST_AUTO_TEST_CASE(function_that_throws_after_a_kill)
{
    with_both_drivers([](auto const& run) {
        auto o = graceful({});
        o.capture_output = false;
        bool first = true;
        o.on_stdout = [&](std::string_view) {
            if (!std::exchange(first, false))
            {
                throw late_output();
            }
            ::usleep(static_cast<unsigned>(*o.timeout.seconds() * 1'000'000));
        };
        for (double limit = 0.1;; limit *= 2)
        {
            first = true;
            o.timeout = limit;
            try
            {
                run("echo a; echo b; exec sleep 60", o);
            }
            catch (late_output const&)
            {
                break;
            }
            catch (sp::TimeoutExpired const&)
            {
                BOOST_TEST_REQUIRE(limit < 20); // it had no time to write
            }
        }
        BOOST_TEST(no_children());
    });
}

BOOST_AUTO_TEST_CASE(after_a_cancellation)
{
    boost::asio::io_context io;
    boost::asio::cancellation_signal cancel;
    async_outcome<sp::CompletedProcess> r;
    auto o = graceful({});
    o.on_stdout = [&](std::string_view) {
        cancel.emit(boost::asio::cancellation_type::terminal);
    };
    sp::async_run(
        io.get_executor(), holder + std::string("exec sleep 60"), o,
        boost::asio::bind_cancellation_slot(cancel.slot(), r.handler()));
    auto const time = time_of([&] { io.run(); });
    BOOST_TEST_REQUIRE(r.aborted());
    end_holder(*r.done.stdout_);
    BOOST_TEST((time < too_long));
    BOOST_TEST(r.done.pipe_still_held);
}

BOOST_AUTO_TEST_CASE(pipelines)
{
    with_both_pipeline_drivers([](auto const& run) {
        auto o = graceful(0.1);
        o.shell = false;
        sp::PipelineResult done;
        auto time = time_of([&] {
            done = run(
                {{"echo", "hi"}, {"sh", "-c", "cat; sleep 60 & echo $!"}}, o);
        });
        BOOST_TEST((time < too_long));
        BOOST_TEST(done.pipe_still_held);
        BOOST_TEST_REQUIRE(done.stdout_->starts_with("hi\n"));
        end_holder(done.stdout_->substr(3));

        auto const e = late<sp::PipelineTimeoutExpired>([&](double limit) {
            auto late = graceful({});
            late.shell = false;
            late.timeout = limit;
            time = time_of([&] {
                run({{"sh", "-c", "sleep 60 & echo $!; exec sleep 60"},
                     {"cat"}},
                    late);
            });
        });
        BOOST_TEST((time < too_long));
        BOOST_TEST(e.pipe_still_held);
        BOOST_TEST((e.stages[1].ended ==
                    process_end{ended_how::signalled, 9, ended_by::timeout}));
        end_holder(*e.stdout_);
    });
}

BOOST_AUTO_TEST_CASE(process_objects)
{
    sp::Popen p(holder, sp::shell, sp::stdout_ = sp::PIPE, sp::grace = 0.1);
    p.wait();
    auto const all = p.communicate();
    end_holder(*all.stdout_);
    BOOST_TEST(all.pipe_still_held);
    BOOST_TEST(p.stdout_().closed());

    boost::asio::io_context io;
    sp::Popen q(io.get_executor(), holder, sp::shell, sp::stdout_ = sp::PIPE,
                sp::grace = 0.1);
    async_outcome<sp::Popen::outputs> r;
    q.async_communicate(r.handler());
    io.run();
    BOOST_TEST_REQUIRE(r.calls == 1);
    end_holder(*r.done.stdout_);
    BOOST_TEST(r.done.pipe_still_held);
}

BOOST_AUTO_TEST_CASE(call_with_live_output)
{
    std::string all;
    BOOST_TEST(sp::call(
                   holder + std::string("exit 5"), sp::shell, sp::grace = 0.1,
                   sp::on_stdout = [&](std::string_view s) { all += s; }) == 5);
    end_holder(all);
}

BOOST_AUTO_TEST_CASE(wrong_values)
{
    BOOST_TEST(error_message<concur::ValueError>([] {
                   sp::run({"true"}, sp::grace = -0.1);
               }) == "grace must not be negative");
    BOOST_TEST(error_message<concur::ValueError>([&] {
                   sp::options o;
                   o.grace = 1;
                   sp::run_pipeline(sp::stage({"true"}, o), sp::command("cat"));
               }).find("grace") != std::string::npos);
    BOOST_TEST(sp::check_output({"echo", "hi"}, sp::grace = 1e300) == "hi\n");
}

BOOST_AUTO_TEST_SUITE_END()
