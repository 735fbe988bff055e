// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A PriorityQueue needs an order that says which item is lowest.
//
// expect: operator<
// expect: constraint
// expect: strict_weak_order
// expect: queue::PriorityQueue<job, no_order> p;

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

void allowed(queue::PriorityQueue<job, order>& q)
{
    q.put({1});
}

#ifdef CONCUR_TEST_MISUSE

struct no_order
{
    int operator()(job const& a) const
    {
        return a.priority;
    }
};

void misuse()
{
    queue::PriorityQueue<job, no_order> p;
    queue::PriorityQueue<job> q;
    q.put({1});
}

#endif
