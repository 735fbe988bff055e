// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A policy of queues that lacks a member. The Jamfile says which one.
//
// expect: constraint
// expect: queue_policy
// expect: queue::Queue<int, partial> q;
// expect CONCUR_TEST_WITHOUT_mutex: typename P::mutex
// expect CONCUR_TEST_WITHOUT_parker: typename P::parker
// expect CONCUR_TEST_WITHOUT_spins: P::spins()

#include <concur/queue.hpp>

namespace queue = concur::queue;

struct partial
{
#ifndef CONCUR_TEST_WITHOUT_mutex
    using mutex = queue::default_policy::mutex;
#endif
#ifndef CONCUR_TEST_WITHOUT_parker
    using parker = queue::default_policy::parker;
#endif
#ifndef CONCUR_TEST_WITHOUT_spins
    static unsigned spins()
    {
        return 0;
    }
#endif
};

struct whole : partial
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

void misuse()
{
    queue::Queue<int, partial> q;
}

#endif
