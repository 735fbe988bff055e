// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A scheduler that one thread runs and other threads use.

#include <concur/sched.hpp>

#include <chrono>
#include <iostream>
#include <stop_token>
#include <thread>

namespace sched = concur::sched;
using namespace std::chrono_literals;

int main()
{
    // tag::wake[]
    sched::scheduler s;
    auto last = s.enter(1h, 1, [] { std::cout << "an hour later\n"; });

    std::jthread runner([&] {
        s.run();
        std::cout << "nothing left\n";
    });

    // The run wakes up for an earlier event.
    s.enter(10ms, 1, [&] {
        std::cout << "at once\n";

        // It also wakes up when the event that it waits for is cancelled.
        s.cancel(last);
    });
    runner.join();
    // end::wake[]

    // tag::stop[]
    s.enter(1h, 1, [] { std::cout << "an hour later\n"; });
    std::jthread stopped([&](std::stop_token stop) {
        auto left = s.run(stop);
        std::cout << (left && *left > 3000 ? "still most of an hour\n" : "?\n");
    });
    stopped.request_stop();
    // end::stop[]
}
