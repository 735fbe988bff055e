// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Pipelines, and how they replace a shell's.

#include <concur/errors.hpp>
#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <csignal>
#include <iostream>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

void whole_pipeline()
{
    // tag::run[]
    // seq 20 | grep 7 | tail -n 1
    auto done = sp::run_pipeline(
        {{"seq", "20"}, {"grep", "7"}, {"tail", "-n", "1"}}, sp::capture_output,
        sp::text, sp::check, sp::timeout = 10s);
    std::cout << *done.stdout_;
    // end::run[]
    BOOST_TEST_EQ(*done.stdout_, "17\n");
}

void stages()
{
    // tag::stages[]
    sp::command numbers("seq", "20");
    sp::stage search({"grep", "x"}, sp::env = {{"LC_ALL", "C"}},
                     sp::ok_codes = {1});
    auto done =
        sp::run_pipeline(numbers | search, sp::capture_output, sp::check);
    std::cout << done << '\n';
    // end::stages[]
    BOOST_TEST_EQ(done.returncode, 0);
}

void failures()
{
    // tag::failures[]
    try
    {
        sp::run_pipeline({{"seq", "20"}, {"grep", "x"}, {"cat"}}, sp::check);
    }
    catch (sp::PipelineError const& e)
    {
        std::cout << e.what() << '\n';
        BOOST_TEST_EQ(e.index, 1u);
        BOOST_TEST_EQ(e.returncodes.back(), 0);
    }

    try
    {
        sp::run_pipeline({{"seq", "20"}, {"no-such-program"}, {"cat"}});
    }
    catch (concur::FileNotFoundError const& e)
    {
        std::cout << e.what() << '\n';
    }

    // The first program ends by SIGPIPE, which is no failure.
    auto done = sp::run_pipeline({{"yes"}, {"head", "-n", "1"}},
                                 sp::capture_output, sp::check);
    std::cout << done << '\n';
    // end::failures[]
    BOOST_TEST_EQ(done.returncodes[0], -SIGPIPE);
}

void two_processes()
{
    // tag::pipeline[]
    // output=$(seq 20 | grep 7)
    sp::Popen p1({"seq", "20"}, sp::stdout_ = sp::PIPE);
    sp::Popen p2({"grep", "7"}, sp::stdin_ = p1.stdout_(),
                 sp::stdout_ = sp::PIPE);
    p1.stdout_().close(); // Allow p1 to receive a SIGPIPE if p2 exits.
    std::string output = *p2.communicate().stdout_;
    // end::pipeline[]
    std::cout << output;
    BOOST_TEST_EQ(output, "7\n17\n");
    BOOST_TEST_EQ(p1.wait(), 0);
}

void broken_pipe()
{
    // tag::sigpipe[]
    // yes | head -n 1
    sp::Popen p1({"yes"}, sp::stdout_ = sp::PIPE);
    sp::Popen p2({"head", "-n", "1"}, sp::stdin_ = p1.stdout_(),
                 sp::stdout_ = sp::PIPE);
    p1.stdout_().close();
    std::cout << *p2.communicate().stdout_;
    std::cout << "first: " << p1.wait() << ", second: " << p2.wait() << '\n';
    // end::sigpipe[]
    BOOST_TEST_EQ(p1.wait(), -SIGPIPE);
    BOOST_TEST_EQ(p2.wait(), 0);
}

void shell()
{
    // tag::shell[]
    // For trusted input the shell's own pipeline may be used.
    auto output = sp::check_output("seq 20 | grep 7", sp::shell = true);
    // end::shell[]
    BOOST_TEST_EQ(output, "7\n17\n");
}

int main()
{
    whole_pipeline();
    stages();
    failures();
    two_processes();
    broken_pipe();
    shell();
    return boost::report_errors();
}
