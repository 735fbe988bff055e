// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_THREAD_WORKLOADS_HPP
#define CONCUR_TEST_BENCH_THREAD_WORKLOADS_HPP

#include "../workload.hpp"

#include <string>
#include <vector>

// The workloads of locks and threads, and their contenders.

namespace bench::threads {

inline std::vector<workload> workloads(std::string const&, sizes const&)
{
    contender const futex{"floor: futex", "posix", ""};
    contender const mutex{"std::mutex", "standard", ""};
    contender const boost_mutex{"boost::mutex", "boost", ""};
    contender const binary{"std::binary_semaphore", "standard", "semaphore"};
    contender const sem{"sem_t", "posix", "sem_t"};
    contender const python{"Python", "python", ""};
    contender const concur{"concur", "concur", ""};
    return {
        operation("lock", "acquire and release, nobody else there",
                  {futex, mutex, boost_mutex, binary, sem, python, concur}),
        // std::binary_semaphore of g++ 12 may sleep for ever where two threads
        // acquire it.
        operation("lock-contended",
                  "acquire, a few nanoseconds of work, release; 2 threads",
                  {futex, mutex, boost_mutex, sem, python, concur}),
        operation("lock-handoff",
                  "from a release to the end of the acquire in another thread "
                  "that waits for it",
                  {futex, binary, sem, python, concur}),
        operation("start",
                  "from the start of a thread to the end of its function",
                  {{"floor: pthread_create, join", "posix", ""},
                   {"std::thread, join", "standard", ""},
                   {"boost::thread, join", "boost", ""},
                   {"boost::thread, detached, sem_t", "boost", "detached"},
                   {"Python, start_new_thread, lock", "python", ""},
                   {"Python, threading.Thread, join", "python", "join"},
                   {"concur, start_new_thread, lock", "concur", ""},
                   {"concur, start_new_thread, sem_t", "concur", "sem_t"},
                   {"concur, start_joinable_thread, join", "concur", "join"}}),
    };
}

} // namespace bench::threads

#endif
