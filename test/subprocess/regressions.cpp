// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "error_of_longer_child.hpp"

#include <concur/subprocess/launcher.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

// Defects that earlier versions had.

namespace sp = concur::subprocess;
using namespace support;

namespace {

struct throws_in_child
{
    template<class Launcher, class Path>
    boost::system::error_code on_exec_setup(Launcher&, Path const&,
                                            char const* const*)
    {
        throw 1;
    }
};

// A launcher that repeats a failed start.
struct persistent : sp::posix::launcher
{
    template<class... Inits>
    sp::posix::start_result start(sp::posix::child_plan& plan, Inits&... inits)
    {
        sp::posix::launcher::start(plan, inits...);
        return sp::posix::launcher::start(plan, inits...);
    }
};

struct persistent_policy : sp::default_policy
{
    using launcher = persistent;
};

} // namespace

BOOST_AUTO_TEST_SUITE(regressions,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_scope_ends_though_a_stream_cannot_be_closed)
{
    // cat ends only when its input is closed, too.
    sp::Popen p({"cat"}, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    ::close(p.stdout_().fileno());
    BOOST_CHECK_EXCEPTION(p.close_and_wait(), concur::OSError,
                          [](auto const& e) { return e.errno_() == EBADF; });
    BOOST_TEST(p.returncode().value() == 0);
    BOOST_TEST(p.stdin_().closed());
}

BOOST_AUTO_TEST_CASE(an_initializer_that_throws_in_the_child_is_an_error)
{
    boost::asio::io_context context;
    boost::system::error_code ec;
    sp::posix::launcher launch;
    auto process = launch(context, ec, "/bin/true", std::vector<std::string>{},
                          throws_in_child());
    BOOST_TEST(ec.value() == ECANCELED);
    BOOST_TEST(!process.is_open());
    BOOST_CHECK_THROW(launch(context, "/bin/true", std::vector<std::string>{},
                             throws_in_child()),
                      boost::system::system_error);
}

BOOST_AUTO_TEST_CASE(preexec_fn_sets_the_environment_beside_initializers)
{
    boost::process::v2::process_start_dir const root("/");
    auto here = root;
    auto const set = [] {
        for (int i = 0; i != 200; ++i)
        {
            ::setenv(("CONCUR_" + std::to_string(i)).c_str(), "set", 1);
        }
    };
    BOOST_TEST(sp::check_output(child({"getenv:CONCUR_199"}),
                                sp::preexec_fn = set, here) == "set");
}

BOOST_AUTO_TEST_CASE(a_plan_can_be_started_twice)
{
    boost::process::v2::process_start_dir root("/");
    BOOST_CHECK_EXCEPTION(
        sp::run<persistent_policy>({"/nonexistent/program"}, root),
        concur::FileNotFoundError,
        [](auto const& e) { return e.filename() == "/nonexistent/program"; });
}

BOOST_AUTO_TEST_CASE(durations_too_long_to_convert_are_no_limit)
{
    using namespace std::chrono;
    BOOST_TEST(sp::call({"true"}, sp::timeout = hours::max()) == 0);
    BOOST_TEST(sp::call({"true"}, sp::timeout = nanoseconds::max()) == 0);
    BOOST_TEST(concur::timeout(minutes(2)).text() == "120");
    BOOST_TEST(concur::timeout(milliseconds(1500)).text() == "1.5");
}

BOOST_AUTO_TEST_CASE(a_child_that_may_not_be_killed_is_waited_for,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({SYS_pidfd_send_signal, SYS_kill}, EPERM);
        error_of_longer_child<concur::PermissionError>(
            [](std::string const& sleep) {
                sp::run(child({sleep}), sp::timeout = 0.01);
            });
        EXPECT(no_children());
    });
}

BOOST_AUTO_TEST_CASE(a_wait_that_the_system_refuses_is_an_error,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        sp::basic_popen<sp::default_policy> p({"true"});
        refuse_calls({SYS_waitid}, EPERM);
        try
        {
            p.wait();
            EXPECT(!"thrown");
        }
        catch (concur::PermissionError const&)
        {
        }
    });
}

BOOST_AUTO_TEST_CASE(a_child_does_not_outlive_a_parent_killed_during_its_start)
{
    int ends[2];
    BOOST_TEST_REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    auto const end = run_forked([] {
        ::pthread_atfork(
            nullptr, [] { ::raise(SIGKILL); }, nullptr);
        sp::call(
            {"true"}, sp::preexec_fn = [] {});
    });
    BOOST_TEST(end == "ended with wait status 9");
    ::close(ends[1]);
    // The child was the last process that held the other end.
    pollfd set{ends[0], POLLIN, 0};
    BOOST_TEST(::poll(&set, 1, 30'000) == 1);
    BOOST_TEST((set.revents & POLLHUP) != 0);
    ::close(ends[0]);
}

BOOST_AUTO_TEST_CASE(text_that_could_not_be_read_does_not_go_missing_quietly)
{
    sp::Popen p(child({"out:ab\\xffcd\\n", "out:ef\\n"}),
                sp::stdout_ = sp::PIPE, sp::encoding = "utf-8");
    BOOST_CHECK_THROW(p.stdout_().read(), concur::UnicodeDecodeError);
    BOOST_CHECK_THROW(p.stdout_().read(), concur::UnicodeDecodeError);
    BOOST_CHECK_THROW(p.communicate(), concur::UnicodeDecodeError);
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_process_object_that_was_moved_from_says_so)
{
    sp::Popen p({"true"});
    sp::Popen q(std::move(p));
    BOOST_CHECK_THROW(p.wait(), concur::ValueError);
    BOOST_CHECK_THROW(p.args(), concur::ValueError);
    auto& same = q;
    q = std::move(same);
    BOOST_TEST(q.wait() == 0);
}

BOOST_AUTO_TEST_CASE(descriptors_too_large_overflow)
{
    BOOST_CHECK_THROW(
        sp::run({"true"},
                sp::stdout_ = std::numeric_limits<unsigned long long>::max()),
        concur::OverflowError);
}

BOOST_AUTO_TEST_CASE(of_equal_names_the_last_counts)
{
    std::vector<std::pair<std::string, std::string>> const twice{
        {"A", "1"}, {"B", "2"}, {"A", "3"}};
    BOOST_TEST(sp::check_output(child({"env"}), sp::env = twice) ==
               "A=3\nB=2\n");
    BOOST_TEST(
        sp::check_output(child({"env"}), sp::env = sp::environment(twice).set(
                                             "B", "4")) == "A=3\nB=4\n");
}

BOOST_AUTO_TEST_SUITE_END()
