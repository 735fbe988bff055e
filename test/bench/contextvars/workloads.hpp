// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_CONTEXTVARS_WORKLOADS_HPP
#define CONCUR_TEST_BENCH_CONTEXTVARS_WORKLOADS_HPP

#include "../workload.hpp"

#include <cstddef>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

// The workloads of context variables, and their contenders.

namespace bench::contexts {

inline std::vector<workload> workloads(std::string const&, sizes const&)
{
    std::vector<workload> all;
    auto const add = [&](std::string const& task, std::string const& what,
                         std::initializer_list<std::size_t> numbers,
                         std::vector<contender> const& contenders) {
        for (auto const n : numbers)
        {
            auto const number = std::to_string(n);
            auto w = operation(task + "-" + number,
                               what + "; " + number +
                                   (n == 1 ? " variable" : " variables"),
                               contenders);
            w.task = task;
            w.amount = n;
            all.push_back(std::move(w));
        }
    };
    contender const floor{"floor: thread_local int", "native", ""};
    contender const map{"std::map", "standard", ""};
    contender const unordered{"std::unordered_map", "standard", "unordered"};
    contender const python{"Python", "python", ""};
    contender const concur{"concur", "concur", ""};
    add("get", "the value of one, always the same", {1, 10, 1000},
        {floor, map, unordered, python, concur});
    add("get-all", "the value of one, each in its turn", {10, 1000},
        {floor, map, unordered, python, concur});
    add("set-reset", "set one that has a value, reset it", {1, 10, 1000},
        {floor,
         map,
         python,
         concur,
         {"concur scoped_token", "concur", "scoped"}});
    add("first-set", "copy a context, set one in the copy, destroy that",
        {1, 10, 1000},
        {{"floor: std::map, copied", "standard", ""}, python, concur});
    add("copy", "copy a context, destroy the copy", {1, 10, 1000, 10000},
        {{"floor: std::shared_ptr of a map", "standard", "shared"},
         map,
         python,
         concur});
    all.push_back(operation("run", "run an empty function in a context",
                            {{"floor: call of a pointer", "native", ""},
                             python,
                             concur,
                             {"concur, inlined", "concur", "inlined"}}));
    return all;
}

} // namespace bench::contexts

#endif
