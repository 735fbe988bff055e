// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/parent_death.hpp>

#include "both_drivers.hpp"
#include "start_modes.hpp"

#include <concur/subprocess/pipeline.hpp>
#include <concur/subprocess/popen.hpp>

#include <support/refused_calls.hpp>
#include <support/sanitized.hpp>
#include <support/support.hpp>
#include <support/test_thread.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <poll.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

// The keyword die_with_parent. A process between the test and the children is
// killed; a pipe that they hold ends when none of them is left.

namespace sp = concur::subprocess;
using namespace support;

namespace {

auto const with_keyword = boost::unit_test::precondition(
    [](auto) -> boost::test_tools::assertion_result {
        return !portable_kernel();
    });

// A process that runs a body, and then waits. The body gets the write end of a
// pipe.
class middle_process
{
public:
    explicit middle_process(std::function<void(int)> const& body)
    {
        int ends[2];
        EXPECT(::pipe2(ends, O_CLOEXEC) == 0);
        held_ = ends[0];
        pid_ = ::fork();
        if (pid_ == 0)
        {
            try
            {
                body(ends[1]);
                for (;;)
                {
                    ::pause();
                }
            }
            catch (...)
            {
                ::_exit(99);
            }
        }
        ::close(ends[1]);
        EXPECT(pid_ > 0);
    }

    ~middle_process()
    {
        kill();
        ::close(held_);
    }

    middle_process(middle_process const&) = delete;
    middle_process& operator=(middle_process const&) = delete;

    // The next text from the pipe; empty at its end, or after 20 s.
    std::string read() const
    {
        pollfd ready{held_, POLLIN, 0};
        char text[64];
        if (::poll(&ready, 1, 20'000) != 1)
        {
            return "nothing within 20 s";
        }
        auto const size = ::read(held_, text, sizeof text);
        return std::string(text, size > 0 ? static_cast<std::size_t>(size) : 0);
    }

    void kill()
    {
        if (pid_ > 0)
        {
            ::kill(pid_, SIGKILL);
            ::waitpid(pid_, nullptr, 0);
            pid_ = -1;
        }
    }

    bool nothing_is_left() const
    {
        std::string text;
        do
        {
            text = read();
        } while (text == "up");
        return text.empty();
    }

private:
    pid_t pid_ = -1;
    int held_ = -1;
};

sp::options dying(int out, sp::options o = {})
{
    o.die_with_parent = true;
    o.stdout_ = out;
    return o;
}

sp::command const lives({"sh", "-c", "printf up; exec sleep 60"});

os_failure refused(sp::options const& o)
{
    return failure_of([&] { sp::run(child({"exit:0"}), o); });
}

os_failure const no_thread = failure(EAGAIN, "die_with_parent");

// The system refuses new threads.
void refuse_threads()
{
    refuse_calls({calls::clone3, system_call(SYS_clone, CLONE_THREAD)}, EAGAIN);
}

} // namespace

BOOST_AUTO_TEST_SUITE(die_with_parent,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(not_on_this_system)
{
    if (portable_kernel())
    {
        BOOST_TEST(refused(dying(1)) == failure(ENOSYS, "die_with_parent"));
    }
}

BOOST_AUTO_TEST_CASE(values)
{
    sp::parent_death const none;
    BOOST_TEST((none == sp::parent_death(false)));
    BOOST_TEST(
        (sp::parent_death(true).what() == sp::parent_death::kind::kills));
    BOOST_TEST((sp::strict.what() == sp::parent_death::kind::kills_always));
    BOOST_TEST(sp::run({"true"}, sp::die_with_parent = false).returncode == 0);
}

BOOST_AUTO_TEST_CASE(the_parent_is_killed, *with_keyword)
{
    auto ways = start_modes();
    if (is_root())
    {
        // The system forgets the signal when the user changes.
        ways.emplace_back().user = 65534;
    }
    for (auto const& way : ways)
    {
        middle_process m(
            [&](int out) { new sp::Popen(lives, dying(out, way)); });
        BOOST_TEST(m.read() == "up");
        m.kill();
        BOOST_TEST(m.nothing_is_left());
    }
    middle_process asynchronous(
        [](int out) { run_asynchronously(lives, dying(out)); });
    BOOST_TEST(asynchronous.read() == "up");
    asynchronous.kill();
    BOOST_TEST(asynchronous.nothing_is_left());

    middle_process pipeline([](int out) {
        auto o = dying(out);
        o.pass_fds = {out};
        sp::run_pipeline(sp::command(child({"sleep:60"})) | lives, o);
    });
    BOOST_TEST(pipeline.read() == "up");
    pipeline.kill();
    BOOST_TEST(pipeline.nothing_is_left());
}

// At other points of the starts each time.
BOOST_AUTO_TEST_CASE(the_parent_is_killed_during_starts, *with_keyword)
{
    auto ways = start_modes();
    for (int n = 0; n != 40; ++n)
    {
        middle_process m([&](int out) {
            EXPECT(::write(out, "up", 2) == 2);
            for (int i = 0; i != 6; ++i)
            {
                auto const& way = ways[static_cast<std::size_t>(n + i) % 4];
                new sp::Popen(lives, dying(out, way));
            }
        });
        BOOST_TEST(m.read() == "up");
        ::usleep(static_cast<unsigned>(n) * 300);
        m.kill();
        BOOST_TEST_REQUIRE(m.nothing_is_left());
    }
}

BOOST_AUTO_TEST_CASE(the_parent_is_killed_during_preexec_fn, *with_keyword)
{
    middle_process m([](int out) {
        auto o = dying(out);
        o.preexec_fn = [] {
            if (::write(1, "up", 2) == 2)
            {
                ::sleep(60);
            }
        };
        sp::run({"true"}, o);
    });
    BOOST_TEST(m.read() == "up");
    m.kill();
    BOOST_TEST(m.nothing_is_left());
}

BOOST_AUTO_TEST_CASE(the_parent_executes_another_program, *with_keyword)
{
    auto const other = absolute_child();
    middle_process m([&](int out) {
        new sp::Popen(lives, dying(out));
        ::execl(other.c_str(), "child", "sleep:60", nullptr);
    });
    BOOST_TEST(m.nothing_is_left());
}

// The parent has ended before the child asks for the signal. For the child, a
// system that does not tell the parent's pid is the same.
BOOST_AUTO_TEST_CASE(the_parent_has_ended_before, *with_keyword)
{
    for (auto const& way : start_modes())
    {
        CHECK_FORKED([&] {
            refuse_calls({SYS_getppid}, EACCES);
            auto o = dying(1, way);
            EXPECT(sp::run(child({"exit:3"}), o).returncode == 255);
            o.die_with_parent = false;
            EXPECT(sp::run(child({"exit:3"}), o).returncode == 3);
        });
    }
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

BOOST_AUTO_TEST_CASE(the_thread_of_the_start_ends, *with_keyword)
{
    for (auto const& way : start_modes())
    {
        CHECK_FORKED([&] { starting_thread_ends(way); });
    }
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
        // After such a fork, the thread sanitizer permits no new threads.
        auto const wrong = thread_sanitized ? "" : run_forked([] {
            EXPECT(sp::run(child({"exit:6"}), dying(1)).returncode == 6);
        });
        expect(wrong.empty(), wrong);
    } while (running != 0);
}

BOOST_AUTO_TEST_CASE(many_threads_and_forks, *with_keyword)
{
    CHECK_FORKED(start_and_fork);
}

BOOST_AUTO_TEST_CASE(errors_are_the_same, *with_keyword)
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
        EXPECT(sp::run({"nice"}, o).stdout_ == std::to_string(nice + 2) + "\n");
    }
}

BOOST_AUTO_TEST_CASE(attributes_of_the_calling_thread, *with_keyword)
{
    CHECK_FORKED([] {
        EXPECT(sp::run({"true"}, sp::die_with_parent).returncode == 0);
        sigset_t set;
        ::sigemptyset(&set);
        ::sigaddset(&set, SIGUSR2);
        ::sigprocmask(SIG_BLOCK, &set, nullptr);
        cpu_set_t first;
        CPU_ZERO(&first);
        CPU_SET(0, &first);
        EXPECT(::sched_setaffinity(0, sizeof first, &first) == 0);
        // On Linux it is that of this thread only.
        auto const nice = ::getpriority(PRIO_PROCESS, 0) + 3;
        EXPECT(::setpriority(PRIO_PROCESS, 0, nice) == 0);
        look_at_attributes(nice);
    });
}

BOOST_AUTO_TEST_CASE(no_thread_can_be_started, *with_keyword)
{
    CHECK_FORKED([] {
        process_state const before;
        refuse_threads();
        for (int n = 0; n != 2; ++n)
        {
            EXPECT(refused(dying(1)) == no_thread);
            EXPECT(no_children());
        }
        expect(before.changes().empty(), before.changes());
    });
}

BOOST_AUTO_TEST_CASE(the_system_refuses_the_signal, *with_keyword)
{
    CHECK_FORKED([] {
        refuse_calls({system_call(SYS_prctl, PR_SET_PDEATHSIG)}, EACCES);
        for (auto const& way : start_modes())
        {
            EXPECT(refused(dying(1, way)) ==
                   failure(EACCES, "die_with_parent"));
            EXPECT(no_children());
        }
    });
}

BOOST_AUTO_TEST_CASE(in_other_pid_namespaces, *with_keyword)
{
    CHECK_FORKED([] {
        if (::unshare(CLONE_NEWPID) != 0)
        {
            return; // only root may do so
        }
        EXPECT(refused(dying(1)) == failure(EINVAL, "die_with_parent"));
        auto const wrong = run_forked([] {
            EXPECT(::getpid() == 1);
            EXPECT(sp::run(child({"exit:4"}), dying(1)).returncode == 4);
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
}

BOOST_AUTO_TEST_SUITE_END()
