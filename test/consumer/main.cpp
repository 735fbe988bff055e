// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars.hpp>
#include <concur/queue.hpp>
#include <concur/sched.hpp>
#include <concur/subprocess.hpp>
#include <concur/thread.hpp>
#include <concur/version.hpp>

#include <boost/process/v2/environment.hpp>

#include <iostream>
#include <string>

namespace sp = concur::subprocess;
namespace bp = boost::process::v2;

int main()
{
    concur::queue::Queue<std::string> output;
    auto const thread = concur::thread::start_joinable_thread([&] {
        // Needs the library of Boost.Process, where there is one.
        auto const echo = bp::environment::find_executable("echo");
        auto done = sp::run({echo.string(), "concur", CONCUR_VERSION},
                            sp::capture_output = true, sp::text = true,
                            sp::check = true);
        output.put(*done.stdout_);
    });
    concur::contextvars::ContextVar<std::string> const line("line");
    concur::sched::scheduler s;
    s.enter(0, 1, [&] { line.set(output.get()); });
    s.run();
    std::cout << line.get();
    thread.join();
}
