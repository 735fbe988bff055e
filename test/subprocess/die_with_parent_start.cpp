// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/parent_death.hpp>

#include "both_drivers.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/popen.hpp>

#include <support/first_processor.hpp>
#include <support/may_refuse_calls.hpp>
#include <support/on_native_kernel.hpp>
#include <support/refused_calls.hpp>
#include <support/sanitized.hpp>
#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

// Starts with the keyword die_with_parent: the thread that makes the child,
// what the child has from which thread, and errors. All of them are in
// processes of their own, so that later tests do not find a thread of the
// library.

namespace sp = concur::subprocess;
using namespace support;

namespace {

sp::options dying(sp::options o = {})
{
    o.die_with_parent = true;
    return o;
}

os_failure refused(sp::options const& o)
{
    return failure_of([&] { sp::run(child({"exit:0"}), o); });
}

void starting_thread_ends(sp::options const& way)
{
    std::optional<sp::Popen> p;
    long task = 0;
    {
        test_thread const starter([&] {
            task = task_id();
            p.emplace(child({"line"}), way, sp::die_with_parent,
                      sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
        });
    }
    auto const path = "/proc/self/task/" + std::to_string(task);
    EXPECT(eventually([&] { return ::access(path.c_str(), F_OK) != 0; }));
    auto const out = p->communicate(sp::input = "still here\n");
    EXPECT(out.stdout_ == "still here\n");
    EXPECT(p->returncode() == 0);
}

// 100 starts by 8 threads, while the process forks.
void start_and_fork()
{
    std::atomic<int> running{8};
    std::vector<std::unique_ptr<test_thread>> threads;
    for (std::size_t t = 0; t != 8; ++t)
    {
        threads.push_back(std::make_unique<test_thread>([&running, t] {
            for (int n = 0; n != 13; ++n)
            {
                EXPECT(sp::run(child({"exit:5"}), start_modes()[t % 4],
                               sp::die_with_parent)
                           .returncode == 5);
            }
            --running;
        }));
    }
    do
    {
        // After such a fork, the thread sanitizer permits no new threads, and
        // the address sanitizer may have left its locks locked.
        auto const wrong = sanitized ? "" : run_forked([] {
            EXPECT(sp::run(child({"exit:6"}), dying()).returncode == 6);
        });
        expect(wrong.empty(), wrong);
    } while (running != 0);
}

// What the child has from the thread of the caller.
void look_at_attributes(int nice)
{
    auto const look = child({"status:SigBlk", "status:Cpus_allowed"});
    for (auto o : start_modes())
    {
        o.stdout_ = sp::PIPE;
        auto const without = sp::run(look, o).stdout_;
        o.die_with_parent = true;
        EXPECT(sp::run(look, o).stdout_ == without);
        EXPECT(sp::run({"nice"}, o).stdout_ == std::to_string(nice) + "\n");
        // The keywords have the last word.
        o.nice = 2;
        EXPECT(sp::run({"nice"}, o).stdout_ ==
               std::to_string(std::min(nice + 2, 19)) + "\n");
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(die_with_parent_start,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(not_on_this_system)
{
    if (portable_kernel())
    {
        BOOST_TEST(refused(dying()) == failure(ENOSYS, "die_with_parent"));
    }
}

// The parent has ended before the child asks for the signal. For the child, a
// system that does not tell the parent's pid is the same.
BOOST_AUTO_TEST_CASE(the_parent_has_ended_before,
                     *on_native_kernel* support::may_refuse_calls)
{
    for (auto const& way : start_modes())
    {
        CHECK_FORKED([&] {
            refuse_calls({SYS_getppid}, EACCES);
            auto o = dying(way);
            EXPECT(sp::run(child({"exit:3"}), o).returncode == 255);
            o.die_with_parent = false;
            EXPECT(sp::run(child({"exit:3"}), o).returncode == 3);
        });
    }
}

BOOST_AUTO_TEST_CASE(the_thread_of_the_start_ends, *on_native_kernel)
{
    for (auto const& way : start_modes())
    {
        CHECK_FORKED([&] { starting_thread_ends(way); });
    }
}

BOOST_AUTO_TEST_CASE(many_threads_and_forks, *on_native_kernel)
{
    CHECK_FORKED(start_and_fork);
}

BOOST_AUTO_TEST_CASE(errors_are_the_same, *on_native_kernel)
{
    auto const check = [](auto run, sp::command const& c, sp::options o) {
        o.die_with_parent = false;
        auto const without = failure_of([&] { run(c, o); });
        o.die_with_parent = true;
        EXPECT(failure_of([&] { run(c, o); }) == without);
    };
    CHECK_FORKED([&] {
        with_both_drivers([&](auto run) {
            for (auto o : start_modes())
            {
                check(run, {"/nonexistent"}, o);
                check(run, {"/etc"}, o);
                o.cwd = "/nonexistent";
                check(run, {"true"}, o);
            }
        });
        auto const e = expect_error<sp::SubprocessError>([] {
            sp::run(
                {"true"}, sp::die_with_parent,
                sp::preexec_fn = [] { throw 1; });
        });
        EXPECT(e.what() == std::string("Exception occurred in preexec_fn."));
        EXPECT(no_children());
    });
}

BOOST_AUTO_TEST_CASE(attributes_of_the_calling_thread, *on_native_kernel)
{
    CHECK_FORKED([] {
        EXPECT(sp::run({"true"}, sp::die_with_parent).returncode == 0);
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, SIGUSR2);
        ::sigprocmask(SIG_BLOCK, &set, nullptr);
        cpu_set_t first;
        CPU_ZERO(&first);
        CPU_SET(first_processor(), &first);
        EXPECT(::sched_setaffinity(0, sizeof first, &first) == 0);
        // On Linux it is that of this thread only.
        auto const nice = std::min(::getpriority(PRIO_PROCESS, 0) + 3, 19);
        EXPECT(::setpriority(PRIO_PROCESS, 0, nice) == 0);
        look_at_attributes(nice);
    });
}

BOOST_AUTO_TEST_CASE(no_thread_can_be_started,
                     *on_native_kernel* support::may_refuse_calls)
{
    CHECK_FORKED([] {
        process_state const before;
        refuse_calls({calls::clone3, system_call(SYS_clone, CLONE_THREAD)},
                     EAGAIN);
        for (int n = 0; n != 2; ++n)
        {
            EXPECT(refused(dying()) == failure(EAGAIN, "die_with_parent"));
            EXPECT(no_children());
        }
        expect(before.changes().empty(), before.changes());
    });
}

BOOST_AUTO_TEST_CASE(the_system_refuses_the_signal,
                     *on_native_kernel* support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({system_call(SYS_prctl, PR_SET_PDEATHSIG)}, EACCES);
        for (auto const& way : start_modes())
        {
            EXPECT(refused(dying(way)) == failure(EACCES, "die_with_parent"));
            EXPECT(no_children());
        }
    });
}

BOOST_AUTO_TEST_CASE(in_other_pid_namespaces, *on_native_kernel)
{
    CHECK_FORKED([] {
        if (::unshare(CLONE_NEWPID) != 0)
        {
            return; // only root may do so
        }
        EXPECT(refused(dying()) == failure(EINVAL, "die_with_parent"));
        auto const wrong = run_forked([] {
            EXPECT(::getpid() == 1);
            EXPECT(sp::run(child({"exit:4"}), dying()).returncode == 4);
        });
        expect(wrong.empty(), wrong);
    });
}

BOOST_AUTO_TEST_CASE(strict)
{
    auto const start = [](auto... keywords) {
        return sp::run(child({"exit:3"}), sp::die_with_parent = sp::strict,
                       keywords...);
    };
    try
    {
        BOOST_TEST(start(sp::no_new_privs).returncode == 3);
    }
    catch (concur::OSError const& e)
    {
        auto const error = e.errno_();
        BOOST_TEST((error == ENOSYS || error == EINVAL || error == EPERM));
        BOOST_TEST(e.filename().value() == "die_with_parent");
        for (auto o : start_modes())
        {
            if (!o.preexec_fn)
            {
                o.die_with_parent = sp::strict;
                BOOST_TEST(refused(o) == failure(error, "die_with_parent"));
            }
        }
    }
    BOOST_TEST(no_children());
    BOOST_TEST(error_message<concur::ValueError>([&] {
                   start(sp::preexec_fn = [] {});
               }) == "preexec_fn may not be used with die_with_parent = "
                     "strict.");
    BOOST_TEST(error_message<concur::ValueError>([&] {
                   start(sp::scope = sp::stop_scope::group);
               }) == "scope may not be used with die_with_parent = strict.");
}

BOOST_AUTO_TEST_SUITE_END()
