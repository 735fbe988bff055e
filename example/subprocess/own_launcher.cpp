// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Policies of a program: a launcher that starts nothing, for tests.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <cerrno>
#include <iostream>
#include <string>
#include <vector>

namespace sp = concur::subprocess;

// tag::launcher[]
// Writes down what would be started, and starts nothing.
struct recorder
{
    static inline std::vector<std::string> commands;

    template<class... Inits>
    sp::posix::start_result start(sp::posix::child_plan& plan, Inits&...)
    {
        std::string line;
        for (char const* argument : plan.argv)
        {
            if (argument) // the last one is null
            {
                line += line.empty() ? "" : " ";
                line += argument;
            }
        }
        commands.push_back(line);
        sp::posix::start_result result;
        result.failed = sp::posix::start_phase::exec;
        result.error = ENOENT;
        return result;
    }
};

struct dry_run : sp::default_policy
{
    using launcher = recorder;
};
// end::launcher[]

// tag::code[]
// The code under test takes the policy as a parameter.
template<sp::policy Policy = sp::default_policy>
void remove_all(std::string const& directory)
{
    sp::run<Policy>({"rm", "-r", directory}, sp::check = true);
}
// end::code[]

int main()
{
    // tag::used[]
    try
    {
        remove_all<dry_run>("/precious");
    }
    catch (concur::FileNotFoundError const&)
    {
    }
    std::cout << recorder::commands.at(0) << '\n';
    // end::used[]
    return boost::report_errors();
}
