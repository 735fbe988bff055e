// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/subprocess/run.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

std::string const fixed_message = "Exception occurred in preexec_fn.";

// The message of a start whose preexec_fn throws.
template<class Thrown>
std::string message_after(Thrown const& thrown)
{
    return error_message<sp::SubprocessError>([&] {
        sp::Popen p(
            child({"out:started"}), sp::stdin_ = sp::PIPE,
            sp::stdout_ = sp::PIPE, sp::stderr_ = sp::PIPE,
            sp::preexec_fn = [&] { throw thrown; });
    });
}

// A check for the hook, which can report an error only by an exit.
void in_child(bool truth, char const* what)
{
    if (!truth)
    {
        auto const n = ::write(2, what, std::char_traits<char>::length(what));
        ::_exit(n < 0 ? 101 : 100);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(preexec_fn, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(posix_preexec_fn_runs_in_child,
                     *label("py:subprocess.posix.preexec_fn.runs_in_child"))
{
    auto const parent = ::getpid();
    auto const done = sp::run(
        child({"getenv:FRUIT"}), sp::capture_output, sp::preexec_fn = [=] {
            expect(::getppid() == parent, "a child");
            ::setenv("FRUIT", "apple", 1);
        });
    BOOST_TEST((done.stdout_ == "apple"));
    BOOST_TEST(std::getenv("FRUIT") == nullptr);
}

BOOST_AUTO_TEST_CASE(
    posix_preexec_fn_exception_reported,
    *label("py:subprocess.posix.preexec_fn.exception_reported"))
{
    scratch_directory const place;
    BOOST_TEST(error_message<sp::SubprocessError>([&] {
                   sp::Popen p(
                       child({"create:" + place.path() + "/trace"}),
                       sp::preexec_fn = [] { throw std::runtime_error("no"); });
               }) == fixed_message);
    BOOST_TEST(no_children());
    BOOST_TEST(!std::filesystem::exists(place.path() + "/trace"));
}

BOOST_AUTO_TEST_CASE(
    posix_preexec_fn_exception_message_fixed,
    *label("py:subprocess.posix.preexec_fn.exception_message_fixed"))
{
    BOOST_TEST(message_after(std::runtime_error("\xff\xfe undecodable \x80")) ==
               fixed_message);
    BOOST_TEST(message_after(std::runtime_error("")) == fixed_message);
    BOOST_TEST(message_after(std::runtime_error(std::string(100000, 'x'))) ==
               fixed_message);
}

BOOST_AUTO_TEST_CASE(preexec_fn_any_exception_type,
                     *label("py:subprocess.preexec_fn.any_exception_type"))
{
    struct exit_request
    {
        int status;
    };
    BOOST_TEST(message_after(concur::OSError(ENOENT, "file")) == fixed_message);
    BOOST_TEST(message_after(std::system_error(
                   EACCES, std::generic_category())) == fixed_message);
    BOOST_TEST(message_after(exit_request{3}) == fixed_message);
    BOOST_TEST(message_after(47) == fixed_message);
    BOOST_TEST(message_after(sp::SubprocessError("mine")) == fixed_message);
}

// A hook that ends the process ends the child.
BOOST_AUTO_TEST_CASE(preexec_fn_that_exits)
{
    BOOST_TEST(sp::call(
                   child({"exit:5"}), sp::preexec_fn = [] { ::_exit(3); }) ==
               3);
    BOOST_TEST(sp::call(
                   child({"exit:5"}), sp::preexec_fn = [] {
                       ::signal(SIGTERM, SIG_DFL);
                       ::raise(SIGTERM);
                   }) == -SIGTERM);
}

BOOST_AUTO_TEST_CASE(preexec_fn_order, *label("py:subprocess.preexec_fn.order"))
{
    CHECK_FORKED([] {
        scratch_directory const place;
        null_descriptors const open(1);
        ::signal(SIGPIPE, SIG_IGN);
        ::signal(SIGXFSZ, SIG_IGN);
        ::umask(022);
        sigset_t usr1;
        ::sigemptyset(&usr1);
        ::sigaddset(&usr1, SIGUSR1);
        ::sigprocmask(SIG_SETMASK, &usr1, nullptr);
        auto const uid = is_root() ? 65534 : ::getuid();
        auto const gid = is_root() ? 65534 : ::getgid();

        auto const look = [&] {
            in_child(std::filesystem::current_path() ==
                         std::filesystem::canonical(place.path()),
                     "cwd");
            auto const mask = ::umask(0);
            ::umask(mask);
            in_child(mask == 053, "umask");
            for (int number : {SIGPIPE, SIGXFSZ})
            {
                in_child(::signal(number, SIG_IGN) == SIG_DFL,
                         "restored signals");
            }
            sigset_t blocked;
            ::sigprocmask(SIG_SETMASK, nullptr, &blocked);
            for (int number = 1; number < SIGRTMIN; ++number)
            {
                in_child(::sigismember(&blocked, number) == (number == SIGUSR1),
                         "the caller's mask");
            }
            in_child(::getsid(0) == ::getpid(), "session");
            uid_t u[3];
            gid_t g[3];
            ::getresuid(&u[0], &u[1], &u[2]);
            ::getresgid(&g[0], &g[1], &g[2]);
            in_child(u[0] == uid && u[1] == uid && u[2] == uid, "user");
            in_child(g[0] == gid && g[1] == gid && g[2] == gid, "group");
            in_child(::fcntl(open[0], F_GETFD) >= 0, "descriptor not closed");
            in_child(::write(1, "hook ", 5) == 5, "stdout in place");
        };
        auto const done = sp::run(
            {"/bin/sh", "-c",
             "echo program; test ! -e /proc/self/fd/$0 || echo not closed",
             std::to_string(open[0])},
            sp::capture_output, sp::cwd = place.path(), sp::umask = 053,
            sp::start_new_session, sp::user = uid, sp::group = gid,
            sp::preexec_fn = look, sp::timeout = 30);
        expect(done.stderr_ == "", *done.stderr_);
        EXPECT(done.stdout_ == "hook program\n");
    });
}

BOOST_AUTO_TEST_CASE(preexec_fn_not_reached_on_bad_cwd,
                     *label("py:subprocess.preexec_fn.not_reached_on_bad_cwd"))
{
    scratch_directory const place;
    auto const trace = place.path() + "/trace";
    auto const nowhere = place.path() + "/nowhere";
    BOOST_TEST(failure_of([&] {
                   sp::call(
                       child(), sp::cwd = nowhere, sp::preexec_fn = [&] {
                           ::close(
                               ::open(trace.c_str(), O_CREAT | O_WRONLY, 0600));
                           throw 0;
                       });
               }) == failure(ENOENT, nowhere));
    BOOST_TEST(!std::filesystem::exists(trace));
}

BOOST_AUTO_TEST_SUITE_END()
