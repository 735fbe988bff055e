// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_CONCUR_HPP
#define CONCUR_TEST_BENCH_SCHED_CONCUR_HPP

#include "tasks.hpp"

#include <concur/sched.hpp>

#include <functional>
#include <stop_token>
#include <utility>

// concur as a contender. Variant: "callables" is a scheduler that goes by two
// functions which are chosen at run time, and so are the actions of its events,
// as those of the floor.

namespace bench::schedules {

template<class Policy>
class basic_scheduled
{
    using scheduler = concur::sched::scheduler<Policy>;

public:
    using handle = typename scheduler::event_type;

    basic_scheduled() = default;

    explicit basic_scheduled(Policy policy) : scheduler_(std::move(policy)) {}

    double now()
    {
        return scheduler_.policy().now();
    }

    template<class F>
    handle enter(double time, F&& f)
    {
        return scheduler_.enterabs(time, 0, std::forward<F>(f));
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

using scheduled = basic_scheduled<concur::sched::simulated_policy<double>>;

class scheduled_by_callables
    : public basic_scheduled<concur::sched::callable_policy<double>>
{
    using base = basic_scheduled<concur::sched::callable_policy<double>>;

public:
    scheduled_by_callables()
        : base({[this] { return now_; }, [this](double d) { now_ += d; }})
    {
    }

    handle enter(double time, std::function<void()> f)
    {
        return base::enter(time, std::move(f));
    }

private:
    double now_ = 0;
};

inline measurement make_concur(request const& r)
{
    return r.variant == "callables" ? entered<scheduled_by_callables>(r)
                                    : cancelled<scheduled>(r);
}

inline enlist const concur_here("concur", make_concur);

} // namespace bench::schedules

#endif
