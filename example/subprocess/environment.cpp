// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The environment of a child, its directory, and its other attributes.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <cerrno>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace sp = concur::subprocess;

void replace()
{
    // tag::replace[]
    // The child gets these variables and no others.
    auto all = sp::check_output({"/usr/bin/env"},
                                sp::env = {{"FRUIT", "banana"}, {"N", "2"}});
    std::cout << all;

    std::map<std::string, std::string> variables{{"FRUIT", "cherry"}};
    all = sp::check_output({"/usr/bin/env"}, sp::env = variables);
    std::cout << all;
    // end::replace[]
    BOOST_TEST_EQ(all, "FRUIT=cherry\n");
}

void without_braces()
{
    // tag::without_braces[]
    auto one = sp::check_output({"sh", "-c", "echo $A $B"},
                                sp::env = {{"A", "1"}, {"B", "2"}});
    auto two = sp::check_output(sp::command("sh", "-c", "echo $A $B"),
                                sp::env = sp::variables("A", "1", "B", "2"));
    // end::without_braces[]
    BOOST_TEST_EQ(one, "1 2\n");
    BOOST_TEST_EQ(one, two);
}

void edit()
{
    // tag::edit[]
    // env = dict(os.environ); env["FRUIT"] = "banana"; del env["HOME"]
    auto env = sp::environment::current();
    env.set("FRUIT", "banana").unset("HOME");

    auto text = sp::check_output("echo $FRUIT ${HOME-homeless}",
                                 sp::shell = true, sp::env = env);
    std::cout << text;
    // end::edit[]
    BOOST_TEST_EQ(text, "banana homeless\n");
}

void directory()
{
    // tag::cwd[]
    std::filesystem::path there = "/usr/bin";
    auto text = sp::check_output({"pwd"}, sp::cwd = there);
    std::cout << text;
    // end::cwd[]
    BOOST_TEST_EQ(text, "/usr/bin\n");
}

void descriptors()
{
    int ends[2];
    BOOST_TEST_EQ(::pipe(ends), 0);
    int const fd = ends[1];
    // tag::pass_fds[]
    // All descriptors but 0, 1 and 2 are closed in the child, unless they are
    // passed.
    sp::run("echo through the pipe >&" + std::to_string(fd), sp::shell = true,
            sp::pass_fds = {fd}, sp::check = true);
    // end::pass_fds[]
    // tag::fds[]
    // 3 in the child is this program's `fd`.
    sp::check_call({"sh", "-c", "echo as number 3 >&3"}, sp::fds = {{3, fd}});
    // end::fds[]
    char text[64];
    auto n = ::read(ends[0], text, sizeof text);
    BOOST_TEST(std::string(text, static_cast<std::size_t>(n)) ==
               "through the pipe\nas number 3\n");
    ::close(ends[0]);
    ::close(ends[1]);
}

void attributes()
{
    // tag::umask[]
    auto text = sp::check_output("umask", sp::shell = true, sp::umask = 077);
    std::cout << text;
    // end::umask[]
    BOOST_TEST_EQ(text, "0077\n");

    // tag::limits[]
    auto limits = sp::check_output(
        "nice; ulimit -Sn; ulimit -Hc", sp::shell, sp::nice = 5,
        sp::rlimits = {{RLIMIT_NOFILE, 100, 200}, {RLIMIT_CORE, 0}});
    // end::limits[]
    BOOST_TEST(limits.ends_with("100\n0\n"));

    // tag::session[]
    sp::Popen p({"sleep", "60"}, sp::start_new_session = true);
    std::cout << (::getsid(static_cast<pid_t>(p.pid())) == p.pid()) << '\n';
    p.kill();
    // end::session[]
    BOOST_TEST(p.wait() < 0);

    if (::geteuid() == 0)
    {
        // tag::user[]
        // Only a privileged process may do this.
        auto id =
            sp::check_output({"id", "-u"}, sp::user = "nobody",
                             sp::group = "nogroup", sp::extra_groups = {});
        // end::user[]
        BOOST_TEST(id != "0\n");
    }
}

void preexec()
{
    // tag::preexec_fn[]
    // Prefer a keyword to preexec_fn, which runs between fork() and exec().
    auto done = sp::run(
        {"sh", "-c", "exit $(nice)"},
        sp::preexec_fn = [] { static_cast<void>(::nice(5)); });
    // end::preexec_fn[]
    BOOST_TEST(done.returncode >= 5);
}

void die_with_parent()
{
    try
    {
        // tag::die_with_parent[]
        sp::Popen server({"sleep", "60"}, sp::die_with_parent = true);
        // end::die_with_parent[]
        server.kill();
    }
    catch (concur::OSError const& e)
    {
        BOOST_TEST_EQ(e.errno_(), ENOSYS); // only Linux has it
    }
}

int main()
{
    replace();
    without_braces();
    edit();
    directory();
    descriptors();
    attributes();
    preexec();
    die_with_parent();
    return boost::report_errors();
}
