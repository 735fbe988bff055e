// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_CONCUR_HPP
#define CONCUR_TEST_BENCH_SCHED_CONCUR_HPP

#include "tasks.hpp"

#include <concur/sched.hpp>

#include <stop_token>
#include <utility>

// concur as a contender.

namespace bench::schedules {

class scheduled
{
    using scheduler =
        concur::sched::scheduler<concur::sched::simulated_policy<double>>;

public:
    using handle = scheduler::event_type;

    double now()
    {
        return scheduler_.policy().now();
    }

    template<class F>
    handle enter(double time, F f)
    {
        return scheduler_.enterabs(time, 0, std::move(f));
    }

    void run()
    {
        scheduler_.run();
    }

    void cancel(handle const& h)
    {
        scheduler_.cancel(h);
    }

    void drain() {}

    void run_until_stopped()
    {
        stop_ = std::stop_source();
        scheduler_.run(stop_.get_token());
    }

    void stop()
    {
        stop_.request_stop();
    }

private:
    scheduler scheduler_;
    std::stop_source stop_{std::nostopstate};
};

inline measurement make_concur(request const& r)
{
    return cancelled<scheduled>(r);
}

inline enlist const concur_here("concur", make_concur);

} // namespace bench::schedules

#endif
