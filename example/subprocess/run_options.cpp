// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Options that are assembled at run time.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>
#include <utility>
#include <vector>

namespace sp = concur::subprocess;

// tag::settings[]
// Such settings may come from a configuration file.
sp::options
from_settings(std::vector<std::pair<std::string, std::string>> const& settings)
{
    sp::options o;
    for (auto const& [name, value] : settings)
    {
        if (name == "directory")
        {
            o.cwd = value;
        }
        else if (name == "time limit")
        {
            o.timeout = std::stod(value);
        }
        else if (name == "quiet")
        {
            o.stderr_ = sp::DEVNULL;
        }
    }
    return o;
}
// end::settings[]

int main()
{
    // tag::used[]
    auto const o = from_settings(
        {{"directory", "/usr/bin"}, {"time limit", "30"}, {"quiet", ""}});

    std::vector<std::string> words{"sh", "-c", "pwd; echo noise >&2"};
    auto done = sp::run(words, o, sp::stdout_ = sp::PIPE, sp::check = true);
    std::cout << *done.stdout_;
    // end::used[]
    BOOST_TEST_EQ(*done.stdout_, "/usr/bin\n");

    // tag::aggregate[]
    done = sp::run({"pwd"}, sp::options{.cwd = "/", .capture_output = true});
    std::cout << *done.stdout_;
    // end::aggregate[]
    BOOST_TEST_EQ(*done.stdout_, "/\n");
    return boost::report_errors();
}
