// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A number alone could be the flag, as in Python, or a time. A pointer is
// neither.
//
// expect g++: use of deleted function
// expect clang++: call to deleted member function 'get'
// expect: q.get(5);
// expect: q.get(0.5);
// expect: s.get(5);
// expect: q.get("5");
// expect: q.get(five);

#include <concur/queue.hpp>

#include <chrono>

namespace queue = concur::queue;

void allowed(queue::Queue<int>& q, queue::SimpleQueue<int>& s)
{
    q.get(false);
    q.get(true, 5);
    q.get(queue::timeout = 5);
    q.get(std::chrono::seconds(5));
    s.get(true, 0.5);
}

#ifdef CONCUR_TEST_MISUSE

enum number
{
    five = 5
};

void misuse(queue::Queue<int>& q, queue::SimpleQueue<int>& s)
{
    q.get(5);
    q.get(0.5);
    s.get(5);
    q.get("5");
    q.get(five);
}

#endif
