// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Using the initializers and the process objects of Boost.Process v2.

#include <concur/subprocess.hpp>

#include <boost/asio/io_context.hpp>
#include <boost/core/lightweight_test.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>

#include <iostream>
#include <string>
#include <vector>

#include <sys/resource.h>

namespace sp = concur::subprocess;
namespace asio = boost::asio;
namespace bp = boost::process::v2;

void initializer()
{
    // tag::initializer[]
    auto text = sp::check_output({"pwd"}, bp::process_start_dir("/usr/bin"));
    std::cout << text;
    // end::initializer[]
    BOOST_TEST_EQ(text, "/usr/bin\n");
}

// tag::own_initializer[]
// Your own initializer. It runs in the child, before the program.
struct open_files
{
    rlim_t limit;

    template<class Launcher>
    boost::system::error_code
    on_exec_setup(Launcher&, bp::filesystem::path const&, char const* const*&)
    {
        rlimit const both{limit, limit};
        if (::setrlimit(RLIMIT_NOFILE, &both) != 0)
        {
            return {errno, boost::system::system_category()};
        }
        return {};
    }
};

// setrlimit() may be called in a child that shares the parent's memory.
template<>
inline constexpr bool sp::vfork_safe<open_files> = true;
// end::own_initializer[]

void own_initializer()
{
    // tag::own_initializer_used[]
    auto text = sp::check_output("ulimit -n", sp::shell = true, open_files{64});
    std::cout << text;
    // end::own_initializer_used[]
    BOOST_TEST_EQ(text, "64\n");
}

void launcher()
{
    int status = -1;
    // tag::launcher[]
    asio::io_context context;
    sp::posix::launcher launch;
    bp::process child =
        launch(context, "/bin/sh", std::vector<std::string>{"-c", "exit 3"},
               bp::process_stdio{nullptr, {}, {}});
    child.async_wait(
        [&](boost::system::error_code, int code) { status = code; });
    context.run();
    child.detach(); // its id may be that of another process now
    std::cout << status << '\n';
    // end::launcher[]
    BOOST_TEST_EQ(status, 3);
}

void release()
{
    int status = -1;
    // tag::release[]
    sp::Popen p("read line; exit 3", sp::shell = true, sp::stdin_ = sp::PIPE);
    sp::stream to_child = p.stdin_();

    asio::io_context context;
    bp::process child = p.release(context.get_executor());
    child.async_wait(
        [&](boost::system::error_code, int code) { status = code; });
    to_child.write("go\n");
    to_child.close();
    context.run();
    child.detach(); // its id may be that of another process now
    std::cout << status << '\n';
    // end::release[]
    BOOST_TEST_EQ(status, 3);
}

int main()
{
    initializer();
    own_initializer();
    launcher();
    release();
    return boost::report_errors();
}
