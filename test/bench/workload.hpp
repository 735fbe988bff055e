// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_WORKLOAD_HPP
#define CONCUR_TEST_BENCH_WORKLOAD_HPP

#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// The workloads of a program, and the contenders.

namespace bench {

struct contender
{
    std::string label;
    std::string worker; // "python" stands for every interpreter found
    std::string variant;
};

struct workload
{
    std::string name;
    std::string title;
    std::string task;
    std::vector<std::string> command = {};
    std::vector<contender> contenders; // the first one is the floor
    unsigned rounds = 25;
    unsigned block = 40; // samples a round
    std::size_t amount = 0;
    std::size_t resident = 0;
    std::size_t descriptors = 0;
    bool busy = false;  // every processor has something else to do
    double scale = 1e6; // of seconds, to the unit
    std::string unit = "us";

    void shorten()
    {
        rounds = rounds > 12 ? 8 : rounds > 6 ? 4 : 3;
        block = std::min(block, 20U);
    }
};

// A workload that measures one operation, with many of them in a sample.
inline workload operation(std::string name, std::string title,
                          std::vector<contender> contenders)
{
    return {.name = name,
            .title = std::move(title),
            .task = std::move(name),
            .contenders = std::move(contenders),
            .rounds = 15,
            .block = 3,
            .scale = 1e9,
            .unit = "ns"};
}

// Sizes that the command line may change.
struct sizes
{
    bool quick = false;
    std::size_t resident = 4096; // MiB
};

} // namespace bench

#endif
