// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Measures contextvars against thread_local variables, and against maps.
// README.md says how to run it and how to read what it prints.

#if !defined(CONCUR_BENCH_WITHOUT_CONCUR)
#include "contextvars/concur.hpp"
#endif
#include "contextvars/native.hpp"
#include "contextvars/standard.hpp"
#include "contextvars/workloads.hpp"
#include "program.hpp"

int main(int argc, char** argv)
{
    return bench::run({"contextvars", bench::contexts::workloads}, argc, argv);
}
