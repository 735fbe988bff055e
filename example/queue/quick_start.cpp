// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Python's own example of a queue, with the lines of Python as comments: a
// thread works on thirty tasks. README.md shows the middle part.

// tag::program[]
#include <concur/queue.hpp>
#include <iostream>
#include <thread>

namespace queue = concur::queue;

int main()
{
    // tag::short[]
    queue::Queue<int> q; // q = queue.Queue()

    auto worker = [&q] {
        try
        {
            for (;;) // while True:
            {
                int item = q.get(); // item = q.get()
                std::cout << "Working on " << item << '\n';
                std::cout << "Finished " << item << '\n';
                q.task_done(); // q.task_done()
            }
        }
        catch (queue::ShutDown const&)
        {
        }
    };

    // Turn on the worker thread.
    std::jthread thread(worker); // threading.Thread(target=worker, ...).start()

    // Send thirty task requests to the worker.
    for (int item = 0; item != 30; ++item) // for item in range(30):
    {
        q.put(item); // q.put(item)
    }

    // Block until all tasks are done.
    q.join(); // q.join()
    std::cout << "All work completed\n";

    // There are no daemon threads in C++: end the worker.
    q.shutdown(); // as since Python 3.13
    // end::short[]
}
// end::program[]
