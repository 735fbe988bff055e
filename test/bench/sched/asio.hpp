// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_BENCH_SCHED_ASIO_HPP
#define CONCUR_TEST_BENCH_SCHED_ASIO_HPP

#include "tasks.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <memory>
#include <utility>

// A timer of Asio for each event, which its handler owns.

namespace bench::schedules {

struct simulated_clock
{
    using duration = std::chrono::duration<double>;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<simulated_clock>;
    static constexpr bool is_steady = true;

    static time_point now()
    {
        return current;
    }

    static inline time_point current;
    static inline bool going = false;
};

// Asio asks how long it has to wait for the first timer. Then the clock goes
// there, and the answer is: no time. It also asks before it calls a handler,
// who so finds the clock at the next timer; the order is the same.
struct simulated_wait
{
    using duration = simulated_clock::duration;

    static duration to_wait_duration(duration const& d)
    {
        if (simulated_clock::going && d > duration::zero())
        {
            simulated_clock::current += d;
        }
        return duration::zero();
    }

    static duration to_wait_duration(simulated_clock::time_point const& t)
    {
        return to_wait_duration(t - simulated_clock::now());
    }
};

class asio_timers
{
    using timer =
        boost::asio::basic_waitable_timer<simulated_clock, simulated_wait>;

public:
    using handle = timer*;

    asio_timers()
    {
        simulated_clock::current = {};
        simulated_clock::going = false;
    }

    double now() const
    {
        return simulated_clock::now().time_since_epoch().count();
    }

    template<class F>
    handle enter(double time, F f)
    {
        auto owned = std::make_unique<timer>(
            io_, simulated_clock::time_point(simulated_clock::duration(time)));
        auto const h = owned.get();
        h->async_wait([owned = std::move(owned),
                       f = std::move(f)](boost::system::error_code error) {
            if (!error)
            {
                f();
            }
        });
        return h;
    }

    // At the end of time, so that all are due at once.
    void run()
    {
        simulated_clock::current = simulated_clock::time_point::max();
        io_.restart();
        io_.run();
    }

    void cancel(handle h)
    {
        h->cancel();
    }

    void drain()
    {
        io_.poll();
    }

    // Each at its time.
    void run_until_stopped()
    {
        simulated_clock::going = true;
        io_.restart();
        io_.run();
    }

    void stop()
    {
        io_.stop();
    }

private:
    boost::asio::io_context io_;
};

inline measurement make_asio(request const& r)
{
    return cancelled<asio_timers>(r);
}

inline enlist const asio_here("asio", make_asio);

} // namespace bench::schedules

#endif
