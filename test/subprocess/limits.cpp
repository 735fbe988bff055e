// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/resource_limit.hpp>

#include "checks.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>
#include <support/expect_error.hpp>
#include <support/first_processor.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <limits>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

// The priority of a child, its processors, its limits and its rights.

namespace sp = concur::subprocess;
using namespace support;

namespace {

// The value of a line of /proc/PID/status, in the child that prints it.
template<class... Keywords>
std::string status(std::string const& name, Keywords... keywords)
{
    return sp::check_output(
        {"sed", "-n", "s/^" + name + ":[[:space:]]*//p", "/proc/self/status"},
        keywords...);
}

template<class... Keywords>
std::string shell(std::string const& script, Keywords... keywords)
{
    return sp::check_output(script, sp::shell, keywords...);
}

// The keyword that an error of a start names.
template<class... Keywords>
std::string refused(int error, Keywords... keywords)
{
    auto const e = expect_error<concur::OSError>(
        [&] { sp::Popen("/bin/true", keywords...); });
    BOOST_TEST(e.errno_() == error);
    return e.filename().value_or("");
}

// Root in a container often may not raise a priority.
bool may_raise_priority()
{
    return run_forked([] {
               auto const own = ::getpriority(PRIO_PROCESS, 0);
               EXPECT(::setpriority(PRIO_PROCESS, 0, own - 1) == 0);
           })
        .empty();
}

} // namespace

BOOST_AUTO_TEST_SUITE(limits, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(nice_value)
{
    auto const own = ::getpriority(PRIO_PROCESS, 0);
    BOOST_TEST(sp::check_output("nice", sp::nice = 3) ==
               std::to_string(std::min(own + 3, 19)) + "\n");
    BOOST_TEST(sp::check_output("nice", sp::nice = 100) == "19\n");
    BOOST_TEST(sp::check_output("nice", sp::nice = 0) ==
               std::to_string(own) + "\n");
    BOOST_TEST(::getpriority(PRIO_PROCESS, 0) == own);
}

BOOST_AUTO_TEST_CASE(limits_of_resources)
{
    rlimit before{};
    ::getrlimit(RLIMIT_NOFILE, &before);
    BOOST_TEST(shell("ulimit -Sn; ulimit -Hn; ulimit -Hc",
                     sp::rlimits = {{RLIMIT_NOFILE, 40, 50},
                                    {RLIMIT_CORE, 0}}) == "40\n50\n0\n");
    rlimit after{};
    ::getrlimit(RLIMIT_NOFILE, &after);
    BOOST_TEST(after.rlim_cur == before.rlim_cur);
    BOOST_TEST(after.rlim_max == before.rlim_max);
}

BOOST_AUTO_TEST_CASE(no_limit)
{
    rlimit before{};
    ::getrlimit(RLIMIT_DATA, &before);
    if (before.rlim_max != RLIM_INFINITY)
    {
        BOOST_TEST_MESSAGE("skipped: memory is limited");
        return;
    }
    BOOST_TEST(shell("ulimit -Sd; ulimit -Hd",
                     sp::rlimits = {{RLIMIT_DATA, 1L << 30, RLIM_INFINITY}}) ==
               "1048576\nunlimited\n");
    BOOST_TEST(
        shell("ulimit -Sd; ulimit -Hd", sp::rlimits = {{RLIMIT_DATA, -1}}) ==
        "unlimited\nunlimited\n");
}

// More than the whole range of nice values, and even what an int can hold.
BOOST_AUTO_TEST_CASE(large_increments)
{
    CHECK_FORKED([] {
        // The sum with the value of this process is too large for an int.
        auto const own = std::max(2, ::getpriority(PRIO_PROCESS, 0));
        EXPECT(::setpriority(PRIO_PROCESS, 0, own) == 0);
        auto const nice = [](int increment) {
            return sp::check_output("nice", sp::nice = increment);
        };
        EXPECT(nice(1000) == "19\n");
        EXPECT(nice(std::numeric_limits<int>::max()) == "19\n");
        if (may_raise_priority())
        {
            EXPECT(nice(std::numeric_limits<int>::min()) == "-20\n");
        }
    });
}

// Descriptors are closed although the limit of the child is below them, also
// where the system has no close_range().
BOOST_AUTO_TEST_CASE(a_limit_below_open_descriptors, *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        int const high = ::fcntl(0, F_DUPFD, 77);
        EXPECT(high >= 77);
        auto const open = [&] {
            return sp::check_output(
                "test -e /proc/self/fd/" + std::to_string(high) +
                    " && echo open; ulimit -n",
                sp::shell, sp::rlimits = {{RLIMIT_NOFILE, 4, 20}});
        };
        EXPECT(open() == "4\n");
        refuse_calls({calls::close_range}, ENOSYS);
        EXPECT(open() == "4\n");
    });
}

// The limits do not hinder the start itself.
BOOST_AUTO_TEST_CASE(a_limit_that_the_start_itself_exceeds)
{
    BOOST_TEST(shell("echo text", sp::rlimits = {{RLIMIT_NOFILE, 4}},
                     sp::nice = 1, sp::stdin_ = sp::DEVNULL) == "text\n");
}

BOOST_AUTO_TEST_CASE(refused_by_the_system)
{
    BOOST_TEST(refused(EINVAL, sp::rlimits = {{-7, 1}}) == "rlimits");
    BOOST_TEST(refused(EINVAL, sp::rlimits = {{RLIMIT_CPU, 2, 1}}) ==
               "rlimits");
    CHECK_FORKED([] {
        drop_privileges();
        rlimit files{};
        ::getrlimit(RLIMIT_NOFILE, &files);
        files.rlim_cur = files.rlim_max = 100;
        ::setrlimit(RLIMIT_NOFILE, &files);
        process_state const before;
        auto const names = [](auto keyword) {
            auto const e = expect_error<concur::PermissionError>(
                [&] { sp::Popen("/bin/true", keyword); });
            return e.filename().value_or("");
        };
        EXPECT(names(sp::nice = -1) == "nice");
        EXPECT(names(sp::rlimits = {{RLIMIT_NOFILE, 101}}) == "rlimits");
        if (!portable_kernel())
        {
            EXPECT(names(sp::oom_score_adj = -1000) == "oom_score_adj");
        }
        auto const changes = before.changes();
        EXPECT(changes.empty());
    });
}

BOOST_AUTO_TEST_CASE(refused_arguments)
{
    auto const message = [](auto keyword) {
        return error_message<concur::ValueError>(
            [&] { sp::Popen("/bin/true", keyword); });
    };
    BOOST_TEST(message(sp::rlimits = {{RLIMIT_CPU, -2}}) ==
               "a limit of a resource cannot be negative");
    std::string const processors =
        "cpu_affinity takes one or more numbers of processors";
    BOOST_TEST(message(sp::cpu_affinity = {-1}) == processors);
    BOOST_TEST(message(sp::cpu_affinity = {65536}) == processors);
    BOOST_TEST(message(sp::cpu_affinity = sp::sequence<long long>()) ==
               processors);
    BOOST_CHECK_THROW(
        sp::Popen("/bin/true",
                  sp::nice = std::numeric_limits<long long>::max()),
        concur::OverflowError);
}

BOOST_AUTO_TEST_CASE(attributes_of_linux)
{
    if (portable_kernel())
    {
        BOOST_TEST(refused(ENOSYS, sp::cpu_affinity = {0}) == "cpu_affinity");
        BOOST_TEST(refused(ENOSYS, sp::oom_score_adj = 1) == "oom_score_adj");
        BOOST_TEST(refused(ENOSYS, sp::no_new_privs) == "no_new_privs");
        return;
    }
    auto const own = read_file("/proc/self/oom_score_adj");
    BOOST_TEST(sp::check_output({"cat", "/proc/self/oom_score_adj"},
                                sp::oom_score_adj = 1000) == "1000\n");
    BOOST_TEST(read_file("/proc/self/oom_score_adj") == own);
    BOOST_TEST(refused(EINVAL, sp::oom_score_adj = 1001) == "oom_score_adj");

    auto const processors = status("Cpus_allowed_list");
    int const first = first_processor();
    BOOST_TEST(status("Cpus_allowed_list", sp::cpu_affinity = {first}) ==
               std::to_string(first) + "\n");
    BOOST_TEST(status("Cpus_allowed_list") == processors);
    BOOST_TEST(refused(EINVAL, sp::cpu_affinity = {65535}) == "cpu_affinity");

    auto const before = status("NoNewPrivs");
    BOOST_TEST(status("NoNewPrivs", sp::no_new_privs) == "1\n");
    BOOST_TEST(status("NoNewPrivs") == before);
}

BOOST_AUTO_TEST_CASE(rights_of_the_parent)
{
    if (!is_root() || !may_raise_priority())
    {
        BOOST_TEST_MESSAGE("skipped: a priority may not be raised");
        return;
    }
    // The child is another user when its program begins.
    auto const own = ::getpriority(PRIO_PROCESS, 0);
    BOOST_TEST(sp::check_output("nice; id -u", sp::shell, sp::nice = -1,
                                sp::user = 65534,
                                sp::rlimits = {{RLIMIT_CORE, 5}}) ==
               std::to_string(own - 1) + "\n65534\n");
}

BOOST_AUTO_TEST_SUITE_END()
