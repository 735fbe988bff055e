// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_HPP
#define CONCUR_SCHED_HPP

#include <concur/errors.hpp>
#include <concur/sched/callable_policy.hpp>
#include <concur/sched/event.hpp>
#include <concur/sched/keywords.hpp>
#include <concur/sched/late_runs.hpp>
#include <concur/sched/policy.hpp>
#include <concur/sched/scheduler.hpp>
#include <concur/sched/simulated_policy.hpp>
#include <concur/sched/steady_policy.hpp>

#endif
