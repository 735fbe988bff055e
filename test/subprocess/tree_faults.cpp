// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "each_mechanism.hpp"

#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/on_native_kernel.hpp>
#include <support/sanitized.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The mechanisms of stop_scope::tree where calls are refused, descriptors are
// short, or the host does what it likes.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(tree_faults,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_helper_that_is_killed_takes_the_command_along,
                     *on_native_kernel* support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_better_than(mechanism::subreaper);
        for (auto const& way : start_modes())
        {
            life_line line;
            killed_popen p(child({"ppid", "forever"}),
                           piped(line.in_tree(way)));
            auto const helper = std::stoi(p.stdout_().readline());
            EXPECT(helper != ::getpid());
            EXPECT(::kill(helper, SIGKILL) == 0);
            EXPECT(eventually([&] { return !line.held(); }));
            EXPECT(p.wait(20s) == -SIGKILL);
            EXPECT(p.ended()->by == sp::ended_by::itself);
            EXPECT(!p.usage());
        }
    });
}

BOOST_AUTO_TEST_CASE(without_a_mechanism_there_is_the_group,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls(make_directory, EACCES);
        refuse_calls({become_subreaper}, EPERM);
        process_state const before;
        life_line line;
        killed_popen p(
            script(
                R"(trap '' TERM; "$0" out:up\\n forever & exec "$0" forever)"),
            piped(line.in_tree()));
        await_up(p);
        EXPECT(p.stop() == -SIGKILL);
        // The portable kernel cannot wait for the rest.
        EXPECT(portable_kernel() ? eventually([&] { return !line.held(); })
                                 : !line.held());
        EXPECT(p.ended()->mechanism == mechanism::group);
        EXPECT(no_children());
    });
}

BOOST_AUTO_TEST_CASE(a_refused_call_is_an_error_or_another_mechanism,
                     *support::may_refuse_calls)
{
    struct refusal
    {
        mechanism best;
        std::vector<system_call> calls;
        int error;
        std::optional<mechanism> result; // none: the start fails
    };
    constexpr auto cgroup = mechanism::cgroup;
    constexpr auto helper = mechanism::subreaper;
    std::vector<refusal> all = {
        {cgroup, make_directory, EROFS, helper},
        {cgroup, make_directory, EAGAIN, helper},
        {cgroup, make_directory, ENOMEM, {}},
        {cgroup, {SYS_clone3}, ENOSYS, cgroup},
        {cgroup, calls::make_process, EAGAIN, {}},
        {helper, calls::make_sockets, EMFILE, {}},
        {helper, {SYS_clone3}, ENOSYS, helper},
        {helper, {SYS_clone3, calls::clone_sharing}, ENOSYS, helper},
        {helper, calls::make_process, EAGAIN, {}},
        {helper, {SYS_clone}, EAGAIN, {}},
        {helper, {calls::pidfd_open}, EMFILE, {}},
        {helper, {calls::pidfd_open}, ENOSYS, mechanism::group},
        {helper, {become_subreaper}, EINVAL, mechanism::group},
        {helper, {become_subreaper}, ENOMEM, {}},
        {helper, {calls::close_range}, ENOSYS, helper},
    };
    if (!sanitized) // which needs memory itself
    {
#ifdef SYS_mmap2
        constexpr int map = SYS_mmap2;
#else
        constexpr int map = SYS_mmap;
#endif
        all.push_back({helper, {map}, ENOMEM, {}});
    }
    with_each_mechanism([&](mechanism m) {
        for (auto const& each : all)
        {
            if (each.best != m)
            {
                continue;
            }
            auto const wrong = run_forked([&] {
                process_state const before;
                auto const start = [] {
                    return sp::run(child({"exit:3"}), sp::scope = whole);
                };
                static_cast<void>(start()); // what is done once is done
                refuse_calls(each.calls, each.error);
                if (each.result)
                {
                    auto const done = start();
                    EXPECT(done.returncode == 3);
                    EXPECT(done.ended.value().mechanism == *each.result);
                }
                else
                {
                    EXPECT(failure_of(start) == failure(each.error));
                }
                EXPECT(no_children());
                expect(before.changes().empty(), before.changes());
                EXPECT(cgroups_left() == 0);
            });
            auto const which = &each - all.data();
            expect(wrong.empty(), std::to_string(which) + ": " + wrong);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_start_short_of_descriptors)
{
    with_each_mechanism([](mechanism m) {
        auto const wrong = run_forked([&] {
            constexpr int full = 64;
            while (::open("/dev/null", O_RDWR | O_CLOEXEC) < full)
            {
            }
            process_state const before;
            int refused = 0;
            for (int spare = 1; spare != 16; ++spare)
            {
                rlimit now;
                EXPECT(::getrlimit(RLIMIT_NOFILE, &now) == 0);
                auto const usual = now;
                now.rlim_cur = static_cast<rlim_t>(full + spare);
                EXPECT(::setrlimit(RLIMIT_NOFILE, &now) == 0);
                std::optional<sp::CompletedProcess> done;
                int error = 0;
                try
                {
                    done = sp::run(child({"out:x", "exit:3"}),
                                   sp::scope = whole, sp::capture_output);
                }
                catch (concur::OSError const& e)
                {
                    error = e.errno_();
                }
                EXPECT(::setrlimit(RLIMIT_NOFILE, &usual) == 0);
                expect(done ? done->ended.value().mechanism == m &&
                                  *done->stdout_ == "x"
                            : error == EMFILE,
                       std::to_string(spare));
                EXPECT(done || ++refused == spare);
                EXPECT(no_children() && cgroups_left() == 0);
                expect(before.changes().empty(), before.changes());
            }
            EXPECT(refused > 3 && refused < 12);
        });
        expect(wrong.empty(), wrong);
    });
}

BOOST_AUTO_TEST_CASE(a_host_that_closes_descriptors)
{
    with_each_mechanism([](mechanism m) {
        auto const wrong = run_forked([&] {
            life_line line;
            killed_popen asked(child({"out:up\n", "forever"}),
                               piped(line.in_tree()));
            await_up(asked);
            killed_popen stopped(stubborn(), piped(line.in_tree()));
            await_up(stopped);
            for (int number = 3; number != 200; ++number)
            {
                ::close(number);
            }
            auto const suspended = [&] {
                auto const file = "/proc/" + std::to_string(asked.pid());
                auto const stat = read_file(file + "/stat");
                return stat.find(") T ") != stat.npos;
            };
            asked.suspend();
            EXPECT(eventually(suspended));
            asked.resume();
            EXPECT(eventually([&] { return !suspended(); }));
            asked.terminate();
            EXPECT(asked.wait(20s) == -SIGTERM);
            EXPECT(asked.ended()->mechanism == m);
            EXPECT(stopped.stop() == -SIGKILL);
            EXPECT(!line.held());
            EXPECT(no_children() && cgroups_left() == 0);
        });
        expect(wrong.empty(), wrong);
    });
}

BOOST_AUTO_TEST_CASE(a_forked_copy_of_the_host_changes_nothing)
{
    with_each_mechanism([](mechanism) {
        life_line line;
        killed_popen p(stubborn(), piped(line.in_tree()));
        await_up(p);
        auto const wrong = run_forked([&] {
            // There, the child is lost.
            EXPECT(p.poll() == 0);
            killed_popen const gone(std::move(p));
        });
        expect(wrong.empty(), wrong);
        EXPECT(!p.poll());
        EXPECT(p.stop() == -SIGKILL);
        EXPECT(!line.held());
        EXPECT(p.ended()->survivors == 0u);
    });
}

BOOST_AUTO_TEST_CASE(a_host_that_ignores_sigchld)
{
    with_each_mechanism([](mechanism m) {
        auto const wrong = run_forked([&] {
            ::signal(SIGCHLD, SIG_IGN);
            auto const ignored = child({"status:SigIgn"});
            EXPECT(sp::check_output(ignored, sp::scope = whole) ==
                   sp::check_output(ignored));
            // A helper tells the status itself.
            auto const done = sp::run(child({"exit:4"}), sp::scope = whole);
            bool const told = m == mechanism::subreaper;
            EXPECT(done.returncode == (told ? 4 : 0));
            EXPECT(done.usage.has_value() == told);
            life_line line;
            if (told)
            {
                stop_when_up([&](auto const& o) { sp::run(stubborn(), o); },
                             line.in_tree());
                EXPECT(!line.held());
            }
            else
            {
                // The system reaps the killed processes, so the library cannot
                // wait for them. The destructor removes the cgroup if all have
                // left it.
                killed_popen p(stubborn(), piped(line.in_tree()));
                await_up(p);
                p.stop();
                EXPECT(eventually(
                    [&] { return !line.held() && cgroups_are_empty(); }));
            }
            EXPECT(no_children() && cgroups_left() == 0);

            // The child that ends first is not there any more when the rest is
            // to be killed.
            life_line rest;
            killed_popen p(script(R"(trap 'exit 0' TERM
                                     "$0" ignore:15 out:up\\n forever & wait)"),
                           piped(rest.in_tree()), sp::stop = {{SIGTERM, 20s}});
            await_up(p);
            p.stop();
            EXPECT(eventually([&] { return !rest.held(); }));
        });
        expect(wrong.empty(), wrong);
    });
}

BOOST_AUTO_TEST_CASE(a_command_that_leaves_its_cgroup)
{
    with_each_mechanism([](mechanism m) {
        std::string root = "/sys/fs/cgroup";
        if (std::filesystem::exists(root + "/unified/cgroup.procs"))
        {
            root += "/unified";
        }
        auto const leave = m == mechanism::cgroup
                               ? "echo $$ >" + root + "/cgroup.procs; "
                               : std::string();
        for (auto const& steps :
             {sp::sequence<sp::stop_step>(), {{SIGTERM, 20s}}})
        {
            killed_popen p(
                script(leave + R"("$0" out:up\\n; exec "$0" forever)"),
                sp::scope = whole, sp::stdout_ = sp::PIPE);
            await_up(p);
            // Another program may remove the cgroup that is empty now.
            for (auto const& each : std::filesystem::directory_iterator(root))
            {
                auto const name = each.path().filename().string();
                if (name.starts_with("concur-" + std::to_string(::getpid()) +
                                     "-"))
                {
                    EXPECT((::rmdir(each.path().c_str()) == 0) ==
                           (m == mechanism::cgroup));
                }
            }
            EXPECT(p.stop(steps) == (steps.empty() ? -SIGKILL : -SIGTERM));
        }
    });
}

BOOST_AUTO_TEST_CASE(a_command_runs_once,
                     *on_native_kernel* support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls({SYS_pidfd_open}, ENOSYS);
        auto const done = sp::run({"echo", "ran"}, sp::scope = whole,
                                  sp::die_with_parent, sp::capture_output);
        EXPECT(*done.stdout_ == "ran\n");
        EXPECT(done.ended.value().mechanism != mechanism::subreaper);
    });
}

BOOST_AUTO_TEST_CASE(another_namespace_of_pids)
{
    CHECK_FORKED([] {
        if (::unshare(CLONE_NEWPID) != 0)
        {
            return; // without the right to do so
        }
        // Children are in the other namespace now.
        EXPECT(sp::containment(whole) == mechanism::group);
        EXPECT(sp::containment(sp::stop_scope::session) == mechanism::group);
        auto const wrong = run_forked([] {
            // So is this process, but /proc is not.
            EXPECT(::getpid() == 1);
            EXPECT(sp::containment(whole) == mechanism::group);
            killed_popen p(child({"out:up\n", "forever"}), sp::scope = whole,
                           sp::stdout_ = sp::PIPE);
            await_up(p);
            EXPECT(p.stop({{SIGTERM, 20s}}) == -SIGTERM);
        });
        expect(wrong.empty(), wrong);
    });
}

BOOST_AUTO_TEST_SUITE_END()
