// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A number alone could be the flag, as in Python, or a time. A pointer is
// neither.
//
// expect g++: use of deleted function
// expect clang++: call to deleted member function 'put'
// expect: q.put("x", 5);
// expect: q.put(item, 0.5);
// expect: n.put(1, 5);
// expect: n.put(two, 5);
// expect: n.put(1, &two);

#include <concur/queue.hpp>

#include <chrono>
#include <string>

namespace queue = concur::queue;

void allowed(queue::LifoQueue<std::string>& q, queue::Queue<int>& n)
{
    std::string const item;
    q.put("x", false);
    q.put(item, true, 0.5);
    q.put(item, queue::timeout = 0.5);
    n.put(1, std::chrono::seconds(5));
}

#ifdef CONCUR_TEST_MISUSE

void misuse(queue::LifoQueue<std::string>& q, queue::Queue<int>& n)
{
    std::string const item;
    int two = 2;
    q.put("x", 5);
    q.put(item, 0.5);
    n.put(1, 5);
    n.put(two, 5);
    n.put(1, &two);
}

#endif
