// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Replacing os.spawn*(), or fork() and exec().

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>
#include <vector>

namespace sp = concur::subprocess;

// tag::detached[]
struct detached : sp::default_policy
{
    static constexpr auto on_destroy = sp::destroy::detach;
};
// end::detached[]

int main()
{
    std::cout << std::unitbuf; // children write to the same place
    {
        // tag::nowait[]
        // pid = os.spawnlp(os.P_NOWAIT, "/bin/echo", "echo", "no wait")
        sp::Popen p({"/bin/echo", "no wait"});
        auto pid = p.pid();
        // end::nowait[]
        BOOST_TEST(pid > 0);
        BOOST_TEST_EQ(p.wait(), 0);
    }
    {
        // tag::nowait_detached[]
        // The destructor of a Popen waits; with this policy it does not.
        auto pid = sp::basic_popen<detached>({"/bin/sleep", "0.1"}).pid();
        // end::nowait_detached[]
        BOOST_TEST(pid > 0);
    }
    {
        // tag::wait[]
        // retcode = os.spawnlp(os.P_WAIT, "/bin/echo", "echo", "wait")
        int retcode = sp::call({"/bin/echo", "wait"});
        // end::wait[]
        BOOST_TEST_EQ(retcode, 0);
    }
    {
        // tag::vector[]
        // os.spawnvp(os.P_NOWAIT, path, args)
        std::string path = "echo";
        std::vector<std::string> args{"echo", "a", "vector"};

        sp::Popen p(args, sp::executable = path);
        // end::vector[]
        BOOST_TEST_EQ(p.wait(), 0);
    }
    {
        // tag::environment[]
        // os.spawnlpe(os.P_NOWAIT, "/usr/bin/env", "env", env)
        sp::Popen p({"/usr/bin/env"}, sp::env = {{"PATH", "/usr/bin"}});
        // end::environment[]
        BOOST_TEST_EQ(p.wait(), 0);
    }
    return boost::report_errors();
}
