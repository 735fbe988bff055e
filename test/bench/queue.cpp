// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Measures queue against what the standard library alone can do, and against
// its peers. README.md says how to run it and how to read what it prints.

#if !defined(CONCUR_BENCH_WITHOUT_CONCUR)
#include "queue/concur.hpp"
#endif
#if defined(CONCUR_BENCH_MOODYCAMEL)
#include "queue/moodycamel.hpp"
#endif
#if defined(CONCUR_BENCH_TBB)
#include "queue/tbb.hpp"
#endif
#include "program.hpp"
#include "queue/boost.hpp"
#include "queue/locked.hpp"
#include "queue/workloads.hpp"

int main(int argc, char** argv)
{
    return bench::run({"queue", bench::queues::workloads}, argc, argv);
}
