// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Interrupting the main thread, by other threads and by signals.

#include <concur/thread.hpp>

#include <boost/core/lightweight_test.hpp>

#include <csignal>
#include <iostream>

namespace thread = concur::thread;

void from_a_thread()
{
    // tag::from_a_thread[]
    auto forever = thread::allocate_lock();
    forever.acquire();

    thread::start_new_thread([] { thread::interrupt_main(); });
    try
    {
        forever.acquire();
    }
    catch (concur::KeyboardInterrupt const&)
    {
        std::cout << "KeyboardInterrupt\n";
    }
    // end::from_a_thread[]
}

void handlers()
{
    // tag::handlers[]
    // signal.signal(signal.SIGTERM, handler)
    bool leave = false;
    auto before = thread::set_interrupt_handler(SIGTERM, [&](int signum) {
        std::cout << "got " << signum << '\n';
        leave = true;
    });

    thread::start_new_thread([] { thread::interrupt_main(SIGTERM); });
    while (!leave)
    {
        // ... a piece of work without waits ...
        thread::check_interrupts();
    }
    thread::set_interrupt_handler(SIGTERM, before);
    // end::handlers[]
}

void signals()
{
    auto forever = thread::allocate_lock();
    forever.acquire();
    // tag::signals[]
    // signal.signal(signal.SIGINT, signal.default_int_handler)
    thread::scoped_signal const control_c(SIGINT);

    std::raise(SIGINT); // or Control-C
    try
    {
        forever.acquire();
    }
    catch (concur::KeyboardInterrupt const&)
    {
        std::cout << "interrupted by a signal\n";
    }
    // end::signals[]
}

int main()
{
    from_a_thread();
    handlers();
    signals();
    return boost::report_errors();
}
