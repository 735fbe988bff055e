// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

// Programs that make it hard for a library: they ignore SIGCHLD, reap children
// of others, use all descriptors, and run at their limits.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::chrono_literals;

namespace {

void expect_unchanged(process_state const& before)
{
    auto const changes = before.changes();
    expect(changes.empty(), "unchanged: " + changes);
}

void limit(decltype(RLIMIT_NOFILE) resource, rlim_t most)
{
    rlimit now;
    EXPECT(::getrlimit(resource, &now) == 0);
    now.rlim_cur = most;
    EXPECT(::setrlimit(resource, &now) == 0);
}

// A way to start a child, and the result that it must have if nothing is
// missing.
struct start
{
    char const* what;
    std::function<int()> perform;
    int result;
};

std::vector<start> starts()
{
    auto const piped = [](auto&&... keywords) {
        return sp::run(child({"drain", "out:x", "exit:5"}), sp::input = "y",
                       sp::capture_output, keywords...)
            .returncode;
    };
    return {
        {"plain", [] { return sp::call(child({"exit:5"})); }, 5},
        {"open descriptors",
         [] { return sp::call(child({"exit:5"}), sp::close_fds = false); }, 5},
        {"null",
         [] {
             return sp::call(child({"exit:5"}), sp::stdin_ = sp::DEVNULL,
                             sp::stdout_ = sp::DEVNULL,
                             sp::stderr_ = sp::STDOUT);
         },
         5},
        {"files",
         [] {
             std::filesystem::path const file("/dev/null");
             return sp::call(child({"exit:5"}), sp::stdin_ = file,
                             sp::stdout_ = file,
                             sp::stderr_ = sp::append(file));
         },
         5},
        {"piped", [piped] { return piped(); }, 5},
        {"cwd", [piped] { return piped(sp::cwd = "/"); }, 5},
        {"user", [piped] { return piped(sp::user = ::getuid()); }, 5},
        {"hook", [piped] { return piped(sp::preexec_fn = [] {}); }, 5},
        {"swapped",
         [] {
             return sp::call(child({"exit:5"}), sp::stdout_ = 2,
                             sp::stderr_ = 1);
         },
         5},
        {"named user",
         [piped] { return is_root() ? piped(sp::user = "nobody") : piped(); },
         5},
        {"missing",
         [] {
             return expect_error<concur::FileNotFoundError>([] {
                        sp::run({"/missing"}, sp::capture_output,
                                sp::input = "");
                    })
                 .errno_();
         },
         ENOENT},
    };
}

std::atomic<int> signals_caught{0};

void interrupt_every_millisecond()
{
    struct sigaction action = {};
    action.sa_handler = [](int) { ++signals_caught; };
    EXPECT(::sigaction(SIGALRM, &action, nullptr) == 0);
    itimerval const often{{0, 1000}, {0, 1000}};
    EXPECT(::setitimer(ITIMER_REAL, &often, nullptr) == 0);
}

void interrupt_no_more()
{
    itimerval const never{};
    EXPECT(::setitimer(ITIMER_REAL, &never, nullptr) == 0);
}

void talk_slowly()
{
    sp::Popen p(child({"out:x", "sleep:0.3", "out:y\n", "forever"}),
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    auto begin = std::chrono::steady_clock::now();
    expect_error<sp::TimeoutExpired>([&] { p.wait(100ms); });
    auto const late = expect_error<sp::TimeoutExpired>(
        [&] { p.communicate("never read", 100ms); });
    EXPECT(std::chrono::steady_clock::now() - begin >= 200ms);
    EXPECT(late.timeout == 0.1);
    p.kill();
    EXPECT(p.wait() == -SIGKILL);
    // A single stream without a deadline is read without poll().
    EXPECT(sp::check_output(child({"sleep:0.1", "out:x"})) == "x");
    sp::Popen slow(child({"sleep:0.1", "out:x"}), sp::stdout_ = sp::PIPE);
    EXPECT(slow.stdout_().read() == "x");
}

// Exchange more data than a pipe holds.
void talk_much(std::string const& much)
{
    sp::Popen cat(child({"cat"}), sp::stdin_ = sp::PIPE,
                  sp::stdout_ = sp::PIPE);
    std::string got;
    std::thread reader([&] { got = cat.stdout_().read(); });
    cat.stdin_().write(much);
    cat.stdin_().close();
    reader.join();
    EXPECT(got == much);
    EXPECT(cat.wait() == 0);
}

} // namespace

BOOST_AUTO_TEST_SUITE(faults, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(a_host_that_ignores_its_children_gets_no_status)
{
    CHECK_FORKED([] {
        ::signal(SIGCHLD, SIG_IGN);
        process_state const before;
        auto const r = sp::run(child({"cat", "exit:3"}), sp::input = "abc",
                               sp::capture_output, sp::timeout = 30s);
        EXPECT(r.returncode == 0);
        EXPECT(*r.stdout_ == "abc");
        EXPECT(sp::call(child({"exit:3"})) == 0);
        EXPECT(sp::call(
                   child({"exit:3"}), sp::preexec_fn = [] {}) == 0);
        EXPECT(sp::call(child({"exit:3"}), sp::user = ::getuid()) == 0);

        EXPECT(expect_error<sp::TimeoutExpired>([] {
                   sp::run(child({"forever"}), sp::timeout = 50ms);
               }).timeout == 0.05);
        for (auto const& s : starts())
        {
            expect(s.perform() == (s.result == ENOENT ? ENOENT : 0), s.what);
        }
        {
            sp::Popen p(child({"forever"}));
            EXPECT(!p.poll());
            p.kill();
            EXPECT(p.wait() == 0);
        }
        expect_unchanged(before);
    });
}

BOOST_AUTO_TEST_CASE(a_thread_that_reaps_everything_steals_statuses_only)
{
    CHECK_FORKED([] {
        process_state const before;
        std::atomic<bool> done{false};
        std::thread thief([&] {
            while (!done)
            {
                if (::waitpid(-1, nullptr, WNOHANG) <= 0)
                {
                    std::this_thread::yield();
                }
            }
        });
        struct joiner
        {
            std::atomic<bool>& done;
            std::thread& thread;
            ~joiner()
            {
                done = true;
                thread.join();
            }
        };
        {
            joiner const at_exit{done, thief};
            for (int i = 0; i != 20; ++i)
            {
                for (auto const& s : starts())
                {
                    auto const got = s.perform();
                    expect(got == s.result || (got == 0 && s.result == 5),
                           s.what);
                }
                sp::Popen p(child({"forever"}));
                p.kill();
                auto const code = p.wait(30s);
                EXPECT(code == -SIGKILL || code == 0);
                EXPECT(p.poll() == code && p.wait() == code);
                p.kill();
            }
        }
        expect_unchanged(before);
    });
}

BOOST_AUTO_TEST_CASE(twenty_thousand_open_descriptors_stay_with_the_parent)
{
    rlimit now;
    BOOST_TEST_REQUIRE(::getrlimit(RLIMIT_NOFILE, &now) == 0);
    rlim_t const wanted = 20100;
    if (now.rlim_max < wanted && !is_root())
    {
        BOOST_TEST_MESSAGE("skipped: the hard limit of open descriptors is "
                           << now.rlim_max);
        return;
    }
    CHECK_FORKED([=] {
        rlimit const raised{wanted, std::max(now.rlim_max, wanted)};
        auto const may = ::setrlimit(RLIMIT_NOFILE, &raised) == 0;
        if (!may)
        {
            // In some sandboxes even root may not raise the limit.
            EXPECT(errno == EPERM);
            limit(RLIMIT_NOFILE, now.rlim_max);
        }
        auto const most = may ? wanted : now.rlim_max;
        EXPECT(most > 1000);
        int last = -1;
        for (rlim_t i = 0; i != most - 100; ++i)
        {
            last = ::open("/dev/null", O_RDONLY);
            expect(last >= 0, "a descriptor");
        }
        EXPECT(sp::call(child({"close:1", "exit:2"})) == 2);
        EXPECT(*sp::run(child({"fds"}), sp::capture_output).stdout_ ==
               "0 1 2\n");
        EXPECT(
            *sp::run(
                 child({"fds"}), sp::stdout_ = sp::PIPE, sp::preexec_fn = [] {})
                 .stdout_ == "0 1 2\n");
        EXPECT(*sp::run(child({"fds"}), sp::stdout_ = sp::PIPE,
                        sp::pass_fds = {last})
                    .stdout_ == "0 1 2 " + std::to_string(last) + "\n");
        // Nothing is piped: the exit status of the child says whether the
        // descriptor was open.
        auto words = child({});
        words.push_back("write:" + std::to_string(last) + ":x");
        EXPECT(sp::call(words) == 99);
        EXPECT(::fcntl(last, F_GETFD) == 0);
        EXPECT(no_children());
    });
}

BOOST_AUTO_TEST_CASE(interrupts_do_not_disturb)
{
    CHECK_FORKED([] {
        interrupt_every_millisecond();
        process_state const before;
        std::string const much(8 << 20, 'a');
        auto const both = sp::run(child({"upper"}), sp::input = much,
                                  sp::capture_output, sp::timeout = 120s);
        EXPECT(both.returncode == 0);
        EXPECT(*both.stdout_ == std::string(much.size(), 'A'));

        for (auto const& s : starts())
        {
            expect(s.perform() == s.result, s.what);
        }
        talk_much(much);
        // On a busy machine one signal may stand for several milliseconds.
        do
        {
            talk_slowly();
        } while (signals_caught <= 50);
        expect_unchanged(before);
        interrupt_no_more();
    });
}

// With 0, 1, 2, ... free descriptors, every start either succeeds or fails with
// EMFILE, and leaves nothing behind.
BOOST_AUTO_TEST_CASE(a_start_short_of_descriptors_is_an_error)
{
    CHECK_FORKED([] {
        rlimit before_limit;
        ::getrlimit(RLIMIT_NOFILE, &before_limit);
        constexpr int full = 64;
        for (int number = 0; number < full;)
        {
            number = ::open("/dev/null", O_RDWR | O_CLOEXEC);
        }
        process_state const before;
        constexpr int enough = 20;
        for (auto const& s : starts())
        {
            int refused = 0; // EMFILE always comes before success
            for (int spare = 0; spare <= enough; ++spare)
            {
                auto const what =
                    std::string(s.what) + " " + std::to_string(spare);
                limit(RLIMIT_NOFILE, full + spare);
                std::optional<int> result;
                int error = 0;
                try
                {
                    result = s.perform();
                }
                catch (concur::OSError const& e)
                {
                    error = e.errno_();
                }
                limit(RLIMIT_NOFILE, before_limit.rlim_cur);
                expect(result ? result == s.result : error == EMFILE, what);
                // A start that succeeds with fewer descriptors succeeds with
                // more.
                expect(result || refused == spare, what);
                refused += error != 0;
                expect_unchanged(before);
            }
            expect(refused < 10, s.what);
            expect(refused > 3 || s.what[0] != 'p' || s.what[1] != 'i', s.what);
        }
    });
}

BOOST_AUTO_TEST_CASE(a_start_short_of_processes_is_an_error)
{
    CHECK_FORKED([] {
        drop_privileges();
        process_state const before;
        rlimit before_limit;
        ::getrlimit(RLIMIT_NPROC, &before_limit);
        limit(RLIMIT_NPROC, 0);
        auto const refused = [](auto&&... keywords) {
            auto const e = expect_error<concur::BlockingIOError>([&] {
                sp::run({"/bin/true"}, sp::capture_output, keywords...);
            });
            EXPECT(e.errno_() == EAGAIN);
            EXPECT(!e.filename());
        };
        refused();
        refused(sp::input = "abc");
        refused(sp::preexec_fn = [] {});
        refused(sp::user = ::getuid());
        refused(sp::cwd = "/missing");
        limit(RLIMIT_NPROC, before_limit.rlim_cur);
        expect_unchanged(before);
        EXPECT(sp::call({"/bin/true"}) == 0);
    });
}

// What the parent has written to stdout, and not flushed yet, is in the memory
// of the child, too.
BOOST_AUTO_TEST_CASE(a_failed_start_writes_no_buffers_of_the_parent)
{
    scratch_directory const place;
    auto const name = place.path() + "/output";
    CHECK_FORKED([&] {
        EXPECT(std::freopen(name.c_str(), "w", stdout) != nullptr);
        EXPECT(std::fputs("once\n", stdout) >= 0);
        auto const refused = [](auto&&... keywords) {
            expect_error<concur::FileNotFoundError>(
                [&] { sp::run({"/missing/program"}, keywords...); });
        };
        refused();
        refused(sp::preexec_fn = [] {});
        if (!portable_kernel())
        {
            refused(sp::die_with_parent);
        }
        EXPECT(std::fflush(stdout) == 0);
    });
    BOOST_TEST(read_file(name) == "once\n");
}

BOOST_AUTO_TEST_SUITE_END()
