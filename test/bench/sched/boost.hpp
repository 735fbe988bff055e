// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_BOOST_HPP
#define CONCUR_TEST_BENCH_SCHED_BOOST_HPP

#include "loop.hpp"
#include "tasks.hpp"

#include <boost/heap/d_ary_heap.hpp>
#include <boost/heap/fibonacci_heap.hpp>
#include <boost/heap/pairing_heap.hpp>

#include <utility>

// The heaps of Boost.Heap from which one can erase. Variants: "d-ary",
// "pairing", "fibonacci".

namespace bench::schedules {

template<class Heap>
class boost_heap
{
public:
    using handle = typename Heap::handle_type;

    handle put(event e)
    {
        return heap_.emplace(std::move(e));
    }

    event get()
    {
        return take(heap_);
    }

    bool empty() const
    {
        return heap_.empty();
    }

    void cancel(handle h)
    {
        heap_.erase(h);
    }

    void drain() {}

private:
    Heap heap_;
};

using d_ary_heap =
    loop<boost_heap<boost::heap::d_ary_heap<event, boost::heap::arity<4>,
                                            boost::heap::mutable_<true>,
                                            boost::heap::compare<later>>>>;
using pairing_heap = loop<
    boost_heap<boost::heap::pairing_heap<event, boost::heap::compare<later>>>>;
using fibonacci_heap = loop<boost_heap<
    boost::heap::fibonacci_heap<event, boost::heap::compare<later>>>>;

inline measurement make_boost(request const& r)
{
    return r.variant == "pairing"     ? cancelled<pairing_heap>(r)
           : r.variant == "fibonacci" ? cancelled<fibonacci_heap>(r)
                                      : cancelled<d_ary_heap>(r);
}

inline enlist const boost_here("boost", make_boost);

} // namespace bench::schedules

#endif
