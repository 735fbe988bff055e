// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/run.hpp>

#include "start_modes.hpp"

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <cstdint>
#include <initializer_list>
#include <string>

#include <pthread.h>
#include <sys/wait.h>
#include <unistd.h>

// The signal mask and the signal actions of a child.

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

// A signal mask of the child, from /proc.
std::uint64_t mask_of_child(std::string const& field, sp::options const& way)
{
    auto const line = sp::run(child({"status:" + field}), way,
                              sp::stdout_ = sp::PIPE, sp::timeout = 30)
                          .stdout_.value();
    return std::stoull(line.substr(field.size() + 1), nullptr, 16);
}

constexpr std::uint64_t bit(int signal)
{
    return std::uint64_t(1) << (signal - 1);
}

void block_only(std::initializer_list<int> signals)
{
    sigset_t set;
    ::sigemptyset(&set);
    for (int number : signals)
    {
        ::sigaddset(&set, number);
    }
    ::sigprocmask(SIG_SETMASK, &set, nullptr);
}

void nothing(int) {}

} // namespace

BOOST_AUTO_TEST_SUITE(start_signals,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    posix_restore_signals_resets_ignored,
    *label("py:subprocess.posix.restore_signals.resets_ignored"))
{
    CHECK_FORKED([] {
        ::signal(SIGPIPE, SIG_IGN);
        ::signal(SIGXFSZ, SIG_IGN);
        for (auto way : start_modes())
        {
            way.restore_signals = true;
            auto const restored = mask_of_child("SigIgn", way);
            way.restore_signals = false;
            auto const kept = mask_of_child("SigIgn", way);
            EXPECT((restored & 0x1001000) == 0);
            EXPECT((kept & 0x1001000) == 0x1001000);
            EXPECT((restored ^ kept) == 0x1001000);
        }
        // The parent's own actions have not changed.
        EXPECT(::signal(SIGPIPE, SIG_DFL) == SIG_IGN);
        EXPECT(::signal(SIGXFSZ, SIG_DFL) == SIG_IGN);
    });
}

BOOST_AUTO_TEST_CASE(restore_signals_default_true,
                     *label("py:subprocess.restore_signals.default_true"))
{
    CHECK_FORKED([] {
        ::signal(SIGPIPE, SIG_IGN);
        ::signal(SIGXFSZ, SIG_IGN);
        EXPECT((mask_of_child("SigIgn", {}) & 0x1001000) == 0);
        // Not only /proc says so: a broken pipe ends the child.
        int ends[2];
        EXPECT(::pipe(ends) == 0);
        ::close(ends[0]);
        EXPECT(sp::call(child({"out:x"}), sp::stdout_ = ends[1]) == -SIGPIPE);
        EXPECT(sp::call(child({"out:x"}), sp::stdout_ = ends[1],
                        sp::restore_signals = false) == 99);
    });
}

BOOST_AUTO_TEST_CASE(restore_signals_only_those,
                     *label("py:subprocess.restore_signals.only_those"))
{
    CHECK_FORKED([] {
        ::signal(SIGUSR1, SIG_IGN);
        ::signal(SIGUSR2, nothing);
        ::signal(SIGINT, SIG_IGN);
        for (auto const& way : start_modes())
        {
            auto const ignored = mask_of_child("SigIgn", way);
            EXPECT((ignored & 0x200) == 0x200);
            EXPECT((ignored & bit(SIGINT)) != 0);
            EXPECT((ignored & bit(SIGUSR2)) == 0);
        }
        EXPECT(::signal(SIGUSR2, SIG_DFL) == nothing);
    });
}

BOOST_AUTO_TEST_CASE(signal_mask_inherited,
                     *label("py:subprocess.signal_mask_inherited"))
{
    CHECK_FORKED([] {
        for (auto way : start_modes())
        {
            for (bool const close_fds : {true, false})
            {
                way.close_fds = close_fds;
                block_only({SIGUSR1});
                EXPECT(mask_of_child("SigBlk", way) == 0x200);
                block_only({});
                EXPECT(mask_of_child("SigBlk", way) == 0);
                block_only({SIGTERM, SIGCHLD, SIGRTMIN + 3});
                EXPECT(mask_of_child("SigBlk", way) ==
                       (bit(SIGTERM) | bit(SIGCHLD) | bit(SIGRTMIN + 3)));
                // The mask of the caller has not changed, not even by a
                // failure.
                auto bad = way;
                bad.cwd = "/nonexistent";
                EXPECT(failure_of([&] { sp::call(child(), bad); }) ==
                       failure(ENOENT, "/nonexistent"));
                sigset_t now;
                ::sigprocmask(SIG_SETMASK, nullptr, &now);
                EXPECT(::sigismember(&now, SIGTERM) == 1);
                EXPECT(::sigismember(&now, SIGUSR1) == 0);
            }
        }
    });
}

// No handler of the parent runs in the child, even if the signal comes at once.
BOOST_AUTO_TEST_CASE(signal_just_after_the_fork)
{
    CHECK_FORKED([] {
        // Handlers of pthread_atfork() run before any other code in the child.
        ::pthread_atfork(nullptr, nullptr, [] { ::kill(::getpid(), SIGUSR2); });
        ::signal(SIGUSR2, [](int) { ::_exit(77); });
        EXPECT(sp::call(
                   child({"exit:3"}), sp::preexec_fn = [] {},
                   sp::timeout = 30) == -SIGUSR2);
        block_only({SIGUSR2});
        EXPECT(sp::call(
                   child({"exit:3"}), sp::preexec_fn = [] {},
                   sp::timeout = 30) == 3);
    });
}

// A child that is killed before it executes its program counts as killed.
BOOST_AUTO_TEST_CASE(killed_just_after_the_fork)
{
    CHECK_FORKED([] {
        auto const wait_for_its_end = [] {
            siginfo_t info;
            ::waitid(P_ALL, 0, &info, WEXITED | WNOWAIT);
        };
        ::pthread_atfork(nullptr, wait_for_its_end, [] { ::raise(SIGKILL); });
        EXPECT(sp::call(
                   child({"exit:3"}), sp::preexec_fn = [] {}) == -SIGKILL);
    });
}

// The same for a signal that comes when the mask of the caller is restored in
// the child.
BOOST_AUTO_TEST_CASE(signal_in_the_hook)
{
    CHECK_FORKED([] {
        static int caught_here;
        ::signal(SIGUSR2, [](int) { ++caught_here; });
        for (auto const& way : start_modes())
        {
            caught_here = 0;
            auto loud = way;
            loud.preexec_fn = [] { ::raise(SIGUSR2); };
            // The signal has its default action, which ends the child.
            EXPECT(sp::call(child({"out:x"}), loud, sp::stdout_ = sp::DEVNULL,
                            sp::timeout = 30) == -SIGUSR2);
            EXPECT(caught_here == 0);
        }
    });
}

BOOST_AUTO_TEST_SUITE_END()
