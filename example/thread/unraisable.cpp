// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The hook for exceptions that leave the function of a thread.

#include <concur/thread.hpp>

#include <boost/core/lightweight_test.hpp>

#include <exception>
#include <iostream>
#include <stdexcept>

namespace thread = concur::thread;

// tag::task[]
void task()
{
    throw std::runtime_error("task failed");
}
// end::task[]

void hook()
{
    // tag::hook[]
    auto before =
        thread::set_unraisablehook([](thread::unraisable const& what) {
            try
            {
                std::rethrow_exception(what.exception);
            }
            catch (std::exception const& e)
            {
                std::cout << what.message << ": " << e.what() << '\n';
            }
        });

    thread::start_joinable_thread(task).join();
    std::cout << "the program goes on\n";
    // end::hook[]
    BOOST_TEST(!before);
    thread::set_unraisablehook(before);
}

int main()
{
    // This thread writes to standard error:
    // Exception ignored in thread started by: <void (*)() at 0x55c1d6a0a2e9>
    // std::runtime_error: task failed
    thread::start_joinable_thread(task).join();

    hook();
    return boost::report_errors();
}
