// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_RECURRENCE_HPP
#define CONCUR_SCHED_DETAIL_RECURRENCE_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/durations.hpp>
#include <concur/sched/detail/errors.hpp>
#include <concur/sched/late_runs.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

namespace concur::sched::detail {

// Each next_number() returns the next greater number. They are compiled in the
// library, since <cmath> is slow to compile.
CONCUR_SCHED_DECL float next_number(float x) noexcept;
CONCUR_SCHED_DECL double next_number(double x) noexcept;
CONCUR_SCHED_DECL long double next_number(long double x) noexcept;

/// The times at which a repeating event runs: 1, 2, 3 and more intervals after
/// its beginning, until the clock has no such time. Rounding errors do not add
/// up.
template<class Time>
class recurrence
{
    using duration = decltype(std::declval<Time>() - std::declval<Time>());

public:
    /// Throws a ValueError if the interval is not positive, is infinite, or is
    /// so short that the first run would be at the beginning.
    recurrence(Time begin, duration interval, late_runs rule, int priority)
        : begin_(begin), interval_(interval), time_(begin), rule_(rule),
          priority_(priority)
    {
        if (!(duration{} < interval) || !(interval - interval <= duration{}))
        {
            throw_no_interval();
        }
        move_to(next_);
        if (!over_ && !(begin < time_)) // the interval was rounded away
        {
            throw_no_interval();
        }
        // If the first run is beyond the last time, it is the only run, and
        // takes place at the last time.
        over_ = false;
    }

    int priority() const noexcept
    {
        return priority_;
    }

    /// The time of the next run, unless over().
    Time time() const
    {
        return time_;
    }

    /// Whether there is no next run.
    bool over() const noexcept
    {
        return over_;
    }

    /** Go on from the run at time(), which is due, to the next run. This takes
        constant time, however many runs are late.

        @return True if the run that is due takes place; false if it is skipped.
    */
    bool advance(Time now)
    {
        move_to(++next_);
        if (over_ || now < time_ || rule_ == late_runs::all)
        {
            return true;
        }
        if constexpr (countable<Time> || measurable<Time>)
        {
            over_ = !(now < last_time<Time>());
        }
        next_ = std::max(next_, passed(now));
        for (int i = 0; i != 3 && !over_ && !(now < time_); ++i)
        {
            move_to(next_++);
        }
        --next_;
        if constexpr (measurable<Time>)
        {
            if (!over_ && !(now < time_))
            {
                over_ = !move_after(now);
            }
        }
        // The due run is skipped only if there is a later run.
        return rule_ == late_runs::once || over_ || !(now < time_);
    }

private:
    // Sets the time to `n` intervals after the beginning. If the clock has no
    // such time, sets the time to the clock's last time, and `over_` to true.
    void move_to(std::uint64_t n)
    {
        if constexpr (countable<Time>)
        {
            using number = number_t<Time>;
            std::uint64_t all = 0;
            number sum{};
            over_ = __builtin_mul_overflow(to_number(interval_), n, &all) ||
                    __builtin_add_overflow(to_number(begin_), all, &sum);
            time_ = over_ ? last_time<Time>() : from_number<Time>(sum);
        }
        else if constexpr (measurable<Time>)
        {
            using number = number_t<duration>;
            time_ = from_number<Time>(to_number(begin_) +
                                      to_number(interval_) *
                                          static_cast<number>(n));
            over_ = !(time_ < last_time<Time>());
        }
        else
        {
            time_ = static_cast<Time>(begin_ +
                                      interval_ * static_cast<std::int64_t>(n));
        }
    }

    // The number of whole intervals from the beginning to `now`. If times are
    // floating-point numbers, the result may be rounded, and is at most
    // 1 / epsilon: up to there, the type has all whole numbers.
    std::uint64_t passed(Time const& now) const
    {
        if constexpr (countable<Time>)
        {
            return (static_cast<std::uint64_t>(to_number(now)) -
                    static_cast<std::uint64_t>(to_number(begin_))) /
                   static_cast<std::uint64_t>(to_number(interval_));
        }
        else if constexpr (measurable<Time>)
        {
            using number = number_t<duration>;
            constexpr auto most = 1 / std::numeric_limits<number>::epsilon();
            auto const n = to_number(now - begin_) / to_number(interval_);
            return static_cast<std::uint64_t>(n < most ? n : most);
        }
        else
        {
            return static_cast<std::uint64_t>((now - begin_) / interval_);
        }
    }

    // Sets the time to the next greater number than `now`. Returns false if
    // that is the clock's last time.
    bool move_after(Time const& now)
    {
        time_ = from_number<Time>(next_number(to_number(now)));
        return now < time_ && time_ < last_time<Time>();
    }

    Time begin_;
    duration interval_;
    Time time_;
    late_runs rule_;
    int priority_;
    bool over_ = false;
    std::uint64_t next_ = 1;
};

} // namespace concur::sched::detail

#endif
