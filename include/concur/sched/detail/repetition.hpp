// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_REPETITION_HPP
#define CONCUR_SCHED_DETAIL_REPETITION_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/errors.hpp>
#include <concur/sched/late_runs.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

namespace concur::sched::detail {

/// When an event is to run again: so many intervals after its beginning, in
/// which no error adds up.
template<class Time>
class repetition
{
    using duration = decltype(std::declval<Time>() - std::declval<Time>());

public:
    /// Throws a ValueError if the interval is not more than nothing, or so much
    /// that it has no end.
    repetition(Time begin, duration interval, late_runs rule, int priority)
        : begin_(begin), interval_(interval), rule_(rule), priority_(priority)
    {
        if (!(begin < time()) || !(interval - interval == duration{}))
        {
            throw_no_interval();
        }
    }

    int priority() const noexcept
    {
        return priority_;
    }

    /// The time of the run that is to come.
    Time time() const
    {
        return static_cast<Time>(begin_ +
                                 interval_ * static_cast<count>(next_));
    }

    /// Go on to the next one, as the time of this one has come.
    /// @return False if this one is not to run.
    bool advance(Time now)
    {
        ++next_;
        auto const late = !(now < time());
        if (!late || rule_ == late_runs::all)
        {
            return true;
        }
        // That may be rounded down.
        auto const passed = (now - begin_) / interval_;
        next_ = std::max(next_, static_cast<std::uint64_t>(passed));
        for (int i = 0; i != 2 && !(now < time()); ++i)
        {
            ++next_;
        }
        return rule_ == late_runs::once;
    }

private:
    // What an interval can be multiplied with.
    using count = std::conditional_t<std::is_floating_point_v<duration>,
                                     duration, std::int64_t>;

    Time begin_;
    duration interval_;
    late_runs rule_;
    int priority_;
    std::uint64_t next_ = 1;
};

} // namespace concur::sched::detail

#endif
