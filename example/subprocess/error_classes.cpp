// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The classes of errors, and what they have.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <cerrno>
#include <iostream>
#include <system_error>

namespace sp = concur::subprocess;

int main()
{
    // tag::permission[]
    try
    {
        sp::run({"/"}); // a directory cannot be executed
    }
    catch (concur::PermissionError const& e)
    {
        std::cout << e.what() << '\n' << *e.filename() << '\n';
    }
    // end::permission[]

    // tag::not_a_directory[]
    try
    {
        sp::run({"true"}, sp::cwd = "/dev/null");
    }
    catch (concur::NotADirectoryError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::not_a_directory[]

    // tag::lookup[]
    try
    {
        sp::run({"true"}, sp::capture_output = true, sp::encoding = "klingon");
    }
    catch (concur::LookupError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::lookup[]

    // tag::standard[]
    // All of them can be caught as what they derive from.
    try
    {
        sp::run({"no-such-program"});
    }
    catch (std::system_error const& e)
    {
        if (e.code() == std::errc::no_such_file_or_directory)
        {
            std::cout << "not installed\n";
        }
    }
    // end::standard[]

    // tag::throw[]
    try
    {
        concur::throw_os_error(EPIPE);
    }
    catch (concur::BrokenPipeError const& e)
    {
        std::cout << e.errno_() << ": " << e.strerror() << '\n';
    }
    // end::throw[]
    return boost::report_errors();
}
