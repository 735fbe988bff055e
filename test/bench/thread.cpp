// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Measures thread against a bare futex, and against its peers. README.md says
// how to run it and how to read what it prints.

#if !defined(CONCUR_BENCH_WITHOUT_CONCUR)
#include "thread/concur.hpp"
#endif
#include "program.hpp"
#include "thread/boost.hpp"
#include "thread/posix.hpp"
#include "thread/standard.hpp"
#include "thread/workloads.hpp"

int main(int argc, char** argv)
{
    return bench::run({"thread", bench::threads::workloads}, argc, argv);
}
