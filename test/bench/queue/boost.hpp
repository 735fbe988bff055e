// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_QUEUE_BOOST_HPP
#define CONCUR_TEST_BENCH_QUEUE_BOOST_HPP

#include "tasks.hpp"

#include <boost/thread/sync_bounded_queue.hpp>
#include <boost/thread/sync_queue.hpp>

#include <cstddef>
#include <utility>

// The queues of Boost.Thread. Variant: "bounded".

namespace bench::queues {

template<class T>
class boost_unbounded
{
public:
    explicit boost_unbounded(std::size_t) {}

    void put(T item)
    {
        items_.push(std::move(item));
    }

    T get()
    {
        return items_.pull();
    }

private:
    boost::sync_queue<T> items_;
};

template<class T>
class boost_bounded
{
public:
    explicit boost_bounded(std::size_t bound) : items_(bound) {}

    void put(T item)
    {
        items_.push_back(std::move(item));
    }

    T get()
    {
        return items_.pull_front();
    }

private:
    boost::sync_bounded_queue<T> items_;
};

inline measurement make_boost(request const& r)
{
    return r.variant == "bounded" ? perform<boost_bounded>(r)
                                  : perform<boost_unbounded>(r);
}

inline enlist const boost_here("boost", make_boost);

} // namespace bench::queues

#endif
