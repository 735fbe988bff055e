// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_STANDARD_HPP
#define CONCUR_TEST_BENCH_SCHED_STANDARD_HPP

#include "loop.hpp"
#include "tasks.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <queue>
#include <utility>
#include <vector>

// The floor, a heap of the standard library, and a map. Variants: "flags" has a
// flag for each event that was ever entered; "multimap".

namespace bench::schedules {

class standard_heap
{
public:
    using handle = std::uint64_t;

    handle put(event e)
    {
        auto const sequence = e.sequence;
        heap_.push(std::move(e));
        return sequence;
    }

    event get()
    {
        return take(heap_);
    }

    bool empty() const
    {
        return heap_.empty();
    }

protected:
    event const& front() const
    {
        return heap_.top();
    }

private:
    std::priority_queue<event, std::vector<event>, later> heap_;
};

// Cancelled events stay until it would be their turn.
class flagged_heap : public standard_heap
{
public:
    handle put(event e)
    {
        cancelled_.push_back(false);
        return standard_heap::put(std::move(e));
    }

    event get()
    {
        drain();
        return standard_heap::get();
    }

    void cancel(handle h)
    {
        cancelled_[h] = true;
    }

    void drain()
    {
        while (!empty() && cancelled_[front().sequence])
        {
            standard_heap::get();
        }
    }

private:
    std::vector<bool> cancelled_; // by the sequence
};

class standard_map
{
    using map = std::multimap<key, std::function<void()>>;

public:
    using handle = map::iterator;

    handle put(event e)
    {
        return map_.emplace(e, std::move(e.action));
    }

    event get()
    {
        auto node = map_.extract(map_.begin());
        return {node.key(), std::move(node.mapped())};
    }

    bool empty() const
    {
        return map_.empty();
    }

    void cancel(handle h)
    {
        map_.erase(h);
    }

    void drain() {}

private:
    map map_;
};

inline measurement make_standard(request const& r)
{
    return r.variant == "multimap" ? cancelled<loop<standard_map>>(r)
           : r.variant == "flags"  ? cancelled<loop<flagged_heap>>(r)
                                   : entered<loop<standard_heap>>(r);
}

inline enlist const standard_here("standard", make_standard);

} // namespace bench::schedules

#endif
