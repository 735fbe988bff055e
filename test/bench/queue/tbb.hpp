// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_TBB_HPP
#define CONCUR_TEST_BENCH_QUEUE_TBB_HPP

#include "tasks.hpp"

#include <tbb/concurrent_queue.h>

#include <cstddef>
#include <utility>

// The queue of oneTBB that can wait; with no bound it is as good as unbounded.

namespace bench::queues {

template<class T>
class tbb_queue
{
public:
    explicit tbb_queue(std::size_t bound)
    {
        if (bound != 0)
        {
            items_.set_capacity(std::ptrdiff_t(bound));
        }
    }

    void put(T item)
    {
        items_.push(std::move(item));
    }

    T get()
    {
        T item;
        items_.pop(item);
        return item;
    }

private:
    tbb::concurrent_bounded_queue<T> items_;
};

inline enlist const tbb_here("tbb", perform<tbb_queue>);

} // namespace bench::queues

#endif
