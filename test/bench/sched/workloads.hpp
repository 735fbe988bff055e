// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_WORKLOADS_HPP
#define CONCUR_TEST_BENCH_SCHED_WORKLOADS_HPP

#include "../workload.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

// What is measured of events, and against whom.

namespace bench::schedules {

inline std::vector<workload> workloads(std::string const&, sizes const& of)
{
    std::vector<workload> all;
    auto const add = [&](std::string const& task, std::string const& what,
                         std::vector<contender> const& contenders) {
        for (std::size_t const n : {1'000, 10'000, 100'000, 1'000'000})
        {
            if (of.quick && n == 1'000'000)
            {
                break;
            }
            auto const number = std::to_string(n);
            auto w = operation(task + "-" + number,
                               what + "; " + number + " events", contenders);
            w.task = task;
            w.amount = n;
            if (n >= 100'000)
            {
                w.rounds = n == 100'000 ? 9 : 3;
                w.block = 1;
            }
            all.push_back(std::move(w));
        }
    };
    contender const floor{"floor: std::priority_queue", "standard", ""};
    contender const flags{"floor: std::priority_queue, flags", "standard",
                          "flags"};
    contender const map{"std::multimap", "standard", "multimap"};
    contender const d_ary{"boost::heap::d_ary_heap", "boost", "d-ary"};
    contender const pairing{"boost::heap::pairing_heap", "boost", "pairing"};
    contender const fibonacci{"boost::heap::fibonacci_heap", "boost",
                              "fibonacci"};
    contender const asio{"Asio timers", "asio", ""};
    contender const at_once{"Asio timers, all due at once", "asio", ""};
    contender const python{"Python", "python", ""};
    contender const concur{"concur", "concur", ""};
    contender const callables{"concur, run-time callables", "concur",
                              "callables"};
    add("enter-run", "make a scheduler, enter events, run them, end it",
        {floor, map, d_ary, pairing, fibonacci, at_once, python, concur,
         callables});
    add("enter", "enter events",
        {floor, map, d_ary, pairing, fibonacci, asio, python, concur,
         callables});
    add("run", "run events, end the scheduler",
        {floor, map, d_ary, pairing, fibonacci, at_once, python, concur,
         callables});
    add("cancel", "cancel events, in random order, end the scheduler",
        {flags, map, d_ary, pairing, fibonacci, asio, python, concur});
    add("mixed", "run an event, which cancels one and enters two",
        {flags, map, d_ary, pairing, fibonacci, asio, python, concur});
    return all;
}

} // namespace bench::schedules

#endif
