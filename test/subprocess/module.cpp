// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>

#include "checks.hpp"
#include "default_options.hpp"

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sp = concur::subprocess;
using namespace support;

// The umbrella header declares all of them.
using concur::subprocess::call;
using concur::subprocess::CalledProcessError;
using concur::subprocess::check_call;
using concur::subprocess::check_output;
using concur::subprocess::CompletedProcess;
using concur::subprocess::DEVNULL;
using concur::subprocess::getoutput;
using concur::subprocess::getstatusoutput;
using concur::subprocess::PIPE;
using concur::subprocess::Popen;
using concur::subprocess::run;
using concur::subprocess::STDOUT;
using concur::subprocess::SubprocessError;
using concur::subprocess::TimeoutExpired;

BOOST_AUTO_TEST_SUITE(module, *boost::unit_test::fixture<leaves_no_trace>())

BOOST_AUTO_TEST_CASE(
    module_public_names,
    *boost::unit_test::label("py:subprocess.module.public_names"))
{
    CompletedProcess const done = run(child({"out:x"}), sp::stdin_ = DEVNULL,
                                      sp::stdout_ = PIPE, sp::stderr_ = STDOUT);
    BOOST_TEST(done.stdout_.value() == "x");
    BOOST_TEST(Popen(child({"exit:3"})).wait() == 3);
    BOOST_TEST(call(child({"exit:4"})) == 4);
    BOOST_TEST(check_call(child({"exit:0"})) == 0);
    BOOST_TEST(check_output(child({"out:y"})) == "y");
    BOOST_TEST(getoutput("echo z") == "z");
    BOOST_TEST((getstatusoutput("exit 5") == std::pair(5, std::string())));
    BOOST_CHECK_THROW(check_call(child({"exit:1"})), CalledProcessError);
    BOOST_CHECK_THROW(call(child({"forever"}), sp::timeout = 0.01),
                      TimeoutExpired);
    BOOST_CHECK_THROW(call(child({"forever"}), sp::timeout = 0.01),
                      SubprocessError);
}

BOOST_AUTO_TEST_CASE(constants_devnull, *boost::unit_test::label(
                                            "py:subprocess.constants.devnull"))
{
    scratch_directory const place;
    auto const in = place.file("in", "the parent's");
    auto const said = place.file("said");
    auto const seen = place.path() + "/seen";
    CHECK_FORKED([&] {
        redirect_stream(0, in, O_RDONLY);
        redirect_stream(1, said, O_WRONLY | O_APPEND);
        redirect_stream(2, said, O_WRONLY | O_APPEND);
        auto const done = run(
            {"sh", "-c",
             "cat; echo o; echo e >&2;"
             "links=$(for i in 0 1 2; do readlink /proc/$$/fd/$i; done);"
             "echo \"$links\" >$0",
             seen},
            sp::stdin_ = DEVNULL, sp::stdout_ = DEVNULL, sp::stderr_ = DEVNULL);
        EXPECT(done.returncode == 0);
        EXPECT(!done.stdout_);
        EXPECT(!done.stderr_);
        EXPECT(::lseek(0, 0, SEEK_CUR) == 0);
    });
    BOOST_TEST(read_file(seen) == "/dev/null\n/dev/null\n/dev/null\n");
    BOOST_TEST(read_file(said) == "");
}

BOOST_AUTO_TEST_CASE(constants_pipe,
                     *boost::unit_test::label("py:subprocess.constants.pipe"))
{
    Popen p(child({"upper", "err:e"}), sp::stdin_ = PIPE, sp::stdout_ = PIPE,
            sp::stderr_ = PIPE);
    for (auto const& s : {p.stdin_(), p.stdout_(), p.stderr_()})
    {
        BOOST_TEST(bool(s));
        BOOST_TEST(open_descriptors().at(s.fileno()).starts_with("pipe:"));
    }
    auto const now = open_descriptors();
    auto const pipe = [&](sp::stream const& s) { return now.at(s.fileno()); };
    BOOST_TEST(pipe(p.stdin_()) != pipe(p.stdout_()));
    BOOST_TEST(pipe(p.stdout_()) != pipe(p.stderr_()));
    BOOST_TEST(pipe(p.stdin_()) != pipe(p.stderr_()));
    p.stdin_().write("pear");
    p.stdin_().close();
    BOOST_TEST(p.stdout_().read() == "PEAR");
    BOOST_TEST(p.stderr_().read() == "e");

    Popen none(child({"exit:0"}));
    BOOST_TEST(!none.stdin_());
    BOOST_TEST(!none.stdout_());
    BOOST_TEST(!none.stderr_());
}

BOOST_AUTO_TEST_CASE(constants_stdout,
                     *boost::unit_test::label("py:subprocess.constants.stdout"))
{
    auto const command = child({"out:a", "err:b", "out:c"});
    BOOST_TEST(run(command, sp::stdout_ = PIPE, sp::stderr_ = STDOUT)
                   .stdout_.value() == "abc");

    scratch_directory const place;
    auto const to_file = place.file("file");
    {
        file_descriptor const file(to_file, O_WRONLY);
        BOOST_TEST(call(command, sp::stdout_ = file, sp::stderr_ = STDOUT) ==
                   0);
    }
    BOOST_TEST(read_file(to_file) == "abc");

    auto const to_null = place.file("null");
    BOOST_TEST(call({"sh", "-c", "readlink /proc/$$/fd/2 >$0", to_null},
                    sp::stdout_ = DEVNULL, sp::stderr_ = STDOUT) == 0);
    BOOST_TEST(read_file(to_null) == "/dev/null\n");

    auto const ours = place.file("ours");
    CHECK_FORKED([&] {
        redirect_stream(1, ours, O_WRONLY);
        EXPECT(call(command, sp::stderr_ = STDOUT) == 0);
    });
    BOOST_TEST(read_file(ours) == "abc");

    for (auto const start :
         {+[](sp::command const& c) { Popen p(c, sp::stdout_ = STDOUT); },
          +[](sp::command const& c) { Popen p(c, sp::stdin_ = STDOUT); }})
    {
        check_rejected(start, {"STDOUT can only be used for stderr"});
    }
}

BOOST_AUTO_TEST_CASE(
    constants_distinct,
    *boost::unit_test::label("py:subprocess.constants.distinct"))
{
    static_assert(PIPE != STDOUT && STDOUT != DEVNULL && DEVNULL != PIPE);
    static_assert(!std::is_convertible_v<decltype(PIPE), int>);
    for (auto const constant : {PIPE, STDOUT, DEVNULL})
    {
        BOOST_TEST(static_cast<int>(constant) < 0);
        BOOST_TEST(sp::redirect(constant).descriptor() < 0);
    }

    using kind = sp::redirect::kind;
    BOOST_TEST((sp::redirect(PIPE).what() == kind::pipe));
    BOOST_TEST((sp::redirect(STDOUT).what() == kind::out));
    BOOST_TEST((sp::redirect(DEVNULL).what() == kind::null));
    // A number is not one of these constants.
    for (int const number : {-1, -2, -3, 0})
    {
        BOOST_TEST((sp::redirect(number).what() == kind::descriptor));
    }
    BOOST_CHECK_THROW(run(child({"exit:0"}), sp::stderr_ = -1),
                      std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(changed_defaults,
                     *boost::unit_test::label("py:subprocess.changed.defaults"))
{
    check_defaults({});
}

// The same defaults, as the child and its process object see them.
BOOST_AUTO_TEST_CASE(changed_defaults_seen,
                     *boost::unit_test::label("py:subprocess.changed.defaults"))
{
    Popen const plain(child({"exit:0"}));
    BOOST_TEST(!plain.text_mode());
    BOOST_TEST(!plain.encoding());
    BOOST_TEST(!plain.errors());
    BOOST_TEST(plain.pipesize() == -1);

    Popen piped(child({"cat"}), sp::stdin_ = PIPE, sp::stdout_ = PIPE);
    BOOST_TEST(piped.stdin_().buffered());
    BOOST_TEST(piped.stdout_().buffered());
    BOOST_TEST(!piped.stdout_().text());

    scratch_directory const place;
    auto const said = place.file("said");
    CHECK_FORKED([&] {
        redirect_stream(0, said, O_RDONLY);
        redirect_stream(1, said, O_WRONLY);
        redirect_stream(2, said, O_WRONLY | O_APPEND);
        // The descriptor is not close-on-exec, so only close_fds closes it in
        // the child.
        EXPECT(::dup2(0, 50) == 50);
        ::umask(0123);
        for (int number = 1; number < NSIG; ++number)
        {
            ::signal(number, number == SIGPIPE ? SIG_IGN : SIG_DFL);
        }
        EXPECT(call(child({"fds", "sid", "pgid", "cwd", "umask",
                           "status:SigIgn", "err:e"})) == 0);
        EXPECT(read_file(said) ==
               "0 1 2\n" + std::to_string(::getsid(0)) + "\n" +
                   std::to_string(::getpgrp()) + "\n" +
                   std::filesystem::current_path().string() + "\n83\n" +
                   "SigIgn:\t0000000000000000\ne");
    });
}

BOOST_AUTO_TEST_SUITE_END()
