// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// put() takes an item of the type of the queue.
//
// lines: 12
// expect: put() of what is no item: another type

#include <concur/queue.hpp>

void allowed(concur::queue::SimpleQueue<int>& q)
{
    q.put(1);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(concur::queue::SimpleQueue<int>& q)
{
    q.put("x");
}

#endif
