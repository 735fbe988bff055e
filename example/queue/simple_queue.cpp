// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A queue whose put() never waits.

#include <concur/queue.hpp>

#include <boost/core/lightweight_test.hpp>

#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace queue = concur::queue;

// tag::session[]
class session
{
public:
    session(std::string name, queue::SimpleQueue<std::string>& ended)
        : name_(std::move(name)), ended_(ended)
    {
    }

    ~session()
    {
        ended_.put(name_); // waits neither for a consumer nor for room
    }

private:
    std::string name_;
    queue::SimpleQueue<std::string>& ended_;
};
// end::session[]

void destructors()
{
    // tag::destructors[]
    queue::SimpleQueue<std::string> ended;
    {
        queue::SimpleQueue<std::unique_ptr<session>> sessions;
        sessions.put(std::make_unique<session>("Anne", ended));
        sessions.put(std::make_unique<session>("Bert", ended));
        sessions.get(); // destroys Anne's session
    }                   // destroys Bert's session
    std::cout << ended.get() << ' ' << ended.get() << '\n';
    // end::destructors[]
    BOOST_TEST(ended.empty());
}

void threads()
{
    queue::SimpleQueue<int> q; // q = queue.SimpleQueue()
    std::jthread producer([&q] {
        for (int i = 1; i <= 1000; ++i)
        {
            q.put(i);
        }
    });
    int sum = 0;
    for (int i = 1; i <= 1000; ++i)
    {
        sum += q.get();
    }
    std::cout << sum << '\n';
    BOOST_TEST_EQ(sum, 500500);
}

int main()
{
    destructors();
    threads();
    return boost::report_errors();
}
