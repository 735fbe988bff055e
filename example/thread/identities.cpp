// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Who a thread is.

#include <concur/thread.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>

namespace thread = concur::thread;

int main()
{
    // tag::identities[]
    auto const here = thread::get_ident();
    auto worker = thread::start_joinable_thread([&] {
        thread::set_name("worker");
        std::cout << thread::get_name() << '\n';
        thread::ident const there = thread::get_ident();
        std::cout << (here == there ? "same" : "another") << " thread\n"
                  << thread::count() << " started\n";
    });
    worker.join();
    // end::identities[]

    // tag::native[]
    // The number that ps -L, top -H and gdb show.
    auto const number = thread::get_native_id();
    // end::native[]
    BOOST_TEST(number != 0);

    // tag::max[]
    thread::LockType lock;
    lock.acquire(true, thread::TIMEOUT_MAX); // the longest limit there is
    lock.release();
    // end::max[]

    // tag::overflow[]
    try
    {
        lock.acquire(true, 1e10);
    }
    catch (concur::OverflowError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::overflow[]
    return boost::report_errors();
}
