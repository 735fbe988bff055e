// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_STANDARD_HPP
#define CONCUR_TEST_BENCH_THREAD_STANDARD_HPP

#include "tasks.hpp"

#include <mutex>
#include <semaphore>
#include <thread>

// The standard library. Variant: "semaphore" is std::binary_semaphore.

namespace bench::threads {

struct binary_semaphore : std::binary_semaphore
{
    binary_semaphore() : std::binary_semaphore(1) {}
};

inline measurement make_standard(request const& r)
{
    return r.task == "start" ? repeated([] { std::thread([] {}).join(); })
           : r.variant == "semaphore" ? unowned<binary_semaphore>(r)
                                      : owned<lockable<std::mutex>>(r);
}

inline enlist const standard_here("standard", make_standard);

} // namespace bench::threads

#endif
