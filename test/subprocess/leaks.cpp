// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/popen.hpp>

#include "start_modes.hpp"

#include <concur/subprocess/run.hpp>

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Descriptors: no start leaves one open, and none closes a descriptor of
// others.

namespace sp = concur::subprocess;
using namespace support;
using namespace std::string_literals;
using boost::unit_test::label;

namespace {

sp::options with_pipes(sp::options o)
{
    o.stdin_ = o.stdout_ = o.stderr_ = sp::PIPE;
    return o;
}

sp::options with_null(sp::options o)
{
    o.stdin_ = o.stdout_ = o.stderr_ = sp::DEVNULL;
    return o;
}

void set_limit(rlim_t most)
{
    rlimit limit;
    expect(::getrlimit(RLIMIT_NOFILE, &limit) == 0, "getrlimit");
    limit.rlim_cur = most;
    expect(::setrlimit(RLIMIT_NOFILE, &limit) == 0, "setrlimit");
}

ino_t inode(int number)
{
    struct stat file;
    return ::fstat(number, &file) == 0 ? file.st_ino : 0;
}

// Another thread opens pipes while a start fails in this one. All of these
// pipes must stay open.
void check_closes_once(std::function<void()> const& failing_start)
{
    for (int round = 0; round != 20; ++round)
    {
        std::atomic<bool> opening{false};
        std::vector<std::pair<int, ino_t>> theirs;
        std::jthread other([&] {
            for (int i = 0; i != 20; ++i)
            {
                int ends[2];
                if (::pipe2(ends, O_CLOEXEC) == 0)
                {
                    theirs.emplace_back(ends[0], inode(ends[0]));
                    theirs.emplace_back(ends[1], inode(ends[1]));
                }
                opening = true;
            }
        });
        while (!opening)
        {
            std::this_thread::yield();
        }
        failing_start();
        other.join();
        BOOST_TEST(theirs.size() == 40u);
        for (auto [number, file] : theirs)
        {
            BOOST_TEST(inode(number) == file);
            BOOST_TEST(::close(number) == 0);
        }
    }
}

struct failing_start
{
    char const* name;
    std::function<void(sp::options const&)> start;
};

// All steps at which a start may fail.
std::vector<failing_start> const failing_starts{
    {"missing program", [](auto& o) { sp::Popen p("/nonexistent", o); }},
    {"not in PATH", [](auto& o) { sp::Popen p("concur-nothing", o); }},
    {"a directory", [](auto& o) { sp::Popen p("/", o); }},
    {"empty args", [](auto& o) { sp::Popen p(sp::command(), o); }},
    {"NUL in argument",
     [](auto& o) {
         sp::Popen p({"true", "a\0b"s}, o);
     }},
    {"bad env name",
     [](auto& o) {
         sp::Popen p(child(), o, sp::env = {{"A=", "B"}});
     }},
    {"bad cwd",
     [](auto& o) { sp::Popen p(child(), o, sp::cwd = "/nonexistent"); }},
    {"bad pass_fds",
     [](auto& o) { sp::Popen p(child(), o, sp::pass_fds = {-1}); }},
    {"closed pass_fds",
     [](auto& o) { sp::Popen p(child(), o, sp::pass_fds = {999}); }},
    {"closed stdout",
     [](sp::options o) {
         o.stdout_ = 999;
         sp::Popen p(child(), o);
     }},
    {"unknown user",
     [](sp::options o) {
         o.user = "no such user";
         sp::Popen p(child(), o);
     }},
    {"bad process group",
     [](auto& o) { sp::Popen p(child(), o, sp::process_group = 1 << 30); }},
    {"unknown encoding",
     [](auto& o) { sp::Popen p(child(), o, sp::encoding = "no-such"); }},
    {"failing preexec_fn",
     [](sp::options o) {
         o.preexec_fn = [] { throw 1; };
         sp::Popen p(child(), o);
     }},
};

} // namespace

BOOST_AUTO_TEST_SUITE(leaks, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(popen_no_fd_leak_on_success,
                     *label("py:subprocess.popen.no_fd_leak_on_success"))
{
    CHECK_FORKED([] {
        set_limit(100);
        std::vector<int> filled;
        for (int number;
             (number = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;)
        {
            filled.push_back(number);
        }
        EXPECT(errno == EMFILE);
        for (int i = 0; i != 10; ++i)
        {
            ::close(filled.back());
            filled.pop_back();
        }
        for (auto const& way : start_modes())
        {
            for (int i = 0; i != 15; ++i)
            {
                killed_popen p(child({"cat"}), with_pipes(way));
                EXPECT(p.communicate("lime", 30).stdout_ == "lime");
            }
        }
    });
}

BOOST_AUTO_TEST_CASE(popen_no_fd_leak_on_exec_failure,
                     *label("py:subprocess.popen.no_fd_leak_on_exec_failure"))
{
    CHECK_FORKED([] {
        set_limit(200);
        scoped_variable const path("PATH", "/bin:/usr/bin");
        for (int i = 0; i != 1024; ++i)
        {
            EXPECT(failure_of([] {
                       sp::Popen p({"nonexisting_i_hope"},
                                   sp::stdout_ = sp::PIPE,
                                   sp::stderr_ = sp::PIPE);
                   }) == failure(ENOENT, "nonexisting_i_hope"));
        }
    });
}

BOOST_AUTO_TEST_CASE(popen_no_double_close_on_error,
                     *label("py:subprocess.popen.no_double_close_on_error"))
{
    check_closes_once([] {
        BOOST_CHECK_THROW(sp::Popen("nonexisting_i_hope", with_pipes({})),
                          concur::OSError);
    });
}

BOOST_AUTO_TEST_CASE(
    posix_preexec_fn_failure_no_double_close,
    *label("py:subprocess.posix.preexec_fn.failure_no_double_close"))
{
    check_closes_once([] {
        auto o = with_pipes({});
        o.preexec_fn = [] { throw 1; };
        BOOST_CHECK_THROW(sp::Popen(child(), o), sp::SubprocessError);
    });
}

BOOST_AUTO_TEST_CASE(popen_failure_releases_user_files,
                     *label("py:subprocess.popen.failure_releases_user_files"))
{
    for (auto way : start_modes())
    {
        scratch_directory const place;
        auto const descriptors = open_descriptors();
        std::vector<std::FILE*> files;
        for (auto r : {&way.stdin_, &way.stdout_, &way.stderr_})
        {
            files.push_back(std::fopen(
                (place.path() + "/" + std::to_string(files.size())).c_str(),
                "w+"));
            *r = files.back();
        }
        process_state const before;
        BOOST_TEST(failure_of([&] { sp::Popen p("/nonexistent", way); }) ==
                   failure(ENOENT, "/nonexistent"));
        BOOST_TEST(before.changes() == "");
        for (auto file : files)
        {
            BOOST_TEST(std::fclose(file) == 0);
        }
        BOOST_TEST((open_descriptors() == descriptors));
        for (int i = 0; i != 3; ++i)
        {
            BOOST_TEST(std::filesystem::remove(place.path() + "/" +
                                               std::to_string(i)));
        }
    }
}

BOOST_AUTO_TEST_CASE(
    popen_no_fd_leak_on_internal_failure,
    *label("py:subprocess.popen.no_fd_leak_on_internal_failure") *
        support::may_refuse_calls)
{
    auto const before = open_descriptors();
    for (auto const& way : start_modes())
    {
        BOOST_CHECK_THROW(
            sp::Popen(child(), with_pipes(way), sp::cwd = "/nonexistent"),
            concur::OSError);
        BOOST_TEST((open_descriptors() == before));
    }
    CHECK_FORKED([] {
        refuse_calls({SYS_clone, SYS_clone3}, ENOMEM);
        auto const now = open_descriptors();
        for (auto const& way : start_modes())
        {
            EXPECT(failure_of([&] { sp::Popen p(child(), with_pipes(way)); }) ==
                   failure(ENOMEM));
            EXPECT(open_descriptors() == now);
        }
    });
}

// The descriptor table is full at each step of a start in turn.
BOOST_AUTO_TEST_CASE(no_fd_leak_on_full_table)
{
    for (auto const& way : start_modes())
    {
        for (auto const& o : {with_pipes(way), with_null(way)})
        {
            CHECK_FORKED([&] {
                // Open are only 0 to 2, and descriptors above 800, which do not
                // matter.
                ::close_range(3, 800, 0);
                rlimit before;
                EXPECT(::getrlimit(RLIMIT_NOFILE, &before) == 0);
                process_state const around;
                bool started = false;
                for (unsigned room = 0; !started; ++room)
                {
                    EXPECT(room <= 10);
                    set_limit(3 + room);
                    try
                    {
                        sp::Popen p({"/bin/sh", "-c", ":"}, o);
                        started = true;
                    }
                    catch (concur::OSError const& e)
                    {
                        EXPECT(e.errno_() == EMFILE);
                    }
                    set_limit(before.rlim_cur);
                    expect(around.changes().empty(), around.changes());
                }
            });
        }
    }
}

BOOST_AUTO_TEST_CASE(error_no_fd_leak_any_failure,
                     *label("py:subprocess.error.no_fd_leak_any_failure"))
{
    auto const before = open_descriptors();
    for (auto const& [name, start] : failing_starts)
    {
        BOOST_TEST_CONTEXT(name)
        {
            for (auto const& way : start_modes())
            {
                BOOST_CHECK_THROW(start(with_pipes(way)), std::exception);
                BOOST_TEST((open_descriptors() == before));
                BOOST_CHECK_THROW(start(with_null(way)), std::exception);
                BOOST_TEST((open_descriptors() == before));
                BOOST_TEST(no_children());
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
