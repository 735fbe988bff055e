// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_WORKLOADS_HPP
#define CONCUR_TEST_BENCH_QUEUE_WORKLOADS_HPP

#include "../workload.hpp"

#include <string>
#include <vector>

// What is measured of queues, and against whom.

namespace bench::queues {

namespace detail {

inline contender const vyukov{"Vyukov's ring, spin-then-park semaphores",
                              "moodycamel", "vyukov"};

inline std::vector<contender> bounded()
{
    return {{"floor: deque + mutex + 2 condvars", "locked", "deque"},
            {"ring + mutex + 2 condvars, waiters counted", "locked", "ring"},
            {"boost::sync_bounded_queue", "boost", "bounded"},
            {"tbb::concurrent_bounded_queue", "tbb", ""},
            {"moodycamel + semaphore of free slots", "moodycamel", "slots"},
            vyukov,
            {"Python, Queue", "python", ""},
            {"concur, Queue", "concur", ""}};
}

inline std::vector<contender> unbounded()
{
    return {{"floor: deque + mutex + 2 condvars", "locked", "deque"},
            {"ring + mutex + 2 condvars, waiters counted", "locked", "ring"},
            {"boost::sync_queue", "boost", ""},
            {"tbb::concurrent_bounded_queue", "tbb", ""},
            {"moodycamel::BlockingConcurrentQueue", "moodycamel", ""},
            {"Python, Queue", "python", ""},
            {"Python, SimpleQueue", "python", "simple"},
            {"concur, Queue", "concur", ""},
            {"concur, SimpleQueue", "concur", "simple"}};
}

// Where the bound is never reached.
inline std::vector<contender> everybody()
{
    auto all = unbounded();
    all.insert(all.begin() + 5, vyukov);
    return all;
}

} // namespace detail

inline std::vector<workload> workloads(std::string const&, sizes const&)
{
    using namespace detail;
    std::vector<workload> all;
    for (std::string const item : {"int", "string"})
    {
        for (std::string const sides : {"spsc", "mpmc"})
        {
            auto const title =
                std::string("an item, ") +
                (sides == "spsc" ? "1 producer, 1 consumer"
                                 : "4 producers, 4 consumers") +
                (item == "int" ? ", int" : ", string of 32 characters");
            auto const name = sides + "-" + item;
            all.push_back(
                operation(name + "-1024", title + ", 1,024 places", bounded()));
            all.push_back(operation(name + "-unbounded", title + ", no bound",
                                    unbounded()));
        }
    }
    auto fresh = bounded();
    std::erase_if(fresh, [](auto& c) { return c.worker == "python"; });
    all.push_back(operation("spsc-fresh-int-1024",
                            "an item, 1 producer, 1 consumer, both started for "
                            "each sample, int, 1,024 places",
                            std::move(fresh)));
    auto alone = everybody();
    alone.insert(alone.begin() + 1, {"deque + mutex", "locked", "alone"});
    alone.push_back(
        {"concur, Queue, single_thread_policy", "concur", "single"});
    all.push_back(operation("one-thread", "a put and a get by the same thread",
                            std::move(alone)));
    all.push_back(
        operation("ping-pong",
                  "from a put to the end of the get in another thread "
                  "that waits for it",
                  everybody()));
    auto busy = all.back();
    busy.name += "-busy";
    busy.title += ", every processor busy";
    busy.busy = true;
    all.push_back(std::move(busy));
    all.push_back({.name = "idle",
                   .title =
                       "CPU time of the first 200 ms of a wait in get() of "
                       "4 threads",
                   .task = "idle",
                   .contenders = everybody(),
                   .rounds = 7,
                   .block = 2});
    return all;
}

} // namespace bench::queues

#endif
