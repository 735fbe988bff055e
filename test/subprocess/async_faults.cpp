// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/async.hpp>

#include "checks.hpp"
#include "child_barrier.hpp"
#include "error_of_longer_child.hpp"
#include "pidfd_modes.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/run.hpp>

#include <support/async_outcome.hpp>
#include <support/counting_allocator.hpp>
#include <support/failing_allocation.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/reaped_later.hpp>
#include <support/refused_calls.hpp>

#include <boost/asio/bind_allocator.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/system/system_error.hpp>
#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <exception>
#include <functional>
#include <new>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sys/syscall.h>
#include <sys/wait.h>

// Asynchronous operations when the system or the program makes it hard: memory
// or descriptors are refused, the kernel is old, children are reaped by others.

namespace asio = boost::asio;
namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

using outcome = async_outcome<sp::CompletedProcess>;

/// The number of the system's error.
int error_number(outcome const& o)
{
    try
    {
        std::rethrow_exception(o.error);
    }
    catch (concur::OSError const& e)
    {
        return e.errno_();
    }
    catch (boost::system::system_error const& e) // by Asio
    {
        return e.code().value();
    }
}

/// Run a command by async_run() to its end.
outcome run_to_end(sp::command const& c, sp::options const& o)
{
    asio::io_context io;
    outcome result;
    sp::async_run(io.get_executor(), c, o, result.handler());
    io.run();
    EXPECT(result.calls == 1);
    EXPECT(no_children());
    return result;
}

sp::options captured()
{
    sp::options o;
    o.capture_output = true;
    return o;
}

/// Check that an operation with a refused system call fails with the errno, or
/// is successful if it does not need the call.
void check_refused(std::vector<system_call> const& calls, int error,
                   bool needed, sp::options const& o)
{
    CHECK_FORKED([&] {
        process_state const before;
        {
            asio::io_context io;
            asio::steady_timer const makes_descriptors(io);
            refuse_calls(calls, error);
            outcome result;
            sp::async_run(io.get_executor(), child({"cat", "exit:3"}), o,
                          result.handler());
            EXPECT(result.calls == 0);
            io.run();
            EXPECT(result.calls == 1);
            EXPECT(no_children());
            if (needed)
            {
                EXPECT(result.error && error_number(result) == error);
            }
            else
            {
                EXPECT(!result.error && result.done.returncode == 3);
            }
        }
        expect(before.changes().empty(), before.changes());
    });
}

/// Start an operation again and again: the first allocation fails, then the
/// second, and so on, until none fails. `start(io, result)` throws, or the
/// handler is called once. `check(result)` follows each time.
template<class Start, class Check>
void refuse_each_allocation(Start const& start, Check const& check)
{
    process_state const before;
    bool done = false;
    long failed = 0;
    while (!done)
    {
        auto const operation = [&] {
            outcome result;
            bool begun = false;
            {
                asio::io_context io;
                allocations_left = failed;
                try
                {
                    start(io, result);
                    begun = true;
                }
                catch (std::bad_alloc const&)
                {
                    EXPECT(allocations_left < 0);
                }
                io.run();
            }
            done = allocations_left >= 0;
            allocations_left = -1;
            EXPECT(result.calls == (begun ? 1 : 0));
            check(result);
            // A start that fails does not wait for the children that it has
            // killed.
            EXPECT(begun || no_children() || reaped_later());
        };
        EXPECT(leaves_no_child(operation));
        auto const changes = before.changes();
        expect(changes.empty(),
               "after allocation " + std::to_string(failed) + ": " + changes);
        expect(++failed < 1000, "an end");
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(async_faults,
                      *boost::unit_test::fixture<leaves_no_trace>())

// Each allocation fails once. Either async_run() throws, or the handler is
// called once, with the error.
BOOST_AUTO_TEST_CASE(memory_is_refused)
{
    CHECK_FORKED([] {
        sp::command const c = child({"cat", "err:e", "exit:3"});
        auto o = captured();
        o.input = std::string(200'000, 'x');
        o.timeout = 600;
        run_to_end(c, o);
        refuse_each_allocation(
            [&](asio::io_context& io, outcome& result) {
                sp::async_run(io.get_executor(), c, o, result.handler());
            },
            [](outcome const& result) {
                if (result.error)
                {
                    result.expect_error<std::bad_alloc>();
                }
                else if (result.calls != 0)
                {
                    EXPECT(result.done.returncode == 3);
                    EXPECT(result.done.stdout_->size() == 200'000);
                    EXPECT(result.done.stderr_ == "e");
                }
            });
    });
}

// So does each allocation of an operation that has ended before its first step.
BOOST_AUTO_TEST_CASE(memory_is_refused_after_a_failed_start)
{
    CHECK_FORKED([] {
        sp::command const missing = {"/nonexistent/program"};
        run_to_end(missing, captured());
        asio::cancellation_signal signal;
        allocation_balance memory;
        outcome last;
        refuse_each_allocation(
            [&](asio::io_context& io, outcome& result) {
                sp::async_run(
                    io.get_executor(), missing,
                    asio::bind_allocator(counting_allocator<char>(memory),
                                         asio::bind_cancellation_slot(
                                             signal.slot(), result.handler())));
            },
            [&](outcome const& result) {
                EXPECT(!signal.slot().has_handler());
                EXPECT(memory.bytes == 0);
                last = result;
            });
        last.expect_error<concur::FileNotFoundError>();
    });
}

BOOST_AUTO_TEST_CASE(descriptors_are_refused, *support::may_refuse_calls)
{
    bool const native = !portable_kernel();
    auto o = captured();
    o.input = std::string("x");
    o.timeout = 600;
    std::vector<system_call> const pipes{
        SYS_pipe2,
#ifdef SYS_pipe
        SYS_pipe,
#endif
    };
    check_refused(pipes, EMFILE, true, o);
    check_refused({SYS_epoll_create1}, EMFILE, native, o);
    check_refused({SYS_timerfd_create}, EMFILE, native, o);
    check_refused({SYS_epoll_ctl}, ENOSPC, native, o);
}

BOOST_AUTO_TEST_CASE(without_pidfds)
{
    check_with_and_without_pidfds([] {
        auto o = captured();
        o.input = std::string(200'000, 'x');
        auto const copied = run_to_end(child({"cat", "exit:3"}), o);
        EXPECT(copied.done.returncode == 3);
        EXPECT(copied.done.stdout_->size() == 200'000);
        // The streams end before the child does.
        auto const late = run_to_end(
            child({"out:a", "close:1", "close:2", "sleep:0.1", "exit:4"}),
            captured());
        EXPECT(late.done.returncode == 4 && late.done.stdout_ == "a");
        o.timeout = 0.05;
        auto const timeout = run_to_end(child({"forever"}), o);
        timeout.expect_error<sp::TimeoutExpired>();
        EXPECT(timeout.done.returncode == -SIGKILL);
    });
}

// A status that other code has taken is 0, as in Python.
BOOST_AUTO_TEST_CASE(others_reap_the_child)
{
    check_with_and_without_pidfds([] {
        asio::io_context io;
        outcome result;
        sp::async_run(io.get_executor(), child({"out:a", "exit:3"}), captured(),
                      result.handler());
        EXPECT(::waitpid(-1, nullptr, 0) > 0);
        io.run();
        EXPECT(result.calls == 1 && !result.error);
        EXPECT(result.done.returncode == 0 && result.done.stdout_ == "a");
        ::signal(SIGCHLD, SIG_IGN);
        EXPECT(run_to_end(child({"exit:3"}), {}).done.returncode == 0);
    });
}

// The operation waits for a child that it may not kill.
BOOST_AUTO_TEST_CASE(a_kill_is_refused, *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({SYS_kill, calls::pidfd_send_signal}, EPERM);
        sp::options o;
        o.timeout = 0.01;
        outcome result;
        auto const e = error_of_longer_child<concur::PermissionError>(
            [&](std::string const& sleep) {
                result = run_to_end(child({sleep, "exit:3"}), o);
                if (result.error)
                {
                    std::rethrow_exception(result.error);
                }
            });
        EXPECT(e.errno_() == EPERM);
        EXPECT(result.done.returncode == 3);
        // This child would wait for ever until somebody reads.
        o.stdout_ = sp::PIPE;
        EXPECT(run_to_end(sp::command("cat", "/dev/zero"), o)
                   .expect_error<concur::PermissionError>()
                   .errno_() == EPERM);
    });
}

// The end of an execution context does not wait for a child that goes on.
BOOST_AUTO_TEST_CASE(the_end_of_a_context_waits_for_no_child,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({SYS_kill, calls::pidfd_send_signal}, EPERM);
        outcome result;
        child_barrier g;
        {
            asio::io_context io;
            sp::async_run(io.get_executor(), child({g.wait_action()}),
                          sp::pass_fds = {g.descriptor()}, result.handler());
            io.poll();
        }
        EXPECT(result.calls == 0);
        EXPECT(!no_children());
        g.release();
        // A later start reaps it.
        EXPECT(reaped_later());
    });
}

// A write to a child that has closed its input raises no SIGPIPE.
BOOST_AUTO_TEST_CASE(input_that_nobody_reads)
{
    CHECK_FORKED([] {
        ::signal(SIGPIPE, SIG_DFL);
        asio::thread_pool pool(1);
        outcome result;
        auto o = captured();
        o.input = std::string(8 << 20, 'x');
        sp::async_run(pool.get_executor(), child({"close:0", "out:a"}), o,
                      result.handler());
        pool.join();
        EXPECT(result.calls == 1 && !result.error);
        EXPECT(result.done.returncode == 0 && result.done.stdout_ == "a");
    });
}

// If the operation is cancelled after its timeout has passed, the cancellation
// wins, and the output is in the result.
BOOST_AUTO_TEST_CASE(cancelled_after_the_timeout)
{
    for (int steps = 0, more = 1; more != 0; ++steps)
    {
        asio::io_context io;
        asio::cancellation_signal signal;
        outcome result;
        auto o = captured();
        o.timeout = 0;
        sp::async_run(
            io.get_executor(), child({"forever"}), o,
            asio::bind_cancellation_slot(signal.slot(), result.handler()));
        for (int i = 0; i != steps && result.calls == 0; ++i)
        {
            io.run_one();
        }
        more = result.calls == 0;
        signal.emit(asio::cancellation_type::terminal);
        io.run();
        BOOST_TEST(result.calls == 1);
        if (more)
        {
            BOOST_TEST(result.aborted());
            BOOST_TEST(result.done.stdout_.has_value());
        }
        else
        {
            result.expect_error<sp::TimeoutExpired>();
        }
        BOOST_TEST(result.done.returncode == -SIGKILL);
    }
}

// Other handlers run while many operations wait for children that make no
// progress.
BOOST_AUTO_TEST_CASE(stopped_children_block_no_thread)
{
    constexpr std::size_t children = 200;
    asio::io_context io;
    std::vector<asio::cancellation_signal> signals(children);
    std::vector<outcome> results(children);
    for (std::size_t i = 0; i != children; ++i)
    {
        sp::async_run(io.get_executor(), child({"raise:19", "exit:3"}),
                      asio::bind_cancellation_slot(signals[i].slot(),
                                                   results[i].handler()));
    }
    asio::steady_timer ticker(io);
    int ticks = 0;
    std::function<void()> const tick = [&] {
        ticker.expires_after(1ms);
        ticker.async_wait([&](boost::system::error_code) {
            if (++ticks != 100)
            {
                tick();
                return;
            }
            for (auto& s : signals)
            {
                s.emit(asio::cancellation_type::total);
            }
        });
    };
    tick();
    io.run();
    BOOST_TEST(ticks == 100);
    for (auto const& r : results)
    {
        BOOST_TEST(r.calls == 1);
        BOOST_TEST(r.aborted());
        BOOST_TEST(r.done.returncode == -SIGKILL);
    }
}

BOOST_AUTO_TEST_SUITE_END()
