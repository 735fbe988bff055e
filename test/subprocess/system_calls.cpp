// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <support/sanitized.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>

// The number of system calls of a start and of communicate(). No time is
// measured.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// The command of the program that is measured, see
// support/measured/measured.cpp.
std::vector<std::string>
measured_program(std::string const& what,
                 std::vector<std::string> const& command)
{
    auto& suite = boost::unit_test::framework::master_test_suite();
    BOOST_TEST_REQUIRE(suite.argc > 2);
    std::vector<std::string> words{suite.argv[2], what};
    words.insert(words.end(), command.begin(), command.end());
    return words;
}

// The reason why system calls cannot be counted here; empty if they can.
std::string why_not()
{
    if (sanitized)
    {
        return "sanitizers make calls of their own";
    }
    try
    {
        auto const r = sp::run({"strace", "-f", "-o", "/dev/null", "true"},
                               sp::capture_output);
        return r.returncode == 0 ? "" : "strace may not trace: " + *r.stderr_;
    }
    catch (concur::FileNotFoundError const&)
    {
        return "there is no strace";
    }
}

// The system calls between the two marks: all calls of the parent, and those of
// a child up to its execve(), with its exit.
std::vector<std::string> calls_between_marks(std::string const& trace)
{
    std::vector<std::string> calls;
    std::istringstream lines(trace);
    std::string parent;
    std::map<std::string, bool> executed;
    std::string pid;
    std::string call;
    while (lines >> pid && std::getline(lines >> std::ws, call))
    {
        auto const name = call.substr(0, call.find('('));
        auto const marks = [&](char const* what) {
            return call.starts_with("write(-1, \"" + std::string(what));
        };
        if (marks("begin"))
        {
            parent = pid;
            continue;
        }
        if (marks("end"))
        {
            break;
        }
        // These lines are not calls: they are the second halves of calls,
        // signals and exits.
        if (parent.empty() || call.starts_with("<...") ||
            call.starts_with("---") || call.starts_with("+++"))
        {
            continue;
        }
        auto& done = executed[pid];
        if (pid == parent || !done || name == "exit_group")
        {
            calls.push_back((pid == parent ? "parent " : "child ") + call);
        }
        done = done || name == "execve";
    }
    return calls;
}

std::optional<std::vector<std::string>>
calls_of(std::string const& what, std::vector<std::string> const& command)
{
    if (auto const reason = why_not(); !reason.empty())
    {
        BOOST_TEST_MESSAGE("skipped: " << reason);
        return std::nullopt;
    }
    scratch_directory const scratch;
    auto const file = scratch.path() + "/trace";
    std::vector<std::string> words{"strace", "-f", "-o", file};
    auto const measured = measured_program(what, command);
    words.insert(words.end(), measured.begin(), measured.end());
    BOOST_TEST_REQUIRE(sp::call(words, sp::stdout_ = sp::DEVNULL,
                                sp::stderr_ = sp::DEVNULL) == 0);
    auto calls = calls_between_marks(read_file(file));
    BOOST_TEST_REQUIRE(!calls.empty());
    auto const cloned = [](std::string const& call) {
        return call.find("CLONE_PIDFD") != call.npos;
    };
    if (std::none_of(calls.begin(), calls.end(), cloned))
    {
        BOOST_TEST_MESSAGE("skipped: this kernel, or this build, has the "
                           "portable fallbacks only");
        return std::nullopt;
    }
    return calls;
}

std::string joined(std::vector<std::string> const& calls)
{
    std::string text;
    for (auto const& call : calls)
    {
        text += "\n  " + call;
    }
    return text;
}

long count(std::vector<std::string> const& calls, std::string const& name)
{
    return std::count_if(calls.begin(), calls.end(),
                         [&](std::string const& call) {
                             return call.find(" " + name + "(") != call.npos;
                         });
}

} // namespace

BOOST_AUTO_TEST_SUITE(system_calls,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_spawn_and_its_wait_take_twelve_calls)
{
    if (auto const calls = calls_of("spawn", child({})))
    {
        BOOST_TEST(calls->size() <= 12u, joined(*calls));
        BOOST_TEST(count(*calls, "execve") == 1, joined(*calls));
    }
}

// The number of polls and reads depends on how the child was scheduled: at most
// one of each for both texts and for one end. The other end needs a read
// without a poll, since it is the only stream then.
BOOST_AUTO_TEST_CASE(a_capture_of_both_streams_takes_nineteen_calls_and_reads)
{
    if (auto const calls = calls_of("capture", child({"out:x", "err:y"})))
    {
        auto const waits = count(*calls, "ppoll");
        auto const reads = count(*calls, "read");
        BOOST_TEST(std::ssize(*calls) - waits - reads <= 19, joined(*calls));
        BOOST_TEST(waits <= 3, joined(*calls));
        BOOST_TEST(reads <= 4, joined(*calls));
        BOOST_TEST(count(*calls, "pipe2") == 2, joined(*calls));
    }
}

// There is no poll if the child has ended before.
BOOST_AUTO_TEST_CASE(a_timed_wait_polls_once_at_most)
{
    if (auto const calls = calls_of("wait", child({"sleep:0.3"})))
    {
        BOOST_TEST(count(*calls, "ppoll") <= 1, joined(*calls));
        BOOST_TEST(calls->size() <= 16u, joined(*calls));
    }
}

// An asynchronous operation waits in epoll_wait() only: a wait for the child,
// or for one of its streams, could block the thread for as long as the child
// runs.
BOOST_AUTO_TEST_CASE(an_asynchronous_call_blocks_in_the_event_loop_only)
{
    auto const calls =
        calls_of("async", child({"out:x", "sleep:0.3", "err:y"}));
    if (!calls)
    {
        return;
    }
    BOOST_TEST(count(*calls, "epoll_wait") + count(*calls, "epoll_pwait") > 0,
               joined(*calls));
    BOOST_TEST(count(*calls, "waitid") > 0, joined(*calls));
    BOOST_TEST(count(*calls, "wait4") == 0, joined(*calls));
    for (auto const& call : *calls)
    {
        auto const has = [&](char const* what) {
            return call.find(what) != call.npos;
        };
        if (call.starts_with("parent waitid("))
        {
            BOOST_TEST((has("P_PIDFD") || has("P_PID,")), call);
            BOOST_TEST(has("WNOHANG"), call);
        }
        else if (call.starts_with("parent ppoll("))
        {
            BOOST_TEST(has("{tv_sec=0, tv_nsec=0}"), call);
        }
    }
}

// A system may allow a process 2^31 descriptors, of which few are open.
BOOST_AUTO_TEST_CASE(closing_does_not_go_by_the_limit)
{
    if (auto const reason = why_not(); !reason.empty())
    {
        BOOST_TEST_MESSAGE("skipped: " << reason);
        return;
    }
    scratch_directory const scratch;
    auto const file = scratch.path() + "/trace";
    std::vector<std::string> words{"strace",      "-f", "-e",
                                   "trace=close", "-o", file};
    auto const measured = measured_program("spawn", {"/bin/true"});
    words.insert(words.end(), measured.begin(), measured.end());
    auto const raise_limit = [] {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    };
    BOOST_TEST_REQUIRE(sp::call(words, sp::preexec_fn = raise_limit,
                                sp::stderr_ = sp::DEVNULL) == 0);
    auto const trace = read_file(file);
    BOOST_TEST(std::count(trace.begin(), trace.end(), '\n') < 500);
}

BOOST_AUTO_TEST_CASE(bulk_is_in_memory_once)
{
    constexpr long mebibytes = 256;
    auto const command = measured_program(
        "bulk", child({"blocks:" + std::to_string(mebibytes) + ":1048576:0"}));
    std::istringstream answer(sp::check_output(command));
    long size = 0;
    long kibibytes = 0;
    answer >> size >> kibibytes;
    BOOST_TEST(size == mebibytes << 20);
    BOOST_TEST(kibibytes >= mebibytes << 10);
    if (!sanitized)
    {
        BOOST_TEST(kibibytes <= (mebibytes << 10) * 1.05);
    }
}

BOOST_AUTO_TEST_CASE(output_of_an_error_is_in_memory_once)
{
    constexpr long mebibytes = 64;
    // The portable kernel cannot free pages while they are read.
    double const most = support::portable_kernel() ? 2.1 : 1.2;
    auto const block = "blocks:" + std::to_string(mebibytes) + ":1048576:0";
    for (std::string const what :
         {"failed", "failed-bulk", "late", "late-bulk"})
    {
        bool const late = what.starts_with("late");
        long size = 0;
        long kibibytes = 0;
        for (double timeout = 0.5;; timeout *= 2)
        {
            auto command = child({block, late ? "forever" : "exit:1"});
            if (late)
            {
                command.insert(command.begin(), std::to_string(timeout));
            }
            std::istringstream answer(
                sp::check_output(measured_program(what, command)));
            answer >> size >> kibibytes;
            if (!late || size == mebibytes << 20 || timeout > 10)
            {
                break;
            }
        }
        BOOST_TEST(size == mebibytes << 20, what);
        BOOST_TEST(kibibytes >= mebibytes << 10, what);
        if (!sanitized)
        {
            BOOST_TEST(kibibytes <= (mebibytes << 10) * most,
                       what << kibibytes);
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
