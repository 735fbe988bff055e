// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SCHED_MANUAL_CLOCK_HPP
#define CONCUR_TEST_SCHED_MANUAL_CLOCK_HPP

#include <boost/thread/condition_variable.hpp>
#include <boost/thread/lock_guard.hpp>
#include <boost/thread/mutex.hpp>

/** A policy whose clock is advanced by other threads; delay() waits for that.
 */
class manual_clock
{
public:
    using time_type = double;

    double now() const
    {
        boost::lock_guard const lock(mutex_);
        return time_;
    }

    /// Returns when the clock has been advanced far enough. The time is then
    /// the end of the delay, even if the clock has been advanced further.
    void delay(double d)
    {
        boost::unique_lock lock(mutex_);
        auto const until = time_ + d;
        ++waiting_;
        changed_.notify_all();
        while (limit_ < until)
        {
            time_ = limit_;
            changed_.wait(lock);
        }
        time_ = until;
        --waiting_;
    }

    /// Let the clock go on by d.
    void advance(double d)
    {
        boost::lock_guard const lock(mutex_);
        limit_ += d;
        changed_.notify_all();
    }

    /// True if a thread waits for a time that has not come.
    bool somebody_waits() const
    {
        boost::lock_guard const lock(mutex_);
        return waiting_ != 0 && time_ == limit_;
    }

private:
    mutable boost::mutex mutex_;
    boost::condition_variable changed_;
    double time_ = 0;
    double limit_ = 0;
    int waiting_ = 0;
};

#endif
