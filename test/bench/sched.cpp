// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Measures sched against a heap, and against its peers. README.md says how to
// run it and how to read what it prints.

#if !defined(CONCUR_BENCH_WITHOUT_CONCUR)
#include "sched/concur.hpp"
#endif
#include "program.hpp"
#include "sched/asio.hpp"
#include "sched/boost.hpp"
#include "sched/standard.hpp"
#include "sched/workloads.hpp"

int main(int argc, char** argv)
{
    return bench::run({"sched", bench::schedules::workloads}, argc, argv);
}
