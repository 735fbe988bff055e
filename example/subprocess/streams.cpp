// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Reading from a child, and writing to it, while it runs.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>

namespace sp = concur::subprocess;

void line_by_line()
{
    // tag::lines[]
    sp::Popen p("echo one; sleep 0.1; echo two", sp::shell = true,
                sp::stdout_ = sp::PIPE, sp::text = true);
    for (auto const& line : p.stdout_())
    {
        std::cout << "got " << line; // as soon as the line has arrived
    }
    int status = p.wait();
    // end::lines[]
    BOOST_TEST_EQ(status, 0);
}

void conversation()
{
    // tag::conversation[]
    // In text mode, bufsize = 1 flushes every line that is written.
    sp::Popen p("while read word; do echo \"you said $word\"; done",
                sp::shell = true, sp::stdin_ = sp::PIPE, sp::stdout_ = sp::PIPE,
                sp::text = true, sp::bufsize = 1);
    for (auto const* word : {"hello\n", "goodbye\n"})
    {
        p.stdin_().write(word);
        std::cout << p.stdout_().readline();
    }
    p.stdin_().close(); // the child reads the end of its input
    int status = p.wait();
    // end::conversation[]
    BOOST_TEST_EQ(status, 0);
}

void pieces()
{
    // tag::pieces[]
    sp::Popen p({"head", "-c", "1000000", "/dev/zero"}, sp::stdout_ = sp::PIPE);
    std::size_t total = 0;
    for (;;)
    {
        auto piece = p.stdout_().read(4096); // fewer bytes only at the end
        if (piece.empty())
        {
            break;
        }
        total += piece.size();
    }
    std::cout << total << " bytes\n";
    // end::pieces[]
    BOOST_TEST_EQ(total, 1000000u);
}

void closing()
{
    // tag::with[]
    // with Popen(["cat"], stdin=PIPE) as p:
    {
        sp::Popen p({"cat"}, sp::stdin_ = sp::PIPE);
        p.stdin_().write("written, flushed, and waited for\n");
    } // closes the stream and waits, but cannot report an error
    // end::with[]

    // tag::close_and_wait[]
    sp::Popen p({"true"}, sp::stdin_ = sp::PIPE);
    p.wait();
    p.stdin_().write("nobody reads this");
    try
    {
        p.close_and_wait();
        // end::close_and_wait[]
        BOOST_ERROR("not reached");
        // tag::close_and_wait[]
    }
    catch (concur::BrokenPipeError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::close_and_wait[]
}

int main()
{
    std::cout << std::unitbuf; // children write to the same place
    line_by_line();
    conversation();
    pieces();
    closing();
    return boost::report_errors();
}
