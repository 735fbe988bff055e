// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A policy of queues that does not say where to sleep.
//
// expect: constraint
// expect: queue_policy
// expect: typename P::parker
// expect: queue::Queue<int, partial> q;

#include <concur/queue.hpp>

namespace queue = concur::queue;

struct whole
{
    using mutex = queue::default_policy::mutex;
    using parker = queue::default_policy::parker;

    static unsigned spins()
    {
        return 0;
    }
};

void allowed()
{
    queue::Queue<int, whole> q;
    queue::SimpleQueue<int, whole> s;
}

#ifdef CONCUR_TEST_MISUSE

struct partial
{
    using mutex = queue::default_policy::mutex;

    static unsigned spins()
    {
        return 0;
    }
};

void misuse()
{
    queue::Queue<int, partial> q;
}

#endif
