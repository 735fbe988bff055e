// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/attach.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include "checks.hpp"
#include "forked_child.hpp"

#include <support/may_refuse_calls.hpp>
#include <support/on_native_kernel.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <typeinfo>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

// The library works without the features that an older kernel lacks, or that a
// sandbox forbids. The same checks run with system calls refused.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

void it_captures()
{
    auto const r =
        sp::run(child({"fds", "err:x", "exit:3"}), sp::capture_output);
    EXPECT(r.returncode == 3);
    EXPECT(*r.stdout_ == "0 1 2\n");
    EXPECT(*r.stderr_ == "x");

    std::string const much(1 << 20, 'a');
    auto const both = sp::run(child({"upper"}), sp::input = much,
                              sp::capture_output, sp::timeout = 60s);
    EXPECT(*both.stdout_ == std::string(much.size(), 'A'));
    EXPECT(sp::call(child({"exit:4"})) == 4);
    EXPECT(sp::call(child({"raise:9"})) == -9);
}

void it_waits_and_signals()
{
    sp::Popen p(child({"trap:15", "out:ready\n", "forever"}),
                sp::stdout_ = sp::PIPE);
    EXPECT(p.stdout_().readline() == "ready\n");
    EXPECT(!p.poll());
    auto const begin = std::chrono::steady_clock::now();
    EXPECT(expect_error<sp::TimeoutExpired>([&] { p.wait(70ms); }).timeout ==
           0.07);
    EXPECT(std::chrono::steady_clock::now() - begin >= 70ms);
    p.terminate();
    EXPECT(p.wait(30s) == 7);
    EXPECT(p.stdout_().read() == "caught 15\n");
    p.kill();

    auto const late = expect_error<sp::TimeoutExpired>([] {
        sp::run(child({"forever"}), sp::capture_output, sp::timeout = 50ms);
    });
    EXPECT(late.timeout == 0.05);

    sp::Popen killed(child({"forever"}));
    killed.kill();
    EXPECT(killed.wait() == -SIGKILL);
    EXPECT(killed.poll() == -SIGKILL);
}

// The child tests descriptors one by one, since the calls that list a directory
// may be refused.
void it_closes_descriptors()
{
    std::vector<int> open;
    for (int i = 0; i != 300; ++i)
    {
        open.push_back(::open("/dev/null", O_RDONLY));
    }
    auto const look = [&](auto&&... keywords) {
        auto words = child({});
        for (auto number : open)
        {
            words.push_back("isopen:" + std::to_string(number));
        }
        return *sp::run(words, sp::stdout_ = sp::PIPE, keywords...).stdout_;
    };
    std::string closed(300, '0');
    EXPECT(look() == closed);
    EXPECT(look(sp::close_fds = false) == std::string(300, '1'));
    closed[7] = closed[8] = closed[299] = '1';
    EXPECT(look(sp::pass_fds = {open[299], open[7], open[8]}) == closed);
    EXPECT(look(
               sp::pass_fds = {open[299], open[7], open[8]},
               sp::preexec_fn = [] {}) == closed);
    for (auto number : open)
    {
        ::close(number);
    }
}

void it_prepares()
{
    scratch_directory const scratch;
    auto const preexec = [&] {
        ::close(::creat((scratch.path() + "/x").c_str(), 0600));
    };
    auto const r =
        sp::run(child({"cwd", "umask", "getenv:A"}), sp::stdout_ = sp::PIPE,
                sp::cwd = scratch.path(), sp::umask = 027,
                sp::env = {{"A", "b"}}, sp::preexec_fn = preexec);
    EXPECT(*r.stdout_ == scratch.path() + "\n23\nb");
    EXPECT(::access((scratch.path() + "/x").c_str(), F_OK) == 0);

    sp::Popen session(child({"sid", "pgid"}), sp::stdout_ = sp::PIPE,
                      sp::start_new_session);
    auto const id = std::to_string(session.pid()) + "\n";
    EXPECT(session.stdout_().read() == id + id);
    EXPECT(session.wait() == 0);

    if (is_root())
    {
        auto const other = sp::run(
            child({"uid", "gid", "groups"}), sp::stdout_ = sp::PIPE,
            sp::user = 65534, sp::group = 65533, sp::extra_groups = {7, 6});
        EXPECT(*other.stdout_ == "65534\n65533\n6 7\n");
    }
    else
    {
        auto const same = sp::run(child({"uid"}), sp::stdout_ = sp::PIPE,
                                  sp::user = ::getuid());
        EXPECT(*same.stdout_ == std::to_string(::getuid()) + "\n");
    }
}

// The child inherits the signal mask and the ignored signals of the caller, and
// not its handlers.
void it_settles_signals()
{
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGUSR1, &action, nullptr);
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGUSR2, &action, nullptr);
    ::sigaction(SIGPIPE, &action, nullptr);
    sigset_t blocked;
    ::sigemptyset(&blocked);
    ::sigaddset(&blocked, SIGTERM);
    ::pthread_sigmask(SIG_SETMASK, &blocked, nullptr);

    // Not the child program of the tests: sanitizers would install handlers in
    // it.
    std::vector<std::string> const look{"sed", "-n", "/^Sig[BIC]/p",
                                        "/proc/self/status"};
    std::string const right = "SigBlk:\t0000000000004000\n"
                              "SigIgn:\t0000000000000800\n"
                              "SigCgt:\t0000000000000000\n";
    EXPECT(sp::check_output(look) == right);
    EXPECT(sp::check_output(
               look, sp::preexec_fn = [] {}) == right);
    EXPECT(sp::check_output(look, sp::user = ::getuid()) == right);
    // No handler of the caller can run in the child, not even before the
    // program is executed.
    auto const has_handler = [] {
        struct sigaction now;
        return ::sigaction(SIGUSR1, nullptr, &now) != 0 ||
               now.sa_handler != SIG_DFL;
    };
    EXPECT(has_handler());
    auto const check = [&] {
        if (has_handler())
        {
            throw std::runtime_error("a handler");
        }
    };
    EXPECT(sp::call(child({"exit:5"}), sp::preexec_fn = check) == 5);

    sigset_t now;
    ::pthread_sigmask(SIG_SETMASK, nullptr, &now);
    EXPECT(::sigismember(&now, SIGTERM) == 1 && !::sigismember(&now, SIGUSR1));
    ::sigaction(SIGUSR1, nullptr, &action);
    EXPECT(action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN);
    ::sigemptyset(&blocked);
    ::pthread_sigmask(SIG_SETMASK, &blocked, nullptr);
    ::signal(SIGUSR1, SIG_DFL);
    ::signal(SIGUSR2, SIG_DFL);
    ::signal(SIGPIPE, SIG_DFL);
}

void it_reports_failures()
{
    scratch_directory const scratch;
    auto const data = scratch.file("data");
    auto const missing = scratch.path() + "/missing";
    using missing_file = concur::FileNotFoundError;

    auto const fails = [&](auto&&... keywords) {
        auto const no_program = expect_error<missing_file>([&] {
            sp::Popen({missing, "x"}, keywords...);
        });
        EXPECT(no_program.filename() == missing);
        auto const no_directory = expect_error<missing_file>(
            [&] { sp::Popen(child({}), sp::cwd = missing, keywords...); });
        EXPECT(no_directory.filename() == missing);
        auto const no_permission = expect_error<concur::PermissionError>(
            [&] { sp::Popen({data}, keywords...); });
        EXPECT(no_permission.filename() == data);
        EXPECT(no_permission.errno_() == EACCES);
        auto const bad_cwd = expect_error<concur::NotADirectoryError>(
            [&] { sp::Popen(child({}), sp::cwd = data, keywords...); });
        EXPECT(bad_cwd.filename() == data);
    };
    fails();
    fails(sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
          sp::stderr_ = sp::STDOUT);
    fails(sp::preexec_fn = [] {});
    fails(sp::user = ::getuid());
    fails(sp::close_fds = false);
    auto const threw = expect_error<sp::SubprocessError>([] {
        sp::Popen(
            child({}), sp::preexec_fn = [] { throw 1; });
    });
    EXPECT(std::string(threw.what()) == "Exception occurred in preexec_fn.");
}

void it_does_without_012()
{
    // High numbers: the descriptors are needed to report a failure.
    for (int i = 0; i != 3; ++i)
    {
        ::fcntl(i, F_DUPFD_CLOEXEC, 800);
        ::close(i);
    }
    auto const look = child({"isopen:0", "isopen:1", "isopen:2", "isopen:3"});
    EXPECT(*sp::run(look, sp::capture_output).stdout_ == "0110");
    EXPECT(*sp::run(
                look, sp::input = "", sp::stdout_ = sp::PIPE,
                sp::preexec_fn = [] {})
                .stdout_ == "1100");
    EXPECT(*sp::run(look, sp::capture_output, sp::user = ::getuid()).stdout_ ==
           "0110");
}

void it_bears_ignored_children()
{
    ::signal(SIGCHLD, SIG_IGN);
    EXPECT(sp::run(child({"out:x", "exit:3"}), sp::capture_output).returncode ==
           0);
    EXPECT(expect_error<concur::FileNotFoundError>([] {
               sp::Popen({"/missing"});
           }).filename() == "/missing");
    ::signal(SIGCHLD, SIG_DFL);
}

void everything()
{
    it_captures();
    it_waits_and_signals();
    it_closes_descriptors();
    it_prepares();
    it_reports_failures();
}

void works_without(std::vector<system_call> const& refused,
                   std::vector<int> const& errors = {ENOSYS, EPERM})
{
    for (auto error : errors)
    {
        BOOST_TEST_CONTEXT("errno " << error)
        CHECK_FORKED([&] {
            refuse_calls(refused, error);
            // The first start may initialise the C library.
            sp::call(child({}));
            process_state const before;
            everything();
            auto const changes = before.changes();
            expect(changes.empty(), "unchanged: " + changes);
            it_settles_signals();
            it_bears_ignored_children();
            it_does_without_012();
            expect(no_children(), "no child is left");
        });
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(fallbacks, *boost::unit_test::fixture<leaves_no_trace>() *
                                     support::may_refuse_calls)

BOOST_AUTO_TEST_CASE(it_works_when_nothing_is_refused)
{
    works_without({}, {ENOSYS});
}

BOOST_AUTO_TEST_CASE(it_works_without_clone3)
{
    works_without({calls::clone3});
}

BOOST_AUTO_TEST_CASE(it_works_when_clone3_knows_no_such_flags)
{
    works_without({calls::clone3, calls::clone_pidfd}, {EINVAL});
}

BOOST_AUTO_TEST_CASE(it_works_when_clone_gives_no_pidfd)
{
    works_without({calls::clone3, calls::clone_pidfd});
    works_without({calls::clone3, calls::clone_pidfd, calls::pidfd_open});
}

BOOST_AUTO_TEST_CASE(it_works_when_memory_cannot_be_shared)
{
    works_without({calls::clone3, calls::clone_sharing});
    works_without({calls::clone3, calls::clone_sharing, calls::pidfd_open});
}

BOOST_AUTO_TEST_CASE(it_works_without_pidfd_open)
{
    works_without({calls::pidfd_open});
}

BOOST_AUTO_TEST_CASE(it_works_when_a_pidfd_takes_no_signals)
{
    works_without({calls::pidfd_send_signal});
}

BOOST_AUTO_TEST_CASE(it_works_when_a_pidfd_cannot_be_waited_for)
{
    works_without({calls::wait_pidfd}, {EINVAL, ENOSYS, EPERM});
}

BOOST_AUTO_TEST_CASE(it_works_without_close_range)
{
    works_without({calls::close_range}, {ENOSYS, EPERM, EINVAL});
    // A failure for lack of memory is temporary, so each start tries the call
    // again.
    works_without({calls::close_range}, {ENOMEM});
    works_without({calls::close_range, calls::clone3, calls::clone_sharing});
}

// The child that finds the call refused ends. If it went on, it would close
// descriptors of this process.
BOOST_AUTO_TEST_CASE(it_starts_a_program_once_when_close_range_is_refused)
{
    for (auto error : {ENOSYS, ENOMEM})
    {
        CHECK_FORKED([&] {
            ::alarm(60);
            scratch_directory const scratch;
            auto const trace = scratch.path() + "/trace";
            file_descriptor const file(trace, O_WRONLY | O_CREAT | O_APPEND);
            refuse_calls({calls::close_range}, error);
            process_state const before;
            EXPECT(sp::call(child({"out:x", "exit:3"}),
                            sp::stdout_ = file.fileno()) == 3);
            EXPECT(expect_error<concur::FileNotFoundError>([&] {
                       sp::call({"/missing"}, sp::stdout_ = file.fileno());
                   }).filename() == "/missing");
            auto const changes = before.changes();
            expect(changes.empty(), "unchanged: " + changes);
            EXPECT(read_file(trace) == "x");
            EXPECT(no_children());
        });
    }
}

// Each process that is created sends a SIGCHLD when it ends.
volatile std::sig_atomic_t ended = 0;

BOOST_AUTO_TEST_CASE(it_remembers_that_close_range_is_refused)
{
    for (auto error : {ENOSYS, EPERM})
    {
        CHECK_FORKED([&] {
            refuse_calls({calls::close_range}, error);
            sp::call(child({}));
            ::signal(SIGCHLD, [](int) { ended = ended + 1; });
            for (int i = 0; i != 4; ++i)
            {
                sp::call(child({"sleep:0.02"}));
            }
            EXPECT(ended == 4);
        });
    }
}

BOOST_AUTO_TEST_CASE(it_works_without_any_of_them)
{
    works_without({calls::clone3, calls::clone_sharing, calls::pidfd_open,
                   calls::pidfd_send_signal, calls::wait_pidfd,
                   calls::close_range});
}

// Neither close_range() nor /proc is available: the child closes numbers one by
// one.
BOOST_AUTO_TEST_CASE(it_closes_descriptors_when_they_cannot_be_listed)
{
    for (auto error : {ENOSYS, EPERM})
    {
        CHECK_FORKED([&] {
            refuse_calls({calls::close_range, {SYS_getdents64}}, error);
            it_closes_descriptors();
            it_does_without_012();
        });
    }
}

#if defined(SECCOMP_USER_NOTIF_FLAG_CONTINUE)

namespace {

// From now on each child of this process can list directories once, and then no
// more. False if the kernel cannot do that.
bool break_listings_off()
{
    auto const number = static_cast<unsigned>(offsetof(seccomp_data, nr));
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_getdents64, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog const filter{sizeof program / sizeof *program, program};
    EXPECT(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0);
    auto const listener =
        static_cast<int>(::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER,
                                   SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
    if (listener < 0)
    {
        return false;
    }
    std::thread([listener] {
        std::set<unsigned> seen;
        for (;;)
        {
            seccomp_notif call{};
            if (::ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) != 0)
            {
                continue;
            }
            seccomp_notif_resp answer{};
            answer.id = call.id;
            if (seen.insert(call.pid).second)
            {
                answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
            }
            else
            {
                answer.error = -EIO;
            }
            ::ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
        }
    }).detach();
    return true;
}

} // namespace

BOOST_AUTO_TEST_CASE(it_closes_descriptors_when_their_listing_breaks_off)
{
    CHECK_FORKED([&] {
        ::alarm(60);
        // More descriptors than one part of the listing has.
        constexpr rlim_t many = 2000;
        rlimit limit{};
        EXPECT(::getrlimit(RLIMIT_NOFILE, &limit) == 0);
        limit.rlim_cur = std::min(limit.rlim_max, many);
        EXPECT(::setrlimit(RLIMIT_NOFILE, &limit) == 0);
        refuse_calls({calls::close_range}, ENOSYS);
        if (limit.rlim_cur < many || !break_listings_off())
        {
            BOOST_TEST_MESSAGE("skipped: no calls can be intercepted here");
            return;
        }
        int last = 0;
        while (last < 1900)
        {
            last = ::open("/dev/null", O_RDONLY);
            EXPECT(last >= 0);
        }
        // The listing itself needs room.
        for (int number = 100; number != 120; ++number)
        {
            ::close(number);
        }
        auto const look = child(
            {"isopen:100", "isopen:1000", "isopen:" + std::to_string(last)});
        EXPECT(*sp::run(look, sp::stdout_ = sp::PIPE).stdout_ == "000");
        EXPECT(*sp::run(
                    look, sp::stdout_ = sp::PIPE, sp::preexec_fn = [] {})
                    .stdout_ == "000");
    });
}

#endif

// If no process can be created at all, the call throws, and leaves nothing
// behind.
BOOST_AUTO_TEST_CASE(it_reports_that_no_process_can_be_made)
{
    for (auto error : {ENOSYS, EPERM})
    {
        CHECK_FORKED([&] {
            process_state const before;
            refuse_calls(calls::make_process, error);
            auto const piped = expect_error<concur::OSError>(
                [] { sp::run(child({}), sp::capture_output); });
            EXPECT(piped.errno_() == error);
            EXPECT(!piped.filename());
            auto const hooked = expect_error<concur::OSError>([] {
                sp::Popen(
                    child({}), sp::preexec_fn = [] {});
            });
            EXPECT(hooked.errno_() == error);
            auto const changes = before.changes();
            expect(changes.empty(), "unchanged: " + changes);
        });
    }
}

BOOST_AUTO_TEST_CASE(a_process_is_not_attached_without_pidfd_open)
{
    CHECK_FORKED([] {
        refuse_calls({calls::pidfd_open}, ENOSYS);
        auto const e =
            expect_error<concur::OSError>([] { sp::attach(::getpid()); });
        EXPECT(e.errno_() == ENOSYS && e.filename() == "pidfd_open");
    });
}

// As on Linux 5.3.
BOOST_AUTO_TEST_CASE(the_end_of_an_attached_process_is_unknown_without_its_wait,
                     *on_native_kernel)
{
    CHECK_FORKED([] {
        refuse_calls({calls::wait_pidfd}, EINVAL);
        auto const pid = fork_child(3);
        EXPECT(sp::attach(pid).wait(20) == unknown_end);
        EXPECT(WEXITSTATUS(reap_forked(pid)) == 3);
    });
}

BOOST_AUTO_TEST_SUITE_END()
