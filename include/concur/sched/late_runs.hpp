// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_LATE_RUNS_HPP
#define CONCUR_SCHED_LATE_RUNS_HPP

#include <concur/config.hpp>

namespace concur::sched {

/** How a repeating event treats late runs: runs whose time came while the
    scheduler was busy or not running.
*/
enum class late_runs
{
    /// All late runs take place, one after the other, as soon as possible. This
    /// suits actions that must run a fixed number of times.
    all,

    /// One run replaces all late runs, as soon as possible. This suits actions
    /// that bring something up to date.
    once,

    /// No late run takes place; the next run is at its time. This suits actions
    /// that must not run late. A run is late only if the next run is due, too.
    /// So the last run for which the clock has a time is never late.
    skipped
};

} // namespace concur::sched

#endif
