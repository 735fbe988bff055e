// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// What Boost.Process does, with concur.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>
#include <string>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

namespace {

void calls()
{
    // tag::calls[]
    // v1: int code = bp::system(bp::search_path("true"));
    // v2: int code = bp::execute(
    //         bp::process(context, bp::environment::find_executable("true"),
    //         {}));
    int code = sp::call({"true"});

    // v1: bp::system("exit 3", bp::shell);
    code = sp::call("exit 3", sp::shell);
    // end::calls[]
    BOOST_TEST_EQ(code, 3);
}

void output()
{
    // tag::output[]
    // v1: bp::ipstream out;
    //     bp::child c(bp::search_path("echo"), "hi", bp::std_out > out);
    //     std::string line;
    //     std::getline(out, line);
    //     c.wait();
    // v2: asio::readable_pipe out(context);
    //     bp::process c(context, "/bin/echo", {"hi"},
    //                   bp::process_stdio{nullptr, out, {}});
    //     asio::read(out, asio::dynamic_buffer(text), error); // until eof
    //     c.wait();
    std::string text = sp::check_output({"echo", "hi"});
    // end::output[]
    std::cout << text;
}

void streams()
{
    // tag::streams[]
    // v1: bp::opstream in;
    //     bp::ipstream out;
    //     bp::child c(bp::search_path("cat"), bp::std_in < in,
    //                 bp::std_out > out);
    //     in << "hello\n" << std::flush;
    //     std::getline(out, line);
    //     in.pipe().close();
    //     c.wait();
    // v2: bp::popen c(context, "/bin/cat", {});
    //     asio::write(c, asio::buffer("hello\n", 6));
    //     asio::read_until(c, asio::dynamic_buffer(line), '\n');
    //     c.get_stdin().close();
    //     c.wait();
    sp::Popen c({"cat"}, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    c.stdin_().write("hello\n");
    c.stdin_().flush();
    std::string line = c.stdout_().readline();
    c.stdin_().close();
    c.wait();
    // end::streams[]
    std::cout << line;
}

void limit()
{
    // tag::limit[]
    // v1: if (!c.wait_for(100ms)) c.terminate();
    // v2: a timer, async_wait() and a cancellation signal
    try
    {
        sp::run({"sleep", "60"}, sp::timeout = 100ms);
    }
    catch (sp::TimeoutExpired const& e)
    {
        std::cout << e.what() << '\n'; // the child was killed and reaped
    }
    // end::limit[]
}

void settings()
{
    // tag::settings[]
    // v1: bp::child c(program, bp::start_dir = "/tmp", bp::env["A"] = "1",
    //                 bp::std_err > bp::null);
    // v2: bp::process c(context, program, {}, bp::process_start_dir("/tmp"),
    //                   bp::process_environment(the_whole_environment),
    //                   bp::process_stdio{{}, {}, nullptr});
    auto done = sp::run("pwd; echo $A", sp::shell, sp::cwd = "/tmp",
                        sp::env = sp::environment::current().set("A", "1"),
                        sp::stderr_ = sp::DEVNULL, sp::stdout_ = sp::PIPE);
    // end::settings[]
    std::cout << *done.stdout_;
}

void errors()
{
    // tag::errors[]
    // v1, v2: std::error_code or process_error, for a start that failed;
    //         the exit status must be looked at
    try
    {
        sp::check_call({"no-such-program"});
    }
    catch (concur::FileNotFoundError const& e) // a std::system_error
    {
        std::cout << e.what() << '\n';
    }
    try
    {
        sp::check_call("exit 3", sp::shell);
    }
    catch (sp::CalledProcessError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::errors[]
}

} // namespace

int main()
{
    calls();
    output();
    streams();
    limit();
    settings();
    errors();
    return boost::report_errors();
}
