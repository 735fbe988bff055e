// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/stop.hpp>

#include "both_drivers.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/run.hpp>

#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The mechanisms of stop_scope::tree.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;
using mechanism = sp::containment_mechanism;

namespace {

constexpr auto whole = sp::stop_scope::tree;

// PR_SET_CHILD_SUBREAPER is 36; PR_SET_PDEATHSIG and PR_SET_NAME have not this
// bit.
system_call const become_subreaper(SYS_prctl, 32);

std::vector<system_call> const make_directory = {
#ifdef SYS_mkdir
    SYS_mkdir,
#endif
    SYS_mkdirat};

// The number of cgroups that this process has made and not removed.
int cgroups_left()
{
    int left = 0;
    auto const prefix = "concur-" + std::to_string(::getpid()) + "-";
    std::error_code ignored;
    for (auto const* root : {"/sys/fs/cgroup", "/sys/fs/cgroup/unified"})
    {
        for (std::filesystem::directory_iterator at(root, ignored), end;
             at != end; at.increment(ignored))
        {
            left += at->path().filename().string().starts_with(prefix);
        }
    }
    return left;
}

// Leaves a mechanism as the best that this process has.
void refuse_better_than(mechanism what)
{
    if (what != mechanism::cgroup)
    {
        refuse_calls(make_directory, EACCES);
    }
    expect(sp::containment(whole) == what, "the mechanism");
}

// Calls a body with each of the mechanisms that the system has, in a process in
// which better ones are refused.
void with_each_mechanism(std::function<void(mechanism)> const& body)
{
    for (auto what : {mechanism::cgroup, mechanism::subreaper})
    {
        auto const name =
            what == mechanism::cgroup ? "writable cgroup" : "helper process";
        if (!run_forked([&] { refuse_better_than(what); }).empty())
        {
            BOOST_TEST_MESSAGE("skipped: there is no " << name);
            continue;
        }
        BOOST_TEST_CONTEXT(name)
        {
            CHECK_FORKED([&] {
                refuse_better_than(what);
                process_state const before;
                body(what);
                EXPECT(no_children());
                expect(before.changes().empty(), before.changes());
                EXPECT(cgroups_left() == 0);
            });
        }
    }
}

// A pipe that tells whether a process that has inherited it lives. Its numbers
// are high.
class life_line
{
public:
    life_line()
    {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        for (int i = 0; i != 2; ++i)
        {
            ends_[i] = ::fcntl(ends[i], F_DUPFD_CLOEXEC, 200);
            ::close(ends[i]);
        }
    }

    ~life_line()
    {
        cut();
        ::close(ends_[0]);
    }

    life_line(life_line const&) = delete;
    life_line& operator=(life_line const&) = delete;

    sp::options in_tree(sp::options o = {}) const
    {
        o.scope = whole;
        o.pass_fds = {ends_[1]};
        return o;
    }

    bool held()
    {
        cut();
        pollfd end{ends_[0], POLLIN, 0};
        return ::poll(&end, 1, 0) == 0;
    }

private:
    void cut()
    {
        if (ends_[1] >= 0)
        {
            ::close(ends_[1]);
            ends_[1] = -1;
        }
    }

    int ends_[2];
};

// A shell command with the child program as $0. Its descendants say "up".
std::vector<std::string> script(std::string const& text)
{
    return {"sh", "-c", text, child()};
}

std::vector<std::string> stubborn()
{
    return script(R"(trap '' TERM; "$0" setsid out:up\\n forever &
                     exec "$0" forever)");
}

// Ends at once. Its descendant prints its pid.
std::vector<std::string> leaves_daemon()
{
    return script(R"(("$0" setsid pid close:1 forever & exit))");
}

struct enough
{
};

// Stops a tree by a function that throws when it is up.
template<class Run>
void stop_when_up(Run const& run, sp::options o)
{
    o.on_stdout = [](std::string_view) { throw enough(); };
    bool thrown = false;
    try
    {
        run(o);
    }
    catch (enough)
    {
        thrown = true;
    }
    EXPECT(thrown);
}

void await_up(killed_popen& p)
{
    EXPECT(p.stdout_().readline() == "up\n");
}

sp::options piped(sp::options o)
{
    o.stdout_ = sp::PIPE;
    return o;
}

} // namespace

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
        life_line line;
        killed_popen p(child({"wander:200", "out:up\n", "forever"}),
                       piped(line.in_tree()));
        await_up(p);
        EXPECT(p.stop() == -SIGKILL);
        EXPECT(!line.held());
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

BOOST_AUTO_TEST_CASE(a_helper_that_is_killed_takes_the_command_along)
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

BOOST_AUTO_TEST_CASE(without_a_mechanism_there_is_the_group)
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
        EXPECT(!line.held());
        EXPECT(p.ended()->mechanism == mechanism::group);
        EXPECT(no_children());
    });
}

BOOST_AUTO_TEST_CASE(a_refused_call_is_an_error_or_another_mechanism)
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
    std::vector<refusal> const all = {
        {cgroup, make_directory, EROFS, helper},
        {cgroup, make_directory, EAGAIN, helper},
        {cgroup, make_directory, ENOMEM, {}},
        {cgroup, {SYS_clone3}, ENOSYS, cgroup},
        {cgroup, calls::make_process, EAGAIN, {}},
        {helper, {SYS_mmap}, ENOMEM, {}},
        {helper, {SYS_socketpair}, EMFILE, {}},
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
            stop_when_up([&](auto const& o) { sp::run(stubborn(), o); },
                         line.in_tree());
            EXPECT(!line.held() && no_children() && cgroups_left() == 0);
        });
        expect(wrong.empty(), wrong);
    });
}

BOOST_AUTO_TEST_SUITE_END()
