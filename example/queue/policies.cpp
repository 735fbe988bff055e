// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Policies: how a queue locks and waits.

#include <concur/queue.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/core/lightweight_test.hpp>
#include <boost/thread/mutex.hpp>

#include <iostream>
#include <thread>

namespace asio = boost::asio;
namespace queue = concur::queue;

// tag::single[]
using local_queue = queue::Queue<int, queue::single_thread_policy>;

asio::awaitable<void> producer(local_queue& q)
{
    for (int i = 1; i <= 5; ++i)
    {
        co_await q.async_put(i, asio::use_awaitable);
    }
}

asio::awaitable<void> consumer(local_queue& q)
{
    for (int i = 1; i <= 5; ++i)
    {
        std::cout << co_await q.async_get(asio::use_awaitable) << ' ';
    }
    std::cout << '\n';
}
// end::single[]

void single_thread()
{
    // tag::single_used[]
    asio::io_context io; // run by one thread
    local_queue q(queue::maxsize = 1);
    asio::co_spawn(io, consumer(q), asio::detached);
    asio::co_spawn(io, producer(q), asio::detached);
    io.run();
    // end::single_used[]

    // tag::single_wait[]
    try
    {
        q.get(); // throws: no other thread could put an item
        // end::single_wait[]
        BOOST_ERROR("not reached");
        // tag::single_wait[]
    }
    catch (concur::RuntimeError const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::single_wait[]
}

// tag::mutex[]
struct plain_mutex : queue::default_policy
{
    using mutex = boost::mutex;
};
// end::mutex[]

void another_mutex()
{
    // tag::mutex_used[]
    queue::Queue<int, plain_mutex> q;
    queue::PriorityQueue<int, std::less<int>, plain_mutex> p;
    // end::mutex_used[]
    std::jthread producer([&] { q.put(1); });
    p.put(q.get());
    std::cout << p.get() << '\n';
}

// tag::spins[]
struct sleeps_at_once : queue::default_policy
{
    static unsigned spins() noexcept
    {
        return 0;
    }
};
// end::spins[]

void no_spinning()
{
    queue::Queue<int, sleeps_at_once> q(1);
    std::jthread producer([&] {
        for (int i = 1; i <= 10; ++i)
        {
            q.put(i);
        }
    });
    int sum = 0;
    for (int i = 1; i <= 10; ++i)
    {
        sum += q.get();
    }
    std::cout << sum << '\n';
    BOOST_TEST_EQ(sum, 55);
}

int main()
{
    single_thread();
    another_mutex();
    no_spinning();
    return boost::report_errors();
}
