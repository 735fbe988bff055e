// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_LATE_RUNS_HPP
#define CONCUR_SCHED_LATE_RUNS_HPP

#include <concur/config.hpp>

namespace concur::sched {

/** What a repeating event does about the runs for which it is too late: those
    whose time has come while the scheduler was busy, or not running.
*/
enum class late_runs
{
    /// They are all run, one after the other, as soon as possible. What runs so
    /// many times a day does so.
    all,

    /// They are run once, together, as soon as possible. What brings something
    /// up to date does so at once.
    once,

    /// None is run; the next one is run at its time. What must not be run late
    /// is not: a run is late when the next one is due, too, so that the last
    /// one that the clock has a time for never is.
    skipped
};

} // namespace concur::sched

#endif
