// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// An item type must be movable.
//
// expect: constraint
// expect: queue_item
// expect: queue::Queue<std::mutex> q;
// expect: queue::SimpleQueue<int&> s;

#include <concur/queue.hpp>

#include <memory>
#include <mutex>

namespace queue = concur::queue;

void allowed()
{
    queue::Queue<std::unique_ptr<std::mutex>> q;
    queue::SimpleQueue<int*> s;
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    queue::Queue<std::mutex> q;
    queue::SimpleQueue<int&> s;
}

#endif
