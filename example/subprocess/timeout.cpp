// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Time limits and stops, and how to end a child that exceeds one.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <csignal>
#include <iostream>
#include <stop_token>
#include <thread>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

void partial_output()
{
    // tag::partial_output[]
    try
    {
        sp::run("echo first; exec sleep 60", sp::shell = true,
                sp::capture_output = true, sp::timeout = 2.5);
        // end::partial_output[]
        BOOST_ERROR("not reached");
        // tag::partial_output[]
    }
    catch (sp::TimeoutExpired const& e)
    {
        // The child has been killed and waited for.
        std::cout << e.what() << '\n' << e.output.value_or("") << '\n';
    }
    // end::partial_output[]
}

void kill_and_communicate()
{
    // tag::communicate[]
    sp::Popen proc("echo first; exec sleep 60", sp::shell = true,
                   sp::stdout_ = sp::PIPE);
    sp::Popen::outputs outs;
    try
    {
        outs = proc.communicate(sp::timeout = 3);
    }
    catch (sp::TimeoutExpired const&)
    {
        proc.kill();
        outs = proc.communicate();
    }
    std::cout << *outs.stdout_ << *proc.returncode() << '\n';
    // end::communicate[]
    BOOST_TEST_EQ(*outs.stdout_, "first\n");
    BOOST_TEST_EQ(*proc.returncode(), -SIGKILL);
}

void try_again()
{
    // tag::try_again[]
    // A timeout loses neither input nor output: repeat the call.
    sp::Popen proc("sleep 0.5; cat", sp::shell = true, sp::stdin_ = sp::PIPE,
                   sp::stdout_ = sp::PIPE);
    sp::Popen::outputs outs;
    sp::input_data input = "the input\n";
    for (;;)
    {
        try
        {
            outs = proc.communicate(input, 100ms);
            break;
        }
        catch (sp::TimeoutExpired const&)
        {
            input = {}; // the input is given only once
        }
    }
    std::cout << *outs.stdout_;
    // end::try_again[]
    BOOST_TEST_EQ(*proc.returncode(), 0);
}

void stop_in_steps()
{
    // tag::steps[]
    try
    {
        sp::run("trap 'echo cleaned up; exit 1' TERM; sleep 60 & wait",
                sp::shell, sp::capture_output, sp::timeout = 3,
                sp::stop = {{SIGTERM, 5s}}, sp::scope = sp::stop_scope::group);
        // end::steps[]
        BOOST_ERROR("not reached");
        // tag::steps[]
    }
    catch (sp::TimeoutExpired const& e)
    {
        std::cout << *e.output << *e.ended << '\n';
    }
    // end::steps[]
}

void stop_a_process_object()
{
    // tag::stop_popen[]
    sp::Popen proc("sleep 60 & sleep 60", sp::shell, sp::stdout_ = sp::PIPE,
                   sp::scope = sp::stop_scope::group);
    proc.stop({{SIGTERM, 5s}});
    proc.communicate(); // no process holds the pipe any more
    std::cout << *proc.ended() << '\n';
    // end::stop_popen[]
    BOOST_TEST_EQ(*proc.returncode(), -SIGTERM);
}

void one_deadline()
{
    // tag::deadline[]
    // Both commands together have five minutes.
    auto const deadline = std::chrono::steady_clock::now() + 5min;
    std::cout << sp::check_output({"echo", "one"}, sp::timeout = deadline)
              << sp::check_output({"echo", "two"}, sp::timeout = deadline);
    // end::deadline[]
}

void stop_from_another_thread()
{
    // tag::stop[]
    std::jthread worker([](std::stop_token stop) {
        try
        {
            sp::run({"sleep", "60"}, sp::stop_token = stop);
        }
        catch (sp::CancelledError const& e)
        {
            // The child has been killed and waited for.
            std::cout << e.what() << '\n';
        }
    });
    // The destructor of the thread requests a stop and waits for its end.
    // end::stop[]
}

int main()
{
    partial_output();
    kill_and_communicate();
    try_again();
    stop_in_steps();
    stop_a_process_object();
    one_deadline();
    stop_from_another_thread();
    return boost::report_errors();
}
