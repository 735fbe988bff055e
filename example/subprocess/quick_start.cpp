// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The program of README.md and of the quick start. `b2 quick-start` runs it.

// tag::program[]
#include <concur/subprocess.hpp>
#include <iostream>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

int main()
{
    // subprocess.run(["ls", "-l", "/dev/null"], capture_output=True, text=True,
    //                timeout=5, check=True)
    auto done = sp::run({"ls", "-l", "/dev/null"}, sp::capture_output = true,
                        sp::text = true, sp::timeout = 5s, sp::check = true);
    std::cout << *done.stdout_;

    try
    {
        sp::run("exit 3", sp::shell = true, sp::check = true);
        // end::program[]
        return 1;
        // tag::program[]
    }
    catch (sp::CalledProcessError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::program[]

    // tag::timeout[]
    try
    {
        sp::run("echo started; exec sleep 60", sp::shell = true,
                sp::capture_output = true, sp::timeout = 2s);
        // end::timeout[]
        return 1;
        // tag::timeout[]
    }
    catch (sp::TimeoutExpired const& e)
    {
        std::cout << e.what() << '\n'
                  << "until then: " << e.output.value_or("nothing\n");
    }
    // end::timeout[]

    if (!done.stdout_->ends_with("/dev/null\n"))
    {
        return 1;
    }
    // tag::program[]
}
// end::program[]
