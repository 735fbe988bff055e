// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_LOOP_HPP
#define CONCUR_TEST_BENCH_SCHED_LOOP_HPP

#include <cstdint>
#include <functional>
#include <tuple>
#include <utility>

// What makes a scheduler of a container.

namespace bench::schedules {

struct key
{
    friend bool operator<(key const& a, key const& b)
    {
        return std::tie(a.time, a.priority, a.sequence) <
               std::tie(b.time, b.priority, b.sequence);
    }

    double time;
    int priority;
    std::uint64_t sequence;
};

struct event : key
{
    std::function<void()> action;
};

// Heaps have the greatest one in front.
struct later
{
    bool operator()(key const& a, key const& b) const
    {
        return b < a;
    }
};

// The front of a heap, which is popped next.
template<class Heap>
event take(Heap& heap)
{
    auto result = std::move(const_cast<event&>(heap.top()));
    heap.pop();
    return result;
}

// Container has put(event), which returns a handle, get() and empty(), and may
// have cancel(handle) and drain().
template<class Container>
class loop : public Container
{
public:
    double now() const
    {
        return now_;
    }

    template<class F>
    auto enter(double time, F f)
    {
        return this->put({{time, 0, sequence_++}, std::move(f)});
    }

    void run()
    {
        while (!this->empty())
        {
            run_first();
        }
    }

    void run_until_stopped()
    {
        going_on_ = true;
        while (going_on_)
        {
            run_first();
        }
    }

    void stop()
    {
        going_on_ = false;
    }

private:
    void run_first()
    {
        auto const first = this->get();
        now_ = first.time;
        first.action();
    }

    double now_ = 0;
    std::uint64_t sequence_ = 0;
    bool going_on_ = false;
};

} // namespace bench::schedules

#endif
