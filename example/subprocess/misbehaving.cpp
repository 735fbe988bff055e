// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Children that misbehave, and the line against each.

#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <iostream>
#include <string>

namespace sp = concur::subprocess;
using namespace std::chrono_literals;

namespace {

void gone_but_not_over()
{
    // tag::grace[]
    // `sleep` has inherited the pipe, and holds it when the shell has ended.
    auto const done = sp::run("sleep 30 & echo hi", sp::shell = true,
                              sp::capture_output = true, sp::grace = 200ms);
    std::cout << *done.stdout_; // after 0.2 s, not 30
    // end::grace[]
    BOOST_TEST(done.pipe_still_held);
}

void never_ends()
{
    // tag::stop[]
    std::string const script =
        "trap 'echo closing; exit 0' TERM; echo working; sleep 60 & wait";
    try
    {
        sp::run(script, sp::shell = true, sp::capture_output = true,
                sp::timeout = 3s, sp::stop = {{SIGTERM, 5s}},
                sp::scope = sp::stop_scope::group);
    }
    catch (sp::TimeoutExpired const& e)
    {
        // It ended when it got SIGTERM. `sleep` was killed with it.
        std::cout << *e.output << *e.ended << '\n';
    }
    // end::stop[]
}

void leaves_processes()
{
    // tag::tree[]
    // A daemon leaves its session, its process group and its parent.
    sp::Popen job("setsid sleep 60 & echo ready; sleep 60", sp::shell = true,
                  sp::stdout_ = sp::PIPE, sp::scope = sp::stop_scope::tree);
    std::cout << job.stdout_().readline();
    job.stop({{SIGTERM, 5s}});
    // Nothing of the tree is left, where the system can hold it together.
    if (job.ended()->mechanism != sp::containment_mechanism::group)
    {
        job.communicate(); // no process holds the pipe any more
    }
    // end::tree[]
    BOOST_TEST(job.ended()->by == sp::ended_by::stop);
}

void floods()
{
    // tag::max_output[]
    auto const done =
        sp::run({"seq", "1000000"}, sp::stdout_ = sp::PIPE,
                sp::max_output = {1 << 20, sp::keep_tail}, sp::check = true);
    std::cout << done.stdout_bytes << " bytes, " << done.stdout_->size()
              << " kept\n";
    // end::max_output[]
}

void wants_a_terminal()
{
    // tag::terminal[]
    // In a pipe, many programs print no colours, or write only when 4 KiB are
    // full.
    auto const done = sp::run("test -t 1 && echo a terminal", sp::shell = true,
                              sp::stdout_ = sp::PTY, sp::text = true);
    std::cout << *done.stdout_;
    // end::terminal[]
}

void asks_for_input()
{
    // tag::devnull[]
    // Without this, it would read what the user types.
    auto const done =
        sp::run({"cat"}, sp::stdin_ = sp::DEVNULL, sp::capture_output = true);
    // end::devnull[]
    BOOST_TEST_EQ(*done.stdout_, "");
}

void outlives_me()
{
    // tag::die_with_parent[]
    // However this program ends, the server ends with it.
    sp::Popen server({"sleep", "60"}, sp::die_with_parent = true);
    // end::die_with_parent[]
    server.kill();
    server.wait();
}

void says_nothing()
{
    // tag::ended[]
    auto const done = sp::run("kill -SEGV $$", sp::shell = true);
    std::cout << done.command_line() << ": " << *done.ended << '\n';
    // end::ended[]
}

void who_runs_what()
{
    // tag::trace[]
    auto const previous = sp::set_trace_hook([](sp::trace_event const& event) {
        std::clog << event << '\n'; // a log of all commands
    });
    sp::call({"true"});
    sp::set_trace_hook(previous);
    // end::trace[]
}

} // namespace

int main()
{
    gone_but_not_over();
    never_ends();
    leaves_processes();
    floods();
    wants_a_terminal();
    asks_for_input();
    try
    {
        outlives_me();
    }
    catch (concur::OSError const& e)
    {
        BOOST_TEST_EQ(e.errno_(), ENOSYS); // the portable kernel lacks it
    }
    says_nothing();
    who_runs_what();
    return boost::report_errors();
}
