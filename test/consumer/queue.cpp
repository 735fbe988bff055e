// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>

int main()
{
    concur::queue::Queue<int> queue;
    queue.put(0);
    return queue.get();
}
