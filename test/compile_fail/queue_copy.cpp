// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A queue can neither be copied nor moved, since threads may wait in it.
//
// expect g++: use of deleted function
// expect clang++: implicitly-deleted copy constructor
// expect clang++: copy assignment operator is implicitly deleted
// expect: queue::Queue<int> other(q);
// expect: queue::Queue<int> another(std::move(q));
// expect: q = other;

#include <concur/queue.hpp>

#include <memory>
#include <utility>

namespace queue = concur::queue;

void allowed(std::unique_ptr<queue::Queue<int>> q)
{
    auto const other = std::move(q);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(queue::Queue<int>& q)
{
    queue::Queue<int> other(q);
    queue::Queue<int> another(std::move(q));
    q = other;
}

#endif
