// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_CONCUR_HPP
#define CONCUR_TEST_BENCH_QUEUE_CONCUR_HPP

#include "tasks.hpp"

#include <concur/queue.hpp>

#include <cstddef>

// concur as a contender. Variants: "simple" is SimpleQueue, "single" is a Queue
// of one thread.

namespace bench::queues {

template<class T>
struct concur_queue : concur::queue::Queue<T>
{
    using concur::queue::Queue<T>::Queue;
};

template<class T>
struct concur_simple : concur::queue::SimpleQueue<T>
{
    explicit concur_simple(std::size_t) {}
};

using one_thread_queue =
    concur::queue::Queue<int, concur::queue::single_thread_policy>;

inline measurement make_concur(request const& r)
{
    if (r.variant == "single")
    {
        return alone<one_thread_queue>();
    }
    return r.variant == "simple" ? perform<concur_simple>(r)
                                 : perform<concur_queue>(r);
}

inline enlist const concur_here("concur", make_concur);

} // namespace bench::queues

#endif
