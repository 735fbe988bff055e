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

#include <cerrno>
#include <csignal>
#include <deque>
#include <filesystem>
#include <string>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The errors of starts that the system refuses.

namespace sp = concur::subprocess;
using namespace support;
using boost::unit_test::label;

namespace {

// Check that the start of a command fails in every mode.
void check_fails(sp::command const& args, os_failure const& expected)
{
    for (auto const& way : start_modes())
    {
        BOOST_TEST(failure_of([&] { sp::call(args, way); }) == expected);
        BOOST_TEST(no_children());
    }
}

// Directories that may have a program "tool" with a given mode and contents.
class search_path
{
public:
    void add(std::string const& contents, int mode)
    {
        directories_.emplace_back().file("tool", contents, mode);
    }

    void add_text()
    {
        add("no interpreter\n", 0755);
    }

    void add_forbidden()
    {
        add("#!/bin/sh\nexit 3\n", 0644);
    }

    void add_program()
    {
        add("#!/bin/sh\nexit 4\n", 0755);
    }

    void add_nothing()
    {
        add_raw(directories_.emplace_back().path() + "/nowhere");
        // A path that leads through a file.
        add_raw(directories_.front().file("file"));
    }

    sp::environment env() const
    {
        std::string all = raw_;
        for (auto const& d : directories_)
        {
            all += (all.empty() ? "" : ":") + d.path();
        }
        return {{"PATH", all}};
    }

private:
    void add_raw(std::string const& directory)
    {
        raw_ += (raw_.empty() ? "" : ":") + directory;
    }

    std::string raw_;
    std::deque<scratch_directory> directories_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(start_errors,
                      *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(popen_error_enoent_filename,
                     *label("py:subprocess.popen.error.enoent_filename"))
{
    check_fails({"/opt/nonexistent_binary", "with", "some", "args"},
                failure(ENOENT, "/opt/nonexistent_binary"));
    BOOST_TEST(
        error_message<concur::FileNotFoundError>([] {
            sp::call({"/opt/nonexistent_binary", "with", "some", "args"});
        }) == "[Errno 2] No such file or directory: "
              "'/opt/nonexistent_binary'");
}

BOOST_AUTO_TEST_CASE(posix_error_executable_reported,
                     *label("py:subprocess.posix.error.executable_reported"))
{
    for (auto way : start_modes())
    {
        way.executable = "/_this/pa.th/does/not/exist";
        BOOST_TEST(failure_of([&] { sp::call(child(), way); }) ==
                   failure(ENOENT, "/_this/pa.th/does/not/exist"));
        // The same if the missing program is the shell.
        way.shell = true;
        BOOST_TEST(failure_of([&] { sp::call("exit 0", way); }) ==
                   failure(ENOENT, "/_this/pa.th/does/not/exist"));
    }
}

BOOST_AUTO_TEST_CASE(posix_error_args0_reported,
                     *label("py:subprocess.posix.error.args0_reported"))
{
    // A user who may not search a directory gets another error.
    scoped_variable const path("PATH", "/bin:/usr/bin");
    check_fails({"/_this/pa.th/does/not/exist", "x"},
                failure(ENOENT, "/_this/pa.th/does/not/exist"));
    check_fails("/_this/pa.th/does/not/exist",
                failure(ENOENT, "/_this/pa.th/does/not/exist"));
    check_fails(std::filesystem::path("/_this/pa.th"),
                failure(ENOENT, "/_this/pa.th"));
    check_fails("concur-no-such-program",
                failure(ENOENT, "concur-no-such-program"));
}

BOOST_AUTO_TEST_CASE(error_eacces, *label("py:subprocess.error.eacces"))
{
    scratch_directory const place;
    auto const file = place.file("file", "#!/bin/sh\n", 0644);
    check_fails(file, failure(EACCES, file));
    check_fails({place.path()}, failure(EACCES, place.path()));
    check_fails("/", failure(EACCES, "/"));
    // As in Python: an empty name finds the directories of PATH.
    check_fails("", failure(EACCES, ""));
    BOOST_CHECK_THROW(sp::call(file), concur::PermissionError);
}

BOOST_AUTO_TEST_CASE(error_enoexec, *label("py:subprocess.error.enoexec"))
{
    scratch_directory const place;
    auto const text = place.file("text", "exit 0\n", 0755);
    auto const empty = place.file("empty", "", 0755);
    check_fails(text, failure(ENOEXEC, text));
    check_fails(empty, failure(ENOEXEC, empty));
}

BOOST_AUTO_TEST_CASE(error_missing_interpreter,
                     *label("py:subprocess.error.missing_interpreter"))
{
    scratch_directory const place;
    auto const script =
        place.file("script", "#!/nonexistent/interpreter\n", 0755);
    check_fails(script, failure(ENOENT, script));
}

BOOST_AUTO_TEST_CASE(error_enotdir, *label("py:subprocess.error.enotdir"))
{
    scratch_directory const place;
    auto const through = place.file("file") + "/program";
    check_fails(through, failure(ENOTDIR, through));
    BOOST_CHECK_THROW(sp::call(through), concur::NotADirectoryError);
}

BOOST_AUTO_TEST_CASE(other_errors)
{
    std::string const long_name(5000, 'x');
    check_fails("/" + long_name, failure(ENAMETOOLONG, "/" + long_name));
    scratch_directory const place;
    auto const loop = place.path() + "/loop";
    std::filesystem::create_symlink(loop, loop);
    check_fails(loop, failure(ELOOP, loop));
    check_fails({"/bin/true", std::string(1 << 20, 'x')},
                failure(E2BIG, "/bin/true"));
}

BOOST_AUTO_TEST_CASE(error_path_search_remembers_eacces,
                     *label("py:subprocess.error.path_search_remembers_eacces"))
{
    {
        search_path path;
        path.add_nothing();
        BOOST_TEST(failure_of([&] {
                       sp::call("tool", sp::env = path.env());
                   }) == failure(ENOENT, "tool"));
        path.add_forbidden();
        path.add_text();
        BOOST_TEST(failure_of([&] {
                       sp::call("tool", sp::env = path.env());
                   }) == failure(EACCES, "tool"));
        path.add_program();
        for (auto way : start_modes())
        {
            way.env = path.env();
            BOOST_TEST(sp::call("tool", way) == 4);
        }
    }
    {
        search_path path;
        path.add_text();
        path.add_forbidden();
        path.add_nothing();
        for (auto way : start_modes())
        {
            way.env = path.env();
            BOOST_TEST(failure_of([&] { sp::call("tool", way); }) ==
                       failure(ENOEXEC, "tool"));
        }
    }
    {
        // The last directory decides which of the two harmless errors is
        // reported.
        scratch_directory const place;
        auto const file = place.file("file");
        BOOST_TEST(
            failure_of([&] {
                sp::call("tool", sp::env = {{"PATH", "/nonexist:" + file}});
            }) == failure(ENOTDIR, "tool"));
    }
}

BOOST_AUTO_TEST_CASE(
    error_child_reaped_after_exec_failure,
    *label("py:subprocess.error.child_reaped_after_exec_failure"))
{
    for (auto const& way : start_modes())
    {
        BOOST_CHECK_THROW(sp::Popen("/nonexistent", way), concur::OSError);
        BOOST_TEST(no_children());
        BOOST_CHECK_THROW(sp::Popen("/", way), concur::OSError);
        BOOST_TEST(no_children());
        BOOST_CHECK_THROW(sp::Popen(child(), way, sp::cwd = "/nonexistent"),
                          concur::OSError);
        BOOST_TEST(no_children());
        BOOST_CHECK_THROW(sp::Popen(child(), way, sp::stdin_ = 999),
                          concur::OSError);
        BOOST_TEST(no_children());
    }
    BOOST_CHECK_THROW(sp::Popen(
                          child(), sp::preexec_fn = [] { throw 1; }),
                      sp::SubprocessError);
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(error_reraised_in_parent,
                     *label("py:subprocess.error.reraised_in_parent"))
{
    CHECK_FORKED([] {
        drop_privileges();
        for (auto const& way : start_modes())
        {
            EXPECT(failure_of([&] {
                       sp::Popen p("/bin/true", way, sp::cwd = "/nonexistent");
                   }) == failure(ENOENT, "/nonexistent"));
            auto other = way;
            other.user = 0;
            EXPECT(failure_of([&] { sp::Popen p("/bin/true", other); }) ==
                   failure(EPERM));
            EXPECT(failure_of([&] { sp::Popen p("/nonexistent", way); }) ==
                   failure(ENOENT, "/nonexistent"));
        }
    });
}

BOOST_AUTO_TEST_CASE(posix_error_fork_failure,
                     *label("py:subprocess.posix.error.fork_failure") *
                         support::may_refuse_calls)
{
    for (bool const by_limit : {true, false})
    {
        CHECK_FORKED([=] {
            drop_privileges();
            if (by_limit)
            {
                rlimit const none{0, 0};
                EXPECT(::setrlimit(RLIMIT_NPROC, &none) == 0);
            }
            else
            {
                refuse_calls({SYS_clone, SYS_clone3}, EAGAIN);
            }
            process_state const before;
            for (auto const& way : start_modes())
            {
                EXPECT(failure_of([&] {
                           sp::Popen p("/bin/true", way, sp::cwd = "/",
                                       sp::stdin_ = sp::PIPE,
                                       sp::stdout_ = sp::PIPE,
                                       sp::stderr_ = sp::PIPE);
                       }) == failure(EAGAIN));
                expect(before.changes().empty(), before.changes());
            }
            expect_error<concur::BlockingIOError>(
                [] { sp::call("/bin/true"); });
        });
    }
}

BOOST_AUTO_TEST_CASE(error_timeout_everywhere,
                     *label("py:subprocess.error.timeout_everywhere"))
{
    auto const args = child({"forever"});
    auto const check = [&](auto const& body) {
        auto const e = expect_error<sp::TimeoutExpired>(body);
        BOOST_TEST(e.timeout == 0.05);
        BOOST_TEST((e.cmd == sp::command(args)));
    };
    check([&] { sp::call(args, sp::timeout = 0.05); });
    check([&] { sp::check_call(args, sp::timeout = 0.05); });
    check([&] { sp::check_output(args, sp::timeout = 0.05); });
    check([&] { sp::run(args, sp::timeout = 0.05); });
    BOOST_TEST(no_children());
    sp::Popen p(args, sp::stdout_ = sp::PIPE);
    check([&] { p.wait(0.05); });
    check([&] { p.communicate({}, 0.05); });
    BOOST_TEST(!p.poll().has_value());
    p.kill();
    BOOST_TEST(p.wait(30) == -SIGKILL);
}

BOOST_AUTO_TEST_SUITE_END()
