// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Several threads work on the tasks of one queue, and put their results into
// another.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace queue = concur::queue;

void pool()
{
    // tag::pool[]
    queue::Queue<int> tasks(queue::maxsize = 8);
    queue::PriorityQueue<std::pair<int, int>> results;

    auto worker = [&] {
        try
        {
            for (;;)
            {
                auto const task = tasks.get();
                results.put({task, task * task});
                tasks.task_done();
            }
        }
        catch (queue::ShutDown const&)
        {
        }
    };
    std::vector<std::jthread> workers;
    for (int i = 0; i != 4; ++i)
    {
        workers.emplace_back(worker);
    }

    for (int task = 1; task <= 100; ++task)
    {
        tasks.put(task); // waits while the queue has eight tasks
    }
    tasks.join(); // now every result is in `results`
    tasks.shutdown();

    auto const [task, result] = results.get();
    std::cout << results.qsize() + 1 << " results, the first one: " << task
              << " -> " << result << '\n';
    // end::pool[]
    BOOST_TEST_EQ(results.qsize(), 99u);
    BOOST_TEST_EQ(result, 1);
}

void sentinel()
{
    // tag::sentinel[]
    // Before Python had shutdown(), programs sent each worker a None.
    queue::Queue<std::optional<std::string>> q;
    std::jthread worker([&] {
        while (auto const item = q.get())
        {
            std::cout << *item << '\n';
        }
    });
    q.put("one");
    q.put("two");
    q.put(std::nullopt);
    // end::sentinel[]
}

int main()
{
    pool();
    sentinel();
    return boost::report_errors();
}
