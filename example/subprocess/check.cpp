// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Exit statuses and errors.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <csignal>
#include <iostream>

namespace sp = concur::subprocess;

void status()
{
    // tag::status[]
    auto done = sp::run({"sh", "-c", "exit 3"});
    std::cout << done.returncode << '\n';

    // The status -N means that signal N ended the child.
    auto killed = sp::run({"sh", "-c", "kill -TERM $$"});
    std::cout << killed.returncode << '\n';
    // end::status[]
    BOOST_TEST_EQ(done.returncode, 3);
    BOOST_TEST_EQ(killed.returncode, -SIGTERM);
}

void checked()
{
    // tag::check[]
    try
    {
        sp::run({"sh", "-c", "echo half; echo broken >&2; exit 3"},
                sp::capture_output = true, sp::check = true);
        // end::check[]
        BOOST_ERROR("not reached");
        // tag::check[]
    }
    catch (sp::CalledProcessError const& e)
    {
        std::cout << e.what() << '\n'
                  << "status " << e.returncode << '\n'
                  << "output " << *e.output // or e.stdout_
                  << "errors " << *e.stderr_;
    }
    // end::check[]
}

void later()
{
    // tag::check_returncode[]
    auto done = sp::run({"sh", "-c", "exit 3"});
    // ... look at its output ...
    try
    {
        done.check_returncode();
        // end::check_returncode[]
        BOOST_ERROR("not reached");
        // tag::check_returncode[]
    }
    catch (sp::CalledProcessError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::check_returncode[]
}

void older()
{
    // tag::check_call[]
    int status = sp::call({"sh", "-c", "exit 3"});
    sp::check_call({"true"}); // throws unless the status is 0
    // end::check_call[]
    BOOST_TEST_EQ(status, 3);
    BOOST_TEST_THROWS(sp::check_call({"false"}), sp::CalledProcessError);
}

void not_started()
{
    // tag::not_started[]
    try
    {
        sp::run({"no_such_program"});
        // end::not_started[]
        BOOST_ERROR("not reached");
        // tag::not_started[]
    }
    catch (concur::FileNotFoundError const& e)
    {
        std::cout << e.what() << '\n';
    }

    try
    {
        sp::run({"ls"}, sp::cwd = "/no/such/directory");
        // end::not_started[]
        BOOST_ERROR("not reached");
        // tag::not_started[]
    }
    catch (concur::OSError const& e) // the base of FileNotFoundError
    {
        std::cout << e.code().value() << ' ' << *e.filename() << '\n';
    }
    // end::not_started[]

    // tag::shell_not_found[]
    // With shell = true the shell does not find the program.
    auto done =
        sp::run("no_such_program", sp::shell = true, sp::stderr_ = sp::DEVNULL);
    std::cout << done.returncode << '\n';
    // end::shell_not_found[]
    BOOST_TEST_EQ(done.returncode, 127);
}

void wrong_arguments()
{
    // tag::wrong_arguments[]
    try
    {
        sp::run({"ls"}, sp::capture_output = true, sp::stdout_ = sp::DEVNULL);
        // end::wrong_arguments[]
        BOOST_ERROR("not reached");
        // tag::wrong_arguments[]
    }
    catch (concur::ValueError const& e) // a std::invalid_argument
    {
        std::cout << e.what() << '\n';
    }
    // end::wrong_arguments[]
}

int main()
{
    status();
    checked();
    later();
    older();
    not_started();
    wrong_arguments();
    return boost::report_errors();
}
