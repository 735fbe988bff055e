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

// The next greater number. Compiled in the library: <cmath> is slow to compile.
CONCUR_SCHED_DECL float next_number(float x) noexcept;
CONCUR_SCHED_DECL double next_number(double x) noexcept;
CONCUR_SCHED_DECL long double next_number(long double x) noexcept;

/// When an event is to run again: so many intervals after its beginning, in
/// which no error adds up; until the clock has no such time any more.
template<class Time>
class recurrence
{
    using duration = decltype(std::declval<Time>() - std::declval<Time>());

public:
    /// Throws a ValueError if the interval is not more than nothing, or so much
    /// that it has no end.
    recurrence(Time begin, duration interval, late_runs rule, int priority)
        : begin_(begin), interval_(interval), time_(begin), rule_(rule),
          priority_(priority)
    {
        if (!(duration{} < interval) || !(interval - interval <= duration{}))
        {
            throw_no_interval();
        }
        move_to(next_);
        if (!over_ && !(begin < time_)) // rounded away
        {
            throw_no_interval();
        }
        over_ = false; // as an event that is entered with such a delay
    }

    int priority() const noexcept
    {
        return priority_;
    }

    /// The time of the run that is to come, if it is not over.
    Time time() const
    {
        return time_;
    }

    /// True when none is to come.
    bool over() const noexcept
    {
        return over_;
    }

    /** Go on to the next one, as the time of this one has come. In constant
        time, however many are late.

        @return False if this one is not to run.
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
        // There is no next one for the last one to be left for.
        return rule_ == late_runs::once || over_ || !(now < time_);
    }

private:
    // To so many intervals after the beginning. If the clock has no such time,
    // it is its last one, and over.
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

    // How many intervals ago the beginning was, maybe rounded; or the most that
    // can be counted.
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

    // To the next time that the clock has at all. False if it has none.
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
