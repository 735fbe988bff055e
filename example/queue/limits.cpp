// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Limits: when a wait ends.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>
#include <boost/thread/thread.hpp>

#include <chrono>
#include <iostream>
#include <thread>

namespace queue = concur::queue;
using namespace std::chrono_literals;

void not_at_all()
{
    // tag::nowait[]
    queue::Queue<int> q(queue::maxsize = 1);
    q.put_nowait(1);
    try
    {
        q.put(2, queue::block = false); // the same as put_nowait(2)
        // end::nowait[]
        BOOST_ERROR("not reached");
        // tag::nowait[]
    }
    catch (queue::Full const& e)
    {
        std::cout << e.what() << '\n';
    }
    std::cout << q.get_nowait() << '\n';
    try
    {
        q.get_nowait();
        // end::nowait[]
        BOOST_ERROR("not reached");
        // tag::nowait[]
    }
    catch (queue::Empty const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::nowait[]
}

template<class Call>
void expect_empty(Call call)
{
    try
    {
        call();
        BOOST_ERROR("not reached");
    }
    catch (queue::Empty const&)
    {
        std::cout << "nothing came\n";
    }
}

void a_time()
{
    queue::Queue<int> q;
    expect_empty([&] {
        // tag::time[]
        q.get(queue::timeout = 0.02); // q.get(timeout=0.02)
        // end::time[]
    });
    expect_empty([&] {
        // tag::time[]
        q.get(true, 0.02); // q.get(True, 0.02)
        // end::time[]
    });
    expect_empty([&] {
        // tag::time[]
        q.get(20ms); // a duration is a timeout, never the flag `block`
        // end::time[]
    });
    // tag::none[]
    q.put(1, queue::timeout = std::nullopt); // q.put(1, timeout=None)
    // end::none[]
    BOOST_TEST_EQ(q.get(true, std::nullopt), 1);
}

void a_moment()
{
    queue::Queue<int> q;
    for (int i = 0; i != 3; ++i)
    {
        q.put(i);
    }
    // tag::moment[]
    // Get all items that arrive until a deadline, one by each call.
    auto const until = std::chrono::steady_clock::now() + 50ms;
    int number = 0;
    try
    {
        for (;;)
        {
            q.get(until);
            ++number;
        }
    }
    catch (queue::Empty const&)
    {
        std::cout << number << " items in time\n";
    }
    // end::moment[]
    BOOST_TEST_EQ(number, 3);
}

void a_stop()
{
    // tag::stop[]
    queue::Queue<int> q;
    std::jthread worker([&q](std::stop_token stop) {
        try
        {
            for (;;)
            {
                int const item = q.get(stop);
                std::cout << "got " << item << '\n';
            }
        }
        catch (queue::Empty const&)
        {
            std::cout << "stopped\n";
        }
    });
    q.put(1);
    q.put(2);
    worker.request_stop(); // the worker still gets the items in the queue
    worker.join();
    // end::stop[]
}

void both()
{
    std::stop_source source;
    auto const stop = source.get_token();
    queue::Queue<int> q;
    expect_empty([&] {
        // tag::both[]
        q.get({20ms, stop}); // the first of the two limits ends the wait
        // end::both[]
    });
    source.request_stop();
    expect_empty([&] { q.get({1h, stop}); });
}

void interruption()
{
    // tag::interruption[]
    queue::Queue<int> q;
    boost::thread worker([&q] {
        try
        {
            q.get();
        }
        catch (boost::thread_interrupted const&)
        {
            std::cout << "interrupted\n";
        }
    });
    worker.interrupt();
    worker.join();
    // end::interruption[]
}

int main()
{
    not_at_all();
    a_time();
    a_moment();
    a_stop();
    both();
    interruption();
    return boost::report_errors();
}
