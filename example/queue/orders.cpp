// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The orders in which items leave a queue.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <string>
#include <utility>

namespace queue = concur::queue;

void three_orders()
{
    // tag::three[]
    queue::Queue<int> fifo;
    queue::LifoQueue<int> lifo;
    queue::PriorityQueue<int> lowest_first;

    auto show = [](auto& q) {
        for (int const item : {2, 3, 1})
        {
            q.put(item);
        }
        while (!q.empty()) // no other thread gets items
        {
            std::cout << q.get() << ' ';
        }
        std::cout << '\n';
    };
    show(fifo);
    show(lifo);
    show(lowest_first);
    // end::three[]
}

void pairs()
{
    // tag::pairs[]
    // q.put((2, "code"))
    queue::PriorityQueue<std::pair<int, std::string>> q;
    q.put({2, "code"});
    q.put({1, "eat"});
    q.put({3, "sleep"});
    while (!q.empty())
    {
        auto const [priority, what] = q.get();
        std::cout << priority << ' ' << what << '\n';
    }
    // end::pairs[]
}

// tag::job[]
struct job
{
    int priority;
    std::string name;
};

// In Python: @dataclass(order=True), with name: field(compare=False)
struct more_urgent
{
    bool operator()(job const& a, job const& b) const
    {
        return a.priority < b.priority;
    }
};
// end::job[]

void jobs()
{
    // tag::jobs[]
    queue::PriorityQueue<job, more_urgent> q;
    q.put({2, "send the letter"});
    q.put({1, "put out the fire"});
    q.put({2, "water the flowers"});
    q.put({1, "call a doctor"});
    while (!q.empty())
    {
        std::cout << q.get().name
                  << '\n'; // equal items in the order of arrival
    }
    // end::jobs[]
}

void bounded()
{
    // tag::bounded[]
    queue::Queue<int> q(queue::maxsize = 2); // or just q(2)
    q.put(1);
    q.put(2);
    std::cout << q.qsize() << " of " << q.maxsize()
              << (q.full() ? ", full\n" : "\n");
    q.maxsize(3); // a thread that waits for room continues
    std::cout << q.qsize() << " of " << q.maxsize()
              << (q.full() ? ", full\n" : "\n");
    // end::bounded[]
    BOOST_TEST(!q.full());
}

int main()
{
    three_orders();
    pairs();
    jobs();
    bounded();
    return boost::report_errors();
}
