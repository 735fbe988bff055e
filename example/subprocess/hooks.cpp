// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Hooks for warnings, for a trace of all commands, and for a wait that a signal
// interrupts.

#include <concur/hooks.hpp>
#include <concur/subprocess.hpp>

#include <boost/core/lightweight_test.hpp>

#include <csignal>
#include <iostream>
#include <stdexcept>

namespace sp = concur::subprocess;

void warnings()
{
    // tag::warnings[]
    auto before =
        concur::set_warning_hook([](concur::warning, std::string_view text) {
            std::cout << "warning: " << text << '\n';
        });

    sp::run({"true"}, sp::bufsize = 1, sp::stdout_ = sp::PIPE);
    // end::warnings[]
    concur::set_warning_hook(before);
}

void trace()
{
    // tag::trace[]
    sp::set_trace_hook([](sp::trace_event const& event) {
        std::clog << event << '\n'; // the time is in event.time
    });

    sp::run(
        {"sh", "-c", "echo hello; exit 2"}, sp::text = true,
        sp::on_stdout = [](std::string_view) {});

    sp::set_trace_hook({});
    // end::trace[]
}

// tag::interrupt[]
volatile std::sig_atomic_t interrupted = 0;

extern "C" void on_interrupt(int)
{
    interrupted = 1;
}

// This hook runs on the waiting thread, not in the signal handler.
void leave_if_interrupted()
{
    if (interrupted)
    {
        throw std::runtime_error("KeyboardInterrupt");
    }
}
// end::interrupt[]

void interrupt()
{
    // tag::interrupt_used[]
    struct sigaction action = {};
    action.sa_handler = on_interrupt; // without SA_RESTART
    ::sigaction(SIGINT, &action, nullptr);
    concur::set_interrupt_hook(leave_if_interrupted);

    try
    {
        sp::run("while kill -INT $PPID; do sleep 0.1; done", sp::shell = true);
        // end::interrupt_used[]
        BOOST_ERROR("not reached");
        // tag::interrupt_used[]
    }
    catch (std::runtime_error const& e)
    {
        // The child has been killed.
        std::cout << e.what() << '\n';
    }
    // end::interrupt_used[]
    concur::set_interrupt_hook(nullptr);
}

int main()
{
    warnings();
    trace();
    interrupt();
    return boost::report_errors();
}
