// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Splitting command lines, quoting for a shell, and finding programs.

#include <concur/shlex.hpp>
#include <concur/shutil.hpp>
#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>

namespace shlex = concur::shlex;
namespace shutil = concur::shutil;
namespace sp = concur::subprocess;

int main()
{
    std::cout << std::unitbuf; // children write to the same place
    {
        // tag::split[]
        auto args = shlex::split(
            R"(/bin/vikings -input eggs.txt -output "spam spam.txt" -cmd "echo '$MONEY'")");
        std::cout << sp::command(args) << '\n';
        // end::split[]
        BOOST_TEST_EQ(args.size(), 7u);
    }
    {
        std::string const untrusted = "x; rm -rf ~";
        // tag::quote[]
        auto line = "echo " + shlex::quote(untrusted);
        std::cout << line << '\n' << sp::getoutput(line) << '\n';
        // end::quote[]
        BOOST_TEST_EQ(sp::getoutput(line), untrusted);
    }
    {
        // tag::join[]
        sp::command command{"cp", "my file", "/tmp"};
        std::cout << shlex::join(command.items()) << '\n';
        // end::join[]
        BOOST_TEST(shlex::split(shlex::join(command.items())) ==
                   command.items());
    }
    {
        std::string const password = "open sesame";
        // tag::secret[]
        sp::command login("sh", "-c", "exit 1", sp::secret(password));
        try
        {
            sp::run(login, sp::check);
        }
        catch (sp::CalledProcessError const& e)
        {
            std::cout << e.what() << '\n' << e.cmd.shell_line() << '\n';
        }
        // end::secret[]
        BOOST_TEST_EQ(login.items().back(), password);
    }
    {
        // tag::which[]
        if (auto ls = shutil::which("ls"))
        {
            sp::run({*ls, "/dev/null"}, sp::check = true);
        }
        // end::which[]
        else
        {
            BOOST_ERROR("there is no ls");
        }
        BOOST_TEST(!shutil::which("no_such_program"));
    }
    return boost::report_errors();
}
