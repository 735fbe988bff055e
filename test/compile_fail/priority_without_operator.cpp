// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Items of a PriorityQueue must be comparable.
//
// lines: 12
// expect: the items have no operator<

#include <concur/queue.hpp>

namespace queue = concur::queue;

struct job
{
    int priority;
};

struct order
{
    bool operator()(job const& a, job const& b) const
    {
        return a.priority < b.priority;
    }
};

void allowed()
{
    queue::PriorityQueue<job, order> q;
    q.put(job{1});
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    queue::PriorityQueue<job> q;
    q.put(job{1});
}

#endif
