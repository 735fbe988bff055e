// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SUBPROCESS_WORKLOADS_HPP
#define CONCUR_TEST_BENCH_SUBPROCESS_WORKLOADS_HPP

#include "../workload.hpp"

#include <string>
#include <vector>

// The workloads of subprocess, and their contenders.

namespace bench::processes {

namespace detail {

inline std::vector<contender> spawners(std::vector<contender> first)
{
    for (contender c : {contender{"posix_spawn", "raw", "posix_spawn"},
                        {"Boost.Process v2", "boost", ""},
                        {"Boost.Process v2, vfork launcher", "boost", "vfork"},
                        {"Python", "python", ""},
                        {"concur", "concur", ""}})
    {
        first.push_back(std::move(c));
    }
    return first;
}

} // namespace detail

// `children` is the folder of the tiny child.
inline std::vector<workload> workloads(std::string const& children,
                                       sizes const& of)
{
    auto const noop = children + "/noop";
    std::size_t const mebibyte = 1 << 20;
    auto const bulk = (of.quick ? 128 : 1024) * mebibyte;
    auto const lines = (of.quick ? 32 : 256) * mebibyte;
    auto const both_ways = (of.quick ? 32 : 256) * mebibyte;
    std::size_t const many_children = of.quick ? 200 : 1000;
    auto const resident = std::to_string(of.resident) + " MiB resident";

    auto const start =
        detail::spawners({{"floor: vfork+execve+waitid", "raw", "vfork"},
                          {"vfork+close_range", "raw", "close_range"}});
    auto const capture =
        detail::spawners({{"floor: vfork, 2 pipes, poll", "raw", "vfork"}});

    std::vector<workload> all{
        {.name = "spawn-noop",
         .title = "spawn and wait, static child without libc",
         .task = "start",
         .command = {noop},
         .contenders = start},
        {.name = "spawn-true",
         .title = "spawn and wait, /bin/true",
         .task = "start",
         .command = {"/bin/true"},
         .contenders = start},
        {.name = "spawn-resident",
         .title = "spawn and wait, static child, parent with " + resident,
         .task = "start",
         .command = {noop},
         .contenders = start,
         .rounds = 9,
         .block = 20,
         .resident = of.resident},
        {.name = "spawn-descriptors",
         .title = "spawn and wait, static child, parent with 10,000 "
                  "inheritable descriptors",
         .task = "start",
         .command = {noop},
         .contenders = detail::spawners(
             {{"floor: vfork+execve, closes nothing", "raw", "vfork"},
              {"vfork+close_range", "raw", "close_range"}}),
         .rounds = 12,
         .block = 10,
         .descriptors = 10'000},
        {.name = "read-descriptors",
         .title = "stdout piped, static child, parent with 10,000 "
                  "inheritable descriptors",
         .task = "read",
         .command = {noop, "flood", "6"},
         .contenders = detail::spawners(
             {{"floor: vfork+close_range, 1 pipe", "raw", "close_range"},
              {"vfork, 1 pipe, closes nothing", "raw", "vfork"}}),
         .rounds = 12,
         .block = 10,
         .descriptors = 10'000},
        {.name = "capture-noop",
         .title = "run and capture both streams, static child",
         .task = "capture",
         .command = {noop, "emit"},
         .contenders = capture,
         .rounds = 20,
         .block = 25},
        {.name = "capture-echo",
         .title = "run and capture both streams, /bin/echo hello",
         .task = "capture",
         .command = {"/bin/echo", "hello"},
         .contenders = capture,
         .rounds = 20,
         .block = 25},
        {.name = "bulk",
         .title = std::to_string(bulk / mebibyte) + " MiB from stdout",
         .task = "collect",
         .command = {noop, "flood", std::to_string(bulk)},
         .contenders = {{"floor: malloc, size known, 1 MiB pipe", "raw",
                         "vfork"},
                        {"the same, pages populated ahead", "raw", "populate"},
                        {"Boost.Process v2", "boost", ""},
                        {"Python", "python", ""},
                        {"Python, both streams piped", "python", "both"},
                        {"concur, sp::bytes", "concur", "bytes"},
                        {"concur, sp::bytes, both streams piped", "concur",
                         "bytes both"},
                        {"concur, std::string", "concur", ""}},
         .rounds = 7,
         .block = 1,
         .amount = bulk,
         .scale = 1e3,
         .unit = "ms"},
        {.name = "lines",
         .title = std::to_string(lines / mebibyte) +
                  " MiB from stdout, each line of 64 bytes counted",
         .task = "lines",
         .command = {noop, "lines", std::to_string(lines)},
         .contenders = {{"floor: read, memchr, 1 MiB pipe", "raw", "vfork"},
                        {"concur, on_stdout with text", "concur", "text"},
                        {"concur, on_stdout and memchr", "concur", ""}},
         .rounds = 7,
         .block = 1,
         .amount = lines,
         .scale = 1e3,
         .unit = "ms"},
        {.name = "cat",
         .title = std::to_string(both_ways / mebibyte) +
                  " MiB through cat, both ways",
         .task = "echo",
         .command = {"/bin/cat"},
         .contenders = {{"floor: poll, write, mremap, 1 MiB pipes", "raw",
                         "vfork"},
                        {"Boost.Process v2", "boost", ""},
                        {"Python", "python", ""},
                        {"concur, sp::bytes", "concur", "bytes"},
                        {"concur, std::string", "concur", ""}},
         .rounds = 7,
         .block = 1,
         .amount = both_ways,
         .scale = 1e3,
         .unit = "ms"},
        {.name = "wake",
         .title = "from the child's last instruction to the return of a wait "
                  "with a timeout",
         .task = "wake",
         .command = {noop, "stamp"},
         .contenders = {{"floor: waitid, no timeout", "raw", "vfork"},
                        {"pidfd+ppoll", "raw", "pidfd"},
                        {"Boost.Process v2", "boost", ""},
                        {"Python", "python", ""},
                        {"Python, wait() without timeout", "python", "forever"},
                        {"concur", "concur", ""},
                        {"concur, wait() without timeout", "concur",
                         "forever"}},
         .rounds = 10,
         .block = 20},
        {.name = "timeout",
         .title = "overshoot of a run of `sleep 5` with a timeout of 50 ms",
         .task = "timeout",
         .command = {"/bin/sleep", "5"},
         .contenders = {{"floor: clone+pidfd, ppoll, pidfd_send_signal", "raw",
                         "pidfd"},
                        {"Boost.Process v2", "boost", ""},
                        {"Python", "python", ""},
                        {"concur", "concur", ""}},
         .rounds = 10,
         .block = 5,
         .amount = 50},
        {.name = "many-children",
         .title = std::to_string(many_children) + " children of 200 ms at once",
         .task = "many-children",
         .command = {noop, "sleep", "200"},
         .contenders = {{"floor: vfork, waitid(P_ALL)", "raw", "vfork"},
                        {"Boost.Process v2", "boost", ""},
                        {"Python", "python", ""},
                        {"concur", "concur", ""}},
         .rounds = 7,
         .block = 1,
         .amount = many_children,
         .scale = 1e3,
         .unit = "ms"},
        {.name = "pipeline",
         .title = "run and wait, three static children connected by pipes",
         .task = "pipeline",
         .command = {noop},
         .contenders = {{"floor: 3 vfork, 2 pipes, waitid", "raw", "vfork"},
                        {"/bin/sh -c 'a|b|c'", "raw", "shell"},
                        {"concur, run_pipeline", "concur", ""}},
         .rounds = 20,
         .block = 10},
        {.name = "async-children",
         .title = std::to_string(many_children) +
                  " static children on one thread, started at once",
         .task = "many-children",
         .command = {noop},
         .contenders = {{"floor: clone+pidfd, epoll, waitid", "raw", "epoll"},
                        {"Boost.Process v2", "boost", ""},
                        {"Boost.Process v2, vfork launcher", "boost", "vfork"},
                        {"Python, asyncio", "python", "asyncio"},
                        {"concur, Popen", "concur", ""},
                        {"concur, async_run", "concur async", ""}},
         .rounds = 9,
         .block = 1,
         .amount = many_children,
         .scale = 1e3,
         .unit = "ms"},
        {.name = "async-capture",
         .title = "run and capture both streams, static child",
         .task = "capture",
         .command = {noop, "emit"},
         .contenders = {{"concur, run", "concur", ""},
                        {"concur, async_run", "concur async", ""}},
         .rounds = 20,
         .block = 25},
        {.name = "async-bulk",
         .title = std::to_string(bulk / mebibyte) + " MiB from stdout",
         .task = "collect",
         .command = {noop, "flood", std::to_string(bulk)},
         .contenders = {{"concur, run, sp::bytes", "concur", "bytes"},
                        {"concur, async_run, sp::bytes", "concur async",
                         "bytes"},
                        {"concur, run, std::string", "concur", ""},
                        {"concur, async_run, std::string", "concur async", ""}},
         .rounds = 9,
         .block = 1,
         .amount = bulk,
         .scale = 1e3,
         .unit = "ms"},
        {.name = "async-ticker",
         .title = "greatest delay of a timer of 1 ms while 200 children of "
                  "200 ms run",
         .task = "ticker",
         .command = {noop, "sleep", "200"},
         .contenders = {{"a sleep, no children", "raw", "timer"},
                        {"concur, async_run", "concur async", ""}},
         .rounds = 12,
         .block = 1,
         .amount = 200},
    };
    return all;
}

} // namespace bench::processes

#endif
