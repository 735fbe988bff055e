// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/queue.hpp>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>

// A program that ends while a thread uses a queue. The thread alone has used
// the queue, which was constructed late. The exit status is 0 if the thread
// still runs when the last static object is destroyed.

namespace {

std::atomic<long> calls{0};

void wait_for_calls(long number)
{
    auto const latest =
        std::chrono::steady_clock::now() + std::chrono::seconds(30);
    for (auto const before = calls.load(); calls < before + number;)
    {
        if (std::chrono::steady_clock::now() > latest)
        {
            std::_Exit(1);
        }
        std::this_thread::yield();
    }
}

struct last_object
{
    ~last_object()
    {
        wait_for_calls(1000);
    }
} const destroyed_after_the_queue;

concur::queue::Queue<std::string>& late_queue()
{
    static concur::queue::Queue<std::string> it;
    return it;
}

} // namespace

int main()
{
    std::thread([] {
        for (auto& q = late_queue();;)
        {
            q.put(std::string(100, 'x'));
            q.get();
            ++calls;
        }
    }).detach();
    wait_for_calls(1);
}
