// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Replacing std::system().

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>

namespace sp = concur::subprocess;

int main()
{
    {
        // tag::system[]
        // int status = std::system("exit 3");   // 768
        int retcode = sp::call("exit 3", sp::shell = true);
        // end::system[]
        BOOST_TEST_EQ(retcode, 3);
    }
    for (auto const* mycmd : {"exit 3", "kill -TERM $$"})
    {
        // tag::realistic[]
        try
        {
            int retcode = sp::call(mycmd, sp::shell = true);
            if (retcode < 0)
            {
                std::cout << "Child was terminated by signal " << -retcode
                          << '\n';
            }
            else
            {
                std::cout << "Child returned " << retcode << '\n';
            }
        }
        catch (concur::OSError const& e)
        {
            std::cout << "Execution failed: " << e.what() << '\n';
            // end::realistic[]
            BOOST_ERROR("the shell was not found");
            // tag::realistic[]
        }
        // end::realistic[]
    }
    return boost::report_errors();
}
