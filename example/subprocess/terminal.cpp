// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Programs that want a terminal.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

void size()
{
    // tag::size[]
    auto const done = sp::run({"stty", "size"}, sp::stdin_ = sp::PTY,
                              sp::stdout_ = sp::pty{.rows = 40, .columns = 120},
                              sp::text = true);
    std::cout << *done.stdout_; // 40 120
    // end::size[]
    BOOST_TEST_EQ(done.returncode, 0);
}

void dialogue()
{
    // tag::dialogue[]
    sp::Popen p({"/bin/sh", "-i"}, sp::stdin_ = sp::PTY, sp::stdout_ = sp::PTY,
                sp::stderr_ = sp::PTY, sp::text = true, sp::bufsize = 1,
                sp::env = {{"PS1", "> "}});
    p.stdout_().read_until("> ", 10s);
    p.stdin_().write("echo $((6 * 7))\n");
    std::cout << p.stdout_().read_until("> ", 10s) << '\n';
    p.terminal().send_eof(); // the user types Ctrl-D
    int status = p.wait();
    // end::dialogue[]
    BOOST_TEST_EQ(status, 0);
}

int main()
{
    size();
    dialogue();
    return boost::report_errors();
}
