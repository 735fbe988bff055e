// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Replacing popen() and the functions like it, which return streams of a
// running command.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>

namespace sp = concur::subprocess;

void popen2(std::string const& cmd, int bufsize)
{
    // tag::popen2[]
    // (child_stdin, child_stdout) = os.popen2(cmd, mode, bufsize)
    sp::Popen p(cmd, sp::shell = true, sp::bufsize = bufsize,
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE);
    auto child_stdin = p.stdin_();
    auto child_stdout = p.stdout_();
    // end::popen2[]
    child_stdin.write("b\na\n");
    child_stdin.close();
    BOOST_TEST_EQ(child_stdout.read(), "a\nb\n");
}

void popen3(std::string const& cmd, int bufsize)
{
    // tag::popen3[]
    // (child_stdin, child_stdout, child_stderr) = os.popen3(cmd, mode, bufsize)
    sp::Popen p(cmd, sp::shell = true, sp::bufsize = bufsize,
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::PIPE);
    auto child_stdin = p.stdin_();
    auto child_stdout = p.stdout_();
    auto child_stderr = p.stderr_();
    // end::popen3[]
    child_stdin.close();
    BOOST_TEST_EQ(child_stdout.read(), "out\n");
    BOOST_TEST_EQ(child_stderr.read(), "err\n");
}

void popen4(std::string const& cmd, int bufsize)
{
    // tag::popen4[]
    // (child_stdin, child_stdout_and_stderr) = os.popen4(cmd, mode, bufsize)
    sp::Popen p(cmd, sp::shell = true, sp::bufsize = bufsize,
                sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::stderr_ = sp::STDOUT);
    auto child_stdin = p.stdin_();
    auto child_stdout_and_stderr = p.stdout_();
    // end::popen4[]
    child_stdin.close();
    BOOST_TEST_EQ(child_stdout_and_stderr.read(), "out\nerr\n");
}

void write_then_status()
{
    // tag::close_status[]
    // FILE* pipe = popen("grep -q needle", "w"); ...; pclose(pipe);
    sp::Popen process({"grep", "-q", "needle"}, sp::stdin_ = sp::PIPE);
    process.stdin_().write("only hay\n");
    process.stdin_().close();
    if (process.wait() != 0)
    {
        std::cout << "There were some errors\n";
    }
    // end::close_status[]
    BOOST_TEST_EQ(*process.returncode(), 1);
}

int main()
{
    popen2("sort", -1);
    popen3("echo out; echo err >&2", -1);
    popen4("echo out; echo err >&2", 0);
    write_then_status();
    return boost::report_errors();
}
