// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Several items at a time.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>
#include <thread>

namespace queue = concur::queue;

void get_many()
{
    // tag::get_many[]
    queue::Queue<int> q;
    for (int i = 1; i <= 5; ++i)
    {
        q.put(i);
    }
    auto show = [](auto const& items) {
        for (int const item : items)
        {
            std::cout << item << ' ';
        }
        std::cout << "(" << items.size() << ")\n";
    };
    show(q.get_many(3)); // returns three
    show(q.get_many(3)); // returns two: it waits only for the first
    show(q.drain());     // returns none and does not wait
    // end::get_many[]
    BOOST_TEST(q.empty());
}

void batches()
{
    // tag::batches[]
    // The writer takes up to 100 lines at once.
    queue::Queue<std::string> lines(queue::maxsize = 100);
    std::size_t written = 0;
    std::jthread writer([&] {
        try
        {
            for (;;)
            {
                std::string batch;
                for (auto const& line : lines.get_many(100))
                {
                    batch += line + '\n';
                    lines.task_done();
                }
                written += batch.size();
            }
        }
        catch (queue::ShutDown const&)
        {
        }
    });
    for (int i = 100; i != 1000; ++i)
    {
        lines.put("line " + std::to_string(i));
    }
    lines.shutdown();
    writer.join();
    std::cout << written << " bytes\n";
    // end::batches[]
    BOOST_TEST_EQ(written, 900u * 9u);
}

int main()
{
    get_many();
    batches();
    return boost::report_errors();
}
