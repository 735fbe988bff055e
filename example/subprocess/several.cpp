// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Waiting for several children, and quoting a command.

#include <concur/subprocess.hpp>
#include <concur/subprocess/wait_any.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>

namespace sp = concur::subprocess;

int main()
{
    {
        // tag::wait_any[]
        sp::Popen slow({"sleep", "60"}), quick({"true"});
        auto const first = sp::wait_any({&slow, &quick});
        std::cout << "the child " << first << " has ended\n";
        slow.kill();
        // end::wait_any[]
        BOOST_TEST_EQ(first, 1u);
    }
    {
        // tag::wait_all[]
        sp::Popen one("exit 1", sp::shell = true);
        sp::Popen two("exit 2", sp::shell = true);
        for (int status : sp::wait_all({&one, &two}, 30))
        {
            std::cout << status << '\n';
        }
        // end::wait_all[]
    }
    // tag::list2cmdline[]
    std::cout << sp::list2cmdline({"copy", "a file", "say \"hi\""}) << '\n';
    // end::list2cmdline[]
    return boost::report_errors();
}
