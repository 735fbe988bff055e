// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Locks, and how long to wait for them.

#include <concur/thread.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>
#include <mutex>
#include <stop_token>

namespace thread = concur::thread;
using namespace std::chrono_literals;

void acquiring()
{
    // tag::acquiring[]
    auto lock = thread::allocate_lock();

    lock.acquire();            // waits as long as it takes
    lock.acquire(false);       // returns false at once: it is held
    lock.acquire(true, 0.1);   // waits for a tenth of a second
    lock.acquire(true, 100ms); // also a tenth of a second
    lock.release();
    std::cout << std::boolalpha << lock.locked() << '\n';
    // end::acquiring[]
    BOOST_TEST(!lock.locked());
}

void limits()
{
    auto lock = thread::allocate_lock();
    lock.acquire();
    // tag::limits[]
    auto deadline = std::chrono::steady_clock::now() + 100ms;
    lock.acquire(deadline);

    std::stop_source source;
    auto other = thread::start_joinable_thread([&] {
        if (!lock.acquire(source.get_token()))
        {
            std::cout << "told to stop\n";
        }
    });
    source.request_stop();
    other.join();

    // The first of the two limits ends this wait.
    lock.acquire(concur::limit(5s, source.get_token()));
    // end::limits[]
}

void guards()
{
    // tag::guards[]
    auto one = thread::allocate_lock();
    auto other = thread::allocate_lock();
    {
        std::lock_guard guard(one); // with one:
        std::cout << one.locked() << '\n';
    }
    {
        std::scoped_lock both(one, other); // in an order that cannot deadlock
    }
    {
        std::unique_lock guard(one, 100ms);
        std::cout << guard.owns_lock() << '\n';
    }
    // end::guards[]
}

void signalling()
{
    // tag::signalling[]
    // Any thread may release a lock, so it can be used as a signal.
    auto done = thread::allocate_lock();
    done.acquire();
    thread::start_new_thread([&] { done.release(); });
    done.acquire();
    // end::signalling[]
    BOOST_TEST(done.locked());
}

void errors()
{
    // tag::errors[]
    auto lock = thread::allocate_lock();
    try
    {
        lock.release();
    }
    catch (thread::error const& e)
    {
        std::cout << e.what() << '\n';
    }
    try
    {
        lock.acquire(false, 5);
    }
    catch (concur::ValueError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::errors[]
}

int main()
{
    acquiring();
    limits();
    guards();
    signalling();
    errors();
    return boost::report_errors();
}
