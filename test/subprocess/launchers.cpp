// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/launcher.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include "checks.hpp"

#include <support/may_refuse_calls.hpp>
#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/posix/fork_and_forget_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <functional>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

// Some versions of Boost declare functions that only this file defines.
#if __has_include(<boost/process/v2/impl/environment.ipp>)
#include <boost/process/v2/impl/environment.ipp>
#endif

namespace sp = concur::subprocess;
namespace bp = boost::process::v2;
using namespace support;
using namespace std::chrono_literals;
using boost::system::error_code;

namespace {

error_code system_error_of(int number)
{
    return {number, boost::system::system_category()};
}

// Records which of its hooks were called in the parent, and fails in the hook
// that it is told to.
struct tracer
{
    std::string& log;
    error_code in_setup = {};
    error_code in_child = {};
    bool throws = false;

    template<class Launcher, class Argv>
    error_code on_setup(Launcher&, bp::filesystem::path const& program, Argv&)
    {
        log += "setup " + program.filename().string() + ";";
        return in_setup;
    }

    template<class Launcher, class Argv>
    error_code on_exec_setup(Launcher&, bp::filesystem::path const&, Argv&)
    {
        // Runs in a forked child, which may allocate and throw.
        log += "lost";
        ::umask(027);
        if (throws)
        {
            throw std::runtime_error("in the child");
        }
        return in_child;
    }

    template<class Launcher, class Argv>
    void on_success(Launcher&, bp::filesystem::path const&, Argv&)
    {
        log += "success;";
    }

    template<class Launcher, class Argv>
    void on_fork_error(Launcher&, bp::filesystem::path const&, Argv&,
                       error_code const& ec)
    {
        log += "fork error " + std::to_string(ec.value()) + ";";
    }

    template<class Launcher, class Argv>
    void on_error(Launcher&, bp::filesystem::path const&, Argv&,
                  error_code const& ec)
    {
        log += "error " + std::to_string(ec.value()) + ";";
    }
};

// Gives the child a copy of a descriptor, with a given number.
struct places_descriptor
{
    int from;
    int to;

    template<class Launcher, class Argv>
    error_code on_setup(Launcher& launcher, bp::filesystem::path const&, Argv&)
    {
        launcher.fd_whitelist.push_back(to);
        return {};
    }

    template<class Launcher, class Argv>
    error_code on_exec_setup(Launcher&, bp::filesystem::path const&, Argv&)
    {
        return ::dup2(from, to) < 0 ? system_error_of(errno) : error_code();
    }
};

// Changes the argument list that is the child's.
struct clears_arguments
{
    bool& kept;

    template<class Launcher, class Argv>
    error_code on_exec_setup(Launcher&, bp::filesystem::path const&, Argv& argv)
    {
        argv = nullptr;
        return {};
    }

    template<class Launcher, class Argv>
    void on_success(Launcher&, bp::filesystem::path const&, Argv& argv)
    {
        kept = argv != nullptr;
    }
};

struct fails_when_done
{
    template<class Launcher, class Argv>
    void on_success(Launcher&, bp::filesystem::path const&, Argv&)
    {
        throw std::runtime_error("on_success");
    }
};

// A launcher that adds an argument to the command.
struct adding_launcher
{
    static inline int starts = 0;

    sp::posix::start_result start(sp::posix::child_plan& plan)
    {
        ++starts;
        plan.argv.insert(plan.argv.end() - 1, "out:added");
        return sp::posix::launcher().start(plan);
    }
};

struct refusing_launcher
{
    sp::posix::start_result start(sp::posix::child_plan&)
    {
        sp::posix::start_result none;
        none.failed = sp::posix::start_phase::exec;
        none.error = ENOEXEC;
        return none;
    }
};

// A launcher that sets a directory that does not exist.
struct moving_launcher
{
    sp::posix::start_result start(sp::posix::child_plan& plan)
    {
        plan.cwd = "/missing";
        return sp::posix::launcher().start(plan);
    }
};

// A launcher that starts nothing and does not say so.
struct silent_launcher
{
    sp::posix::start_result start(sp::posix::child_plan&)
    {
        return {};
    }
};

template<class Launcher>
struct with : sp::default_policy
{
    using launcher = Launcher;
};

std::vector<std::string> words(std::initializer_list<char const*> list)
{
    return {list.begin(), list.end()};
}

// What every launcher must do, the library's own and those of Boost.Process.
template<class Policy>
void starts_as_told()
{
    auto const r =
        sp::run<Policy>(child({"cat", "err:e", "exit:3"}), sp::input = "abc",
                        sp::capture_output, sp::timeout = 60s);
    EXPECT(r.returncode == 3);
    EXPECT(*r.stdout_ == "abc");
    EXPECT(*r.stderr_ == "e");

    scratch_directory const scratch;
    auto const own = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    auto const there = "isopen:" + std::to_string(own);
    EXPECT(sp::check_output<Policy>(
               {child(), "cwd", "getenv:A", "umask", there.c_str()},
               sp::cwd = scratch.path(), sp::env = {{"A", "b"}},
               sp::umask = 027, sp::pass_fds = {own}, sp::preexec_fn = [] {
                   ::setenv("A", "c", 1);
               }) == scratch.path() + "\nb23\n1");
    ::close(own);
    auto const uid = is_root() ? 65534u : ::getuid();
    EXPECT(sp::check_output<Policy>(child({"uid"}), sp::user = uid) ==
           std::to_string(uid) + "\n");
    EXPECT(sp::check_output<Policy>({"sh", "-c", "echo $0 found"}) ==
           "sh found\n");
    EXPECT(sp::call<Policy>("exit 4", sp::shell) == 4);

    sp::basic_popen<Policy> p(child({"forever"}));
    expect_error<sp::TimeoutExpired>([&] { p.wait(20ms); });
    p.terminate();
    EXPECT(p.wait() == -SIGTERM);
}

} // namespace

template<>
inline constexpr bool concur::subprocess::vfork_safe<clears_arguments> = true;

BOOST_AUTO_TEST_SUITE(launchers, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(our_launcher_is_one_of_boosts_in_all_four_forms)
{
    boost::asio::io_context context;
    sp::posix::launcher launch;
    bp::filesystem::path const program = child();
    auto const arguments = words({"exit:5"});
    {
        auto process = launch(context, program, arguments);
        BOOST_TEST(process.id() == launch.pid);
        BOOST_TEST(process.wait() == 5);
    }
    {
        error_code ec = system_error_of(EIO);
        auto process = launch(context, ec, program, arguments);
        BOOST_TEST(!ec);
        BOOST_TEST(process.wait() == 5);
    }
    {
        auto process = launch(context.get_executor(), program, arguments);
        BOOST_TEST(process.wait() == 5);
    }
    {
        error_code ec;
        boost::asio::any_io_executor const any = context.get_executor();
        auto process =
            launch(any, ec, program, arguments, bp::process_start_dir("/"));
        BOOST_TEST(!ec);
        BOOST_TEST(process.wait() == 5);
    }
}

BOOST_AUTO_TEST_CASE(our_launcher_says_what_failed_in_all_four_forms)
{
    boost::asio::io_context context;
    auto const executor = context.get_executor();
    sp::posix::launcher launch;
    bp::filesystem::path const program = "/missing/program";
    auto const arguments = words({"x"});
    error_code ec;
    launch(context, ec, program, arguments);
    BOOST_TEST(ec == system_error_of(ENOENT));
    ec.clear();
    launch(executor, ec, program, arguments);
    BOOST_TEST(ec == system_error_of(ENOENT));
    using error = boost::system::system_error;
    BOOST_TEST(expect_error<error>([&] {
                   launch(context, program, arguments);
               }).code() == system_error_of(ENOENT));
    BOOST_TEST(expect_error<error>([&] {
                   launch(executor, program, arguments);
               }).code() == system_error_of(ENOENT));
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(a_process_of_our_launcher_is_waited_for_by_a_loop)
{
    boost::asio::io_context context;
    auto process = sp::posix::launcher()(context, bp::filesystem::path(child()),
                                         words({"exit:6"}));
    int code = 0;
    process.async_wait(
        [&](error_code ec, int status) { code = ec ? -1 : status; });
    context.run();
    BOOST_TEST(bp::evaluate_exit_code(code) == 6);
}

BOOST_AUTO_TEST_CASE(boosts_initializers_stand_among_the_keywords)
{
    scratch_directory const scratch;
    BOOST_TEST(*sp::run(child({"cwd"}), sp::stdout_ = sp::PIPE,
                        bp::process_start_dir(scratch.path()),
                        sp::timeout = 60s)
                    .stdout_ == scratch.path() + "\n");
    std::unordered_map<std::string, std::string> const environment{{"A", "b"}};
    BOOST_TEST(sp::check_output(child({"env"}), bp::process_environment(
                                                    environment)) == "A=b\n");
    auto const out = bp::filesystem::path(scratch.file("out"));
    BOOST_TEST(sp::call(child({"out:x", "fds"}),
                        bp::process_stdio{nullptr, out, {}}) == 0);
    BOOST_TEST(read_file(out.string()) == "x0 1 2\n");

    bp::process_start_dir directory(scratch.path());
    sp::Popen p(child({"cwd"}), directory, sp::stdout_ = sp::PIPE);
    BOOST_TEST(p.stdout_().read() == scratch.path() + "\n");
    BOOST_TEST(p.wait() == 0);
}

BOOST_AUTO_TEST_CASE(a_users_initializer_is_called_and_runs_apart)
{
    std::string log;
    tracer trace{log};
    int placed = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
    places_descriptor places{placed, 77};
    auto const out = sp::check_output(
        child({"umask", "fds"}), trace, sp::preexec_fn = [] { ::umask(07); },
        places);
    ::close(placed);
    // on_exec_setup runs before the program, and the child has only the
    // descriptors that were asked for.
    BOOST_TEST(out == "23\n0 1 2 77\n");
    BOOST_TEST(log == "setup child;success;");
}

BOOST_AUTO_TEST_CASE(an_initializer_may_fail_at_each_step)
{
    std::string log;
    auto const refused = system_error_of(EPERM);
    BOOST_TEST(expect_error<concur::PermissionError>([&] {
                   sp::Popen(child({}), tracer{log, refused});
               }).errno_() == EPERM);
    BOOST_TEST(log == "setup child;error 1;");

    log.clear();
    auto const in_child = expect_error<concur::PermissionError>([&] {
        sp::run(child({}), tracer{log, {}, refused});
    });
    BOOST_TEST(in_child.errno_() == EPERM);
    BOOST_TEST(!in_child.filename());
    BOOST_TEST(log == "setup child;error 1;");

    log.clear();
    auto const threw = expect_error<sp::SubprocessError>([&] {
        sp::call(child({}), tracer{log, {}, {}, true});
    });
    BOOST_TEST(threw.what() == "Exception occurred in preexec_fn.");
    BOOST_TEST(log.starts_with("setup child;error "));

    log.clear();
    BOOST_TEST(expect_error<concur::FileNotFoundError>(
                   [&] { sp::check_output({"/missing/program"}, tracer{log}); })
                   .filename()
                   .value() == "/missing/program");
    BOOST_TEST(log == "setup program;error 2;");

    BOOST_TEST(expect_error<std::runtime_error>([&] {
                   sp::Popen(child({"forever"}), fails_when_done());
               }).what() == std::string("on_success"));
    BOOST_TEST(no_children());
}

BOOST_AUTO_TEST_CASE(an_initializer_hears_that_there_is_no_process,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        refuse_calls(calls::make_process, EPERM);
        std::string log;
        expect_error<concur::PermissionError>(
            [&] { sp::Popen(child({}), tracer{log}); });
        EXPECT(log == "setup child;fork error 1;error 1;");
    });
}

BOOST_AUTO_TEST_CASE(our_launcher_starts_as_told)
{
    CHECK_FORKED(starts_as_told<sp::default_policy>);
}

BOOST_AUTO_TEST_CASE(boosts_default_launcher_starts_as_told)
{
    using policy = with<bp::posix::default_launcher>;
    CHECK_FORKED([] {
        process_state const before;
        starts_as_told<policy>();
        auto const e = expect_error<concur::FileNotFoundError>(
            [] { sp::run<policy>({"/missing/program"}, sp::capture_output); });
        EXPECT(e.filename() == "/missing/program");
        EXPECT(expect_error<concur::OSError>([] {
                   sp::call<policy>(child({}), sp::cwd = "/missing");
               }).errno_() == ENOENT);
        EXPECT(error_message<concur::ValueError>([] {
                   sp::call<policy>(child({}), sp::fds = {{60, 0}});
               }) == "fds is not supported by this launcher");
        for (auto const how : {sp::parent_death(true), sp::strict})
        {
            EXPECT(error_message<concur::ValueError>([&] {
                       sp::call<policy>(child({}), sp::die_with_parent = how);
                   }) == "die_with_parent is not supported by this launcher");
        }
        std::string log;
        EXPECT(sp::call<policy>(child({"exit:2"}), tracer{log}) == 2);
        EXPECT(log == "setup child;success;");
        expect(before.changes().empty(), before.changes());
    });
}

BOOST_AUTO_TEST_CASE(boosts_forgetting_launcher_starts_as_told)
{
    using policy = with<bp::posix::fork_and_forget_launcher>;
    CHECK_FORKED([] {
        process_state const before;
        starts_as_told<policy>();
        // This launcher does not report a missing program.
        EXPECT(sp::call<policy>({"/missing/program"}) != 0);
        expect(before.changes().empty(), before.changes());
    });
}

// Boost.Process fails here after the start. The library must reap the child.
BOOST_AUTO_TEST_CASE(boosts_launcher_that_fails_late_leaves_no_child,
                     *support::may_refuse_calls)
{
    CHECK_FORKED([] {
        process_state const before;
        refuse_calls({SYS_pidfd_open}, ENOSYS);
        try
        {
            EXPECT(sp::call<with<bp::posix::default_launcher>>(
                       child({"exit:2"})) == 2);
        }
        catch (concur::OSError const& e)
        {
            // The version of Boost decides which error it is.
            EXPECT(!e.filename());
        }
        EXPECT(no_children());
        expect(before.changes().empty(), before.changes());
    });
}

BOOST_AUTO_TEST_CASE(a_launcher_for_tests_takes_the_plan)
{
    BOOST_TEST(sp::check_output<with<adding_launcher>>(child({"out:1"})) ==
               "1added");
    sp::basic_popen<with<adding_launcher>> p(child({"exit:4"}));
    BOOST_TEST(p.wait() == 4);
    BOOST_TEST(adding_launcher::starts == 2);
    auto const e = expect_error<concur::OSError>([] {
        sp::run<with<refusing_launcher>>({"a program"}, sp::capture_output);
    });
    BOOST_TEST(e.errno_() == ENOEXEC);
    BOOST_TEST(*e.filename() == "a program");
}

BOOST_AUTO_TEST_CASE(a_launcher_may_set_a_directory_that_is_missing)
{
    auto const e = expect_error<concur::FileNotFoundError>(
        [] { sp::call<with<moving_launcher>>(child({})); });
    BOOST_TEST(!e.filename());
}

// Though the child shares the parent's memory.
BOOST_AUTO_TEST_CASE(an_initializer_in_the_child_keeps_the_parents_arguments)
{
    bool kept = false;
    sp::run(child({"exit:0"}), clears_arguments{kept}, sp::check);
    BOOST_TEST(kept);
}

BOOST_AUTO_TEST_CASE(a_launcher_that_starts_nothing_must_say_so)
{
    BOOST_CHECK_THROW(
        sp::run<with<silent_launcher>>({"a program"}, sp::capture_output),
        concur::RuntimeError);
}

BOOST_AUTO_TEST_CASE(a_released_child_is_boosts)
{
    boost::asio::io_context context;
    sp::Popen p(child({"line", "exit:7"}), sp::stdin_ = sp::PIPE);
    auto const pid = p.pid();
    auto in = p.stdin_();
    auto process = p.release(context.get_executor());
    BOOST_TEST(process.id() == pid);
    int code = -1;
    process.async_wait(
        [&](error_code ec, int status) { code = ec ? -1 : status; });
    // The streams still work after their Popen was released.
    in.write("x\n");
    in.close();
    context.run();
    BOOST_TEST(bp::evaluate_exit_code(code) == 7);

    // A new child can be assigned to the empty object.
    p = sp::Popen(child({"exit:3"}));
    BOOST_TEST(p.wait() == 3);
}

BOOST_AUTO_TEST_CASE(the_destructor_of_a_released_child_kills_it)
{
    boost::asio::io_context context;
    {
        sp::Popen p(child({"forever"}));
        auto const process = p.release(context.get_executor());
        BOOST_TEST(::kill(process.id(), 0) == 0);
    }
    BOOST_TEST(no_children());
}

// The id may belong to another process by now.
BOOST_AUTO_TEST_CASE(a_child_that_was_waited_for_is_released_as_none)
{
    boost::asio::io_context context;
    sp::Popen p(child({"exit:7"}));
    BOOST_TEST(p.wait() == 7);
    auto process = p.release(context.get_executor());
    BOOST_TEST(process.id() <= 0);
    BOOST_TEST(!process.is_open());
}

BOOST_AUTO_TEST_SUITE_END()
