// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "both_drivers.hpp"
#include "each_mechanism.hpp"

#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/run.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <string>

// The mechanisms of stop_scope::tree: what they reach, and what a child sees of
// them.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

BOOST_AUTO_TEST_SUITE(tree, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(all_descendants_are_killed)
{
    with_each_mechanism([](mechanism) {
        killed_popen other(child({"forever"}));
        for (auto const& way : start_modes())
        {
            life_line line;
            stop_when_up([&](auto const& o) { sp::run(stubborn(), o); },
                         line.in_tree(way));
            EXPECT(!line.held());
        }
        life_line asynchronous;
        stop_when_up([&](auto const& o) { run_asynchronously(stubborn(), o); },
                     asynchronous.in_tree());
        EXPECT(!asynchronous.held());
        life_line line;
        stop_when_up(
            [&](auto const& o) {
                sp::run_pipeline(sp::stage(stubborn(), line.in_tree()) |
                                     sp::stage("cat"),
                                 o);
            },
            {});
        EXPECT(!line.held());
        EXPECT(!other.poll());
    });
}

BOOST_AUTO_TEST_CASE(a_stop_by_steps)
{
    with_each_mechanism([](mechanism m) {
        life_line line;
        killed_popen p(stubborn(), piped(line.in_tree()),
                       sp::stop = {{SIGTERM, 50ms}});
        await_up(p);
        EXPECT(p.stop() == -SIGKILL);
        EXPECT(!line.held());
        auto const end = p.ended().value();
        EXPECT(end.by == sp::ended_by::stop && end.step == 1u);
        EXPECT(end.mechanism == m && end.survivors == 0u);
        EXPECT(p.stop() == -SIGKILL);

        // The command ends at the first step. The rest is killed.
        life_line second;
        killed_popen q(script(R"("$0" setsid ignore:15 out:up\\n forever &
                              exec "$0" forever)"),
                       piped(second.in_tree()), sp::stop = {{SIGTERM, 20s}});
        await_up(q);
        EXPECT(q.stop() == -SIGTERM);
        EXPECT(!second.held());
        EXPECT(q.ended()->step == 0u && q.ended()->survivors == 0u);
    });
}

BOOST_AUTO_TEST_CASE(forkers_cannot_race)
{
    with_each_mechanism([](mechanism) {
        // stop() waits for all, but not for ever.
        for (int late = 0;; ++late)
        {
            life_line line;
            killed_popen p(child({"wander:200", "out:up\n", "forever"}),
                           piped(line.in_tree()));
            await_up(p);
            EXPECT(p.stop() == -SIGKILL);
            if (p.ended()->survivors == 0u)
            {
                EXPECT(!line.held());
                break;
            }
            EXPECT(eventually([&] { return !line.held(); }));
            EXPECT(late < 10);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_daemon_outlives_a_command_that_was_not_stopped)
{
    with_each_mechanism([](mechanism m) {
        life_line line;
        auto const done = sp::run(leaves_daemon(), piped(line.in_tree()));
        EXPECT(done.returncode == 0);
        EXPECT(done.ended.value().mechanism == m &&
               !done.ended.value().survivors);
        EXPECT(line.held());
        auto const daemon = std::stoi(*done.stdout_);
        // It is where it would be without the scope.
        auto const pid = std::to_string(daemon);
        EXPECT(read_file("/proc/" + pid + "/cgroup") ==
               read_file("/proc/self/cgroup"));
        EXPECT(cgroups_left() == 0);
        EXPECT(::kill(daemon, SIGKILL) == 0);
        EXPECT(eventually([&] { return !line.held(); }));
    });
}

BOOST_AUTO_TEST_CASE(the_end_of_the_command_is_its_own)
{
    with_each_mechanism([](mechanism m) {
        for (auto const& way : start_modes())
        {
            auto o = piped(way);
            o.scope = whole;
            auto const done = sp::run(child({"pid", "fds", "exit:9"}), o);
            EXPECT(done.returncode == 9);
            // With close_fds = false, it has the descriptors of this program.
            auto const fds = way.close_fds ? "\n0 1 2\n" : "\n0 1 2";
            EXPECT(done.stdout_->starts_with(std::to_string(done.pid) + fds));
            EXPECT(done.ended.value().mechanism == m);
            auto const killed = sp::run(child({"raise:9"}), o);
            EXPECT(killed.returncode == -SIGKILL);
            EXPECT(killed.ended.value().by == sp::ended_by::itself);
        }
        EXPECT(sp::call(child({"raise:15"}), sp::scope = whole) == -SIGTERM);
        // It has as many signals blocked or ignored as usual.
        for (auto const* field : {"SigBlk", "SigIgn", "SigCgt"})
        {
            auto const status = child({std::string("status:") + field});
            EXPECT(sp::check_output(status, sp::scope = whole) ==
                   sp::check_output(status));
        }
        // Nothing else has its end of the pipe.
        killed_popen quiet(child({"close:1", "forever"}), sp::scope = whole,
                           sp::stdout_ = sp::PIPE);
        EXPECT(quiet.stdout_().read() == "");
        EXPECT(sp::check_output(child({"pgid", "sid"}), sp::scope = whole) ==
               sp::check_output(child({"pgid", "sid"})));
        auto const busy = sp::run(
            {"sh", "-c", "i=0; while [ $i -lt 30000 ]; do i=$((i+1)); done"},
            sp::scope = whole);
        EXPECT(busy.usage->user_time + busy.usage->system_time > 2ms);
        EXPECT(busy.usage->peak_memory > 500'000);
    });
}

BOOST_AUTO_TEST_CASE(an_error_of_the_start_is_the_same)
{
    with_each_mechanism([](mechanism) {
        for (auto o : start_modes())
        {
            o.scope = whole;
            auto const fails = [&](sp::command const& c) {
                return failure_of([&] { sp::run(c, o); });
            };
            EXPECT(fails({"/missing"}) == failure(ENOENT, "/missing"));
            EXPECT(fails({"/etc/passwd"}) == failure(EACCES, "/etc/passwd"));
            o.cwd = "/nowhere";
            EXPECT(fails({"true"}) == failure(ENOENT, "/nowhere"));
        }
        expect_error<sp::SubprocessError>([] {
            sp::run(
                {"true"}, sp::scope = whole,
                sp::preexec_fn = [] { throw enough(); });
        });
    });
}

BOOST_AUTO_TEST_SUITE_END()
