// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_TASKS_HPP
#define CONCUR_TEST_BENCH_QUEUE_TASKS_HPP

#include "../calibrated.hpp"
#include "../protocol.hpp"
#include "../team.hpp"

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

// What is done with a queue. A contender is a template of the item's type: it
// is constructed with its bound, 0 for none, and has put(item) and get().

namespace bench::queues {

// `total` is what `count` items weigh.
template<class T>
struct item;

template<>
struct item<int>
{
    static int make(std::size_t i)
    {
        return int(i);
    }

    static std::size_t weight(int value)
    {
        return std::size_t(value);
    }

    static std::size_t total(std::size_t count)
    {
        return count * (count - 1) / 2;
    }
};

template<>
struct item<std::string>
{
    static constexpr std::size_t size = 32; // too long to lie in the string

    static std::string make(std::size_t)
    {
        return std::string(size, 'x');
    }

    static std::size_t weight(std::string const& text)
    {
        return text.size();
    }

    static std::size_t total(std::size_t count)
    {
        return count * size;
    }
};

// From `pairs` producers to as many consumers, which are threads that wait for
// each sample, or are started for it.
template<template<class> class Queue, class T>
measurement transfer(std::size_t pairs, std::size_t bound, bool fresh)
{
    auto const queue = std::make_shared<Queue<T>>(bound);
    auto const total = std::make_shared<std::atomic<std::size_t>>();
    std::vector<team::job> jobs;
    for (std::size_t i = 0; i != pairs; ++i)
    {
        jobs.push_back([=](std::size_t count) {
            for (std::size_t k = 0; k != count; ++k)
            {
                queue->put(item<T>::make(k));
            }
        });
        jobs.push_back([=](std::size_t count) {
            std::size_t weight = 0;
            for (; count != 0; --count)
            {
                weight += item<T>::weight(queue->get());
            }
            *total += weight;
        });
    }
    auto const threads = fresh ? nullptr : std::make_shared<team>(jobs);
    auto const run = [=](std::size_t count) {
        *total = 0;
        auto const start = now_ns();
        auto const seconds = fresh
                                 ? (team(jobs).run(count), seconds_since(start))
                                 : threads->run(count);
        expect(*total == pairs * item<T>::total(count), "items were lost");
        return seconds;
    };
    return calibrated(run, pairs, 2'000'000);
}

template<class Queue>
measurement alone()
{
    auto const queue = std::make_shared<Queue>(0);
    return repeated([=] {
        queue->put(1);
        queue->get();
    });
}

template<class Queue>
measurement ping_pong()
{
    struct pair
    {
        std::array<Queue, 2> way{Queue(0), Queue(0)};
    };
    auto const queues = std::make_shared<pair>();
    return taking_turns([=](std::size_t k) { queues->way[k].put(1); },
                        [=](std::size_t k) { queues->way[k].get(); });
}

// CPU time of the process while four threads wait for 200 ms.
template<class Queue>
measurement idle()
{
    std::size_t const getters = 4;
    auto const queue = std::make_shared<Queue>(0);
    auto const threads = std::make_shared<team>(
        std::vector<team::job>(getters, [=](std::size_t) { queue->get(); }));
    return [=] {
        auto const before = own_cpu();
        threads->begin(1);
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        auto const used = own_cpu() - before;
        for (std::size_t i = 0; i != getters; ++i)
        {
            queue->put(1);
        }
        threads->end();
        return used;
    };
}

// A task is idle, one-thread, ping-pong, or spsc or mpmc with the item and the
// bound: mpmc-int-1024, spsc-string-unbounded.
template<template<class> class Queue>
measurement perform(request const& r)
{
    if (r.task == "idle")
    {
        return idle<Queue<int>>();
    }
    if (r.task == "one-thread")
    {
        return alone<Queue<int>>();
    }
    if (r.task == "ping-pong")
    {
        return ping_pong<Queue<int>>();
    }
    bool const fresh = r.task.find("-fresh-") != std::string::npos;
    std::size_t const pairs = r.task.starts_with("mpmc") ? 4 : 1;
    std::size_t const bound = r.task.ends_with("unbounded") ? 0 : 1024;
    return r.task.find("-int-") != std::string::npos
               ? transfer<Queue, int>(pairs, bound, fresh)
               : transfer<Queue, std::string>(pairs, bound, fresh);
}

} // namespace bench::queues

#endif
