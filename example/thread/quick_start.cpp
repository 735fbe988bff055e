// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Some threads, a lock, and a wait for the end of the threads.

// tag::all[]
#include <concur/thread.hpp>

#include <iostream>
#include <mutex>
#include <vector>

namespace thread = concur::thread;

int main()
{
    auto a_lock = thread::allocate_lock();
    int total = 0;

    auto add = [&](int n) {
        std::lock_guard guard(a_lock); // with a_lock:
        total += n;
    };

    std::vector<thread::handle> handles;
    for (int i = 1; i <= 10; ++i)
    {
        handles.push_back(thread::start_joinable_thread(add, i));
    }
    for (auto& h : handles)
    {
        h.join();
    }
    std::cout << total << '\n';
}
// end::all[]
