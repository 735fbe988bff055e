// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Measures subprocess against the floor that the kernel sets, and against its
// peers. README.md says how to run it and how to read what it prints.

#if !defined(CONCUR_BENCH_WITHOUT_CONCUR)
#include "subprocess/concur.hpp"
#include "subprocess/concur_async.hpp"
#endif
#include "program.hpp"
#include "subprocess/floors.hpp"
#include "subprocess/peers.hpp"
#include "subprocess/workloads.hpp"

#include <algorithm>
#include <string>

#include <sys/resource.h>
#include <unistd.h>

namespace {

// Room for 10,000 descriptors and 1,000 pidfds. Not more, since some peers try
// every number up to the limit.
void prepare(std::string const& folder)
{
    bench::expect(::access((folder + "/noop").c_str(), X_OK) == 0,
                  "the child program noop must lie beside this one");
    rlimit limit;
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur =
        std::max(limit.rlim_cur, std::min<rlim_t>(limit.rlim_max, 20'000));
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char** argv)
{
    return bench::run({"subprocess", bench::processes::workloads, prepare},
                      argc, argv);
}
