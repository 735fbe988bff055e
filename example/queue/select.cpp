// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Waiting for the first item of several queues.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <chrono>
#include <iostream>
#include <string>
#include <thread>
#include <variant>

namespace queue = concur::queue;
using namespace std::chrono_literals;

void which()
{
    // tag::which[]
    queue::Queue<int> numbers;
    queue::LifoQueue<std::string> words;

    words.put("hello");
    auto item = queue::select(numbers, words); // std::variant<int, std::string>
    std::cout << "from queue " << item.index() << ": " << std::get<1>(item)
              << '\n';
    // end::which[]
    // tag::limit[]
    try
    {
        queue::select(20ms, numbers, words);
        // end::limit[]
        BOOST_ERROR("not reached");
        // tag::limit[]
    }
    catch (queue::Empty const& e)
    {
        std::cout << e.what() << '\n';
    }
    // end::limit[]
}

void until_all_end()
{
    // tag::all[]
    queue::Queue<int> even;
    queue::Queue<int> odd;
    auto feed = [](queue::Queue<int>& q, int first) {
        for (int i = first; i <= 100; i += 2)
        {
            q.put(i);
        }
        q.shutdown();
    };
    std::jthread a([&] { feed(even, 2); });
    std::jthread b([&] { feed(odd, 1); });

    int sums[2] = {0, 0};
    try
    {
        for (;;)
        {
            auto const item = queue::select(even, odd);
            std::visit([&](int i) { sums[item.index()] += i; }, item);
        }
    }
    catch (queue::ShutDown const&) // both queues are shut down and empty
    {
    }
    std::cout << sums[0] << ' ' << sums[1] << '\n';
    // end::all[]
    BOOST_TEST_EQ(sums[0], 2550);
    BOOST_TEST_EQ(sums[1], 2500);
}

int main()
{
    which();
    until_all_end();
    return boost::report_errors();
}
