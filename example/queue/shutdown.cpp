// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Shutting a queue down.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>
#include <thread>

namespace queue = concur::queue;
using namespace std::chrono_literals;

void orderly()
{
    // tag::orderly[]
    queue::Queue<std::string> q;
    q.put("first");
    q.put("second");
    q.shutdown();

    try
    {
        q.put("third");
        // end::orderly[]
        BOOST_ERROR("not reached");
        // tag::orderly[]
    }
    catch (queue::ShutDown const& e)
    {
        std::cout << e.what() << '\n';
    }

    // Items that are in the queue can still be got.
    std::jthread worker([&q] {
        try
        {
            for (;;)
            {
                std::cout << q.get() << '\n';
                q.task_done();
            }
        }
        catch (queue::ShutDown const&)
        {
            std::cout << "no more\n";
        }
    });
    worker.join();
    std::cout << (q.join() ? "all done\n" : "not all done\n");
    // end::orderly[]
    BOOST_TEST(q.join());
}

void immediate()
{
    // tag::immediate[]
    queue::Queue<std::string> q;
    q.put("first");
    q.put("second");
    std::cout << q.get() << '\n';
    q.task_done();

    q.shutdown(queue::immediate = true); // destroys "second"
    std::cout << q.qsize() << " left, "
              << (q.join() ? "all done\n" : "not all done\n");
    // end::immediate[]
    BOOST_TEST(!q.join());
}

void join_with_a_limit()
{
    // tag::join_limit[]
    queue::Queue<std::string> q;
    q.put("task");
    if (!q.join(20ms))
    {
        std::cout << q.unfinished_tasks() << " still to do\n";
    }
    q.get();
    q.task_done();
    q.join();
    // end::join_limit[]
    BOOST_TEST_EQ(q.unfinished_tasks(), 0u);
    // tag::task_done[]
    try
    {
        q.task_done();
        // end::task_done[]
        BOOST_ERROR("not reached");
        // tag::task_done[]
    }
    catch (concur::ValueError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::task_done[]
}

int main()
{
    orderly();
    immediate();
    join_with_a_limit();
    return boost::report_errors();
}
