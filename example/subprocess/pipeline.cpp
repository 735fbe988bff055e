// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Replacing a shell's pipeline.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <csignal>
#include <iostream>

namespace sp = concur::subprocess;

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
    two_processes();
    broken_pipe();
    shell();
    return boost::report_errors();
}
