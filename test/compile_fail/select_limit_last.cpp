// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The limit must be the first argument of select().
//
// lines: 12
// expect: select() takes a limit first

#include <concur/queue.hpp>

#include <chrono>

namespace queue = concur::queue;

void allowed(queue::Queue<int>& q)
{
    queue::select(std::chrono::seconds(1), q);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(queue::Queue<int>& q)
{
    queue::select(q, std::chrono::seconds(1));
}

#endif
