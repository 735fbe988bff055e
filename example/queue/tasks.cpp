// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The task of an item as an object.

#include <concur/queue.hpp>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace asio = boost::asio;
namespace queue = concur::queue;

int parse(std::string const& text)
{
    return std::stoi(text);
}

// tag::worker[]
void worker(queue::Queue<std::string>& q)
{
    auto const text = q.get();
    queue::task task(q);
    std::cout << parse(text) << '\n'; // may throw
    task.done();
}
// end::worker[]

void exceptions()
{
    queue::Queue<std::string> q;
    // tag::exception[]
    q.put("12");
    worker(q);
    std::cout << std::boolalpha << q.join() << '\n';

    q.put("twelve");
    try
    {
        worker(q);
    }
    catch (std::invalid_argument const&)
    {
    }
    // The item is not waited for, but it was not worked on.
    std::cout << q.join() << '\n';
    // end::exception[]
}

// tag::stages[]
struct parsed
{
    int value = 0;
    queue::task task; // of the text from which the value was parsed
};

asio::awaitable<void> parser(queue::Queue<std::string>& texts,
                             queue::Queue<parsed>& values)
{
    for (int i = 0; i != 3; ++i)
    {
        auto const text = co_await texts.async_get(asio::use_awaitable);
        parsed next;
        next.task = queue::task(texts);
        next.value = parse(text);
        co_await values.async_put(std::move(next), asio::use_awaitable);
    }
}

void adder(queue::Queue<parsed>& values)
{
    int sum = 0;
    for (int i = 0; i != 3; ++i)
    {
        auto next = values.get();
        sum += next.value;
        next.task.done(); // the text is done when its value was added
    }
    std::cout << "sum " << sum << '\n';
}
// end::stages[]

void stages()
{
    asio::io_context io;
    queue::Queue<std::string> texts;
    queue::Queue<parsed> values;
    asio::co_spawn(io, parser(texts, values), asio::detached);
    std::jthread second([&] { adder(values); });
    for (auto const* text : {"1", "20", "300"})
    {
        texts.put(text);
    }
    io.run();
    BOOST_TEST(texts.join());
    BOOST_TEST_EQ(texts.unfinished_tasks(), 0u);
}

int main()
{
    exceptions();
    stages();
    return boost::report_errors();
}
