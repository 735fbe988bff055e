// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Starting threads, and waiting for them.

#include <concur/thread.hpp>

#include <boost/core/lightweight_test.hpp>
#include <boost/thread/exceptions.hpp>

#include <cstddef>
#include <functional>
#include <iostream>
#include <limits>
#include <memory>
#include <string>

namespace thread = concur::thread;
using namespace std::chrono_literals;

void detached()
{
    // tag::detached[]
    // _thread.start_new_thread(greet, ("world",))
    auto done = std::make_shared<thread::LockType>();
    done->acquire();

    auto greet = [done](std::string const& whom) {
        std::cout << "hello " << whom << '\n';
        done->release();
    };
    thread::start_new_thread(greet, "world");

    done->acquire(); // the thread has written its greeting
    // end::detached[]
}

void arguments()
{
    // tag::arguments[]
    int result = 0;
    auto box = std::make_unique<int>(42);

    auto handle = thread::start_joinable_thread(
        [](int& to, std::unique_ptr<int> from) { to = *from; },
        std::ref(result), std::move(box));
    handle.join();
    std::cout << result << '\n';
    // end::arguments[]
}

void joining()
{
    // tag::joining[]
    auto never = thread::allocate_lock();
    never.acquire();
    auto handle = thread::start_joinable_thread([&] { never.acquire(); });

    if (!handle.join(0.1)) // waits at most 0.1 seconds
    {
        std::cout << "still running\n";
    }
    never.release();
    handle.join();
    std::cout << std::boolalpha << handle.is_done() << '\n';
    // end::joining[]
}

void interrupting()
{
    // tag::interrupting[]
    auto never = thread::allocate_lock();
    never.acquire();
    auto handle = thread::start_joinable_thread([&] {
        std::string const cleaned_up = "cleaned up\n";
        try
        {
            never.acquire();
        }
        catch (boost::thread_interrupted const&)
        {
            std::cout << cleaned_up;
            throw; // ends the thread silently
        }
    });
    handle.interrupt();
    handle.join();
    // end::interrupting[]
}

void named()
{
    // tag::named[]
    auto handle = thread::start_joinable_thread(
        thread::options{.name = "worker 1", .stack_size = 1 << 20},
        [] { std::cout << thread::get_name() << '\n'; });
    handle.join();
    // end::named[]
}

void sizes()
{
    // tag::sizes[]
    thread::stack_size(256 * 1024);   // for threads that start later
    auto old = thread::stack_size(0); // restores the system's default
    std::cout << old << '\n';
    // end::sizes[]
}

void exiting()
{
    // tag::exiting[]
    auto work = [](bool enough) {
        std::string const guard = "destroyed on the way";
        if (enough)
        {
            thread::exit(); // throws SystemExit
        }
        std::cout << "not reached\n";
    };
    thread::start_joinable_thread(work, true).join();
    // end::exiting[]
}

void refused()
{
    // Where addresses have 32 bits, the stack might fit without this.
    auto const other = std::make_unique_for_overwrite<char[]>(1 << 30);
    // tag::refused[]
    thread::stack_size(std::numeric_limits<std::ptrdiff_t>::max());
    try
    {
        thread::start_new_thread([] {});
    }
    catch (thread::error const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::refused[]
    thread::stack_size(0);
}

int main()
{
    detached();
    arguments();
    joining();
    interrupting();
    named();
    sizes();
    exiting();
    refused();
    BOOST_TEST(thread::get_ident() != 0);
    return boost::report_errors();
}
