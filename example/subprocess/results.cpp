// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>

#include <iostream>

namespace sp = concur::subprocess;

int main()
{
    // tag::ended[]
    for (auto script : {"exit 9", "exit 137", "kill -KILL $$"})
    {
        auto const done = sp::run({"sh", "-c", script});
        std::cout << done.command_line() << ": " << *done.ended << '\n';
    }
    // end::ended[]
    // tag::timeout[]
    try
    {
        sp::run({"sleep", "60"}, sp::timeout = 0.1);
    }
    catch (sp::TimeoutExpired const& e)
    {
        std::cout << *e.ended << '\n';
        if (e.usage)
        {
            std::clog << e.pid << ": " << e.usage->user_time.count() << " us\n";
        }
    }
    // end::timeout[]
    // tag::max_output[]
    auto const flood =
        sp::run({"seq", "100000"}, sp::capture_output, sp::max_output = 16);
    if (auto const cut = flood.stdout_cut)
    {
        std::cout << flood.stdout_->substr(0, cut->offset) << "\n[... "
                  << cut->omitted << " of " << flood.stdout_bytes
                  << " bytes ...]" << flood.stdout_->substr(cut->offset);
    }
    // end::max_output[]
    // tag::parts[]
    auto const last = sp::run({"seq", "100000"}, sp::capture_output,
                              sp::max_output = {7, sp::keep_tail});
    // end::parts[]
    std::cout << *last.stdout_;
    // tag::spill[]
    auto spilled = sp::run({"seq", "100000"}, sp::capture_output,
                           sp::max_output = {0, sp::overflow_spill});
    std::cout << spilled.stdout_spill.readline();
    // end::spill[]
    // tag::stop[]
    auto const stopped = sp::run({"yes"}, sp::capture_output,
                                 sp::max_output = {4096, sp::overflow_stop});
    std::cout << *stopped.ended << '\n';
    // end::stop[]
    // tag::grace[]
    auto const started = sp::run("sleep 5 & echo started", sp::shell,
                                 sp::capture_output, sp::grace = 0.2);
    std::cout << *started.stdout_;
    if (started.pipe_still_held)
    {
        std::cout << "a process in the background holds the pipe\n";
    }
    // end::grace[]
}
