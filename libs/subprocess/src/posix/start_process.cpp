// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../start_process.hpp"

#include "../check_options.hpp"
#include "../tracing.hpp"
#include "plan_builder.hpp"
#include "tree_target.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>

#include <boost/throw_exception.hpp>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>

namespace concur::subprocess::detail {
namespace {

// The item of `fds` for a number of the child, for messages.
std::string shown_number(posix::child_plan const& plan, int number)
{
    for (auto const& item : plan.fds)
    {
        if (item.number == number)
        {
            return shown_item(item);
        }
    }
    return "fds";
}

[[noreturn]] void throw_start_error(posix::start_result const& result,
                                    plan_builder& built, options const& o)
{
    using posix::start_phase;
    switch (result.failed)
    {
    case start_phase::hook_threw:
        boost::throw_exception(
            SubprocessError("Exception occurred in preexec_fn."));
    case start_phase::chdir:
        // Without `cwd`, a launcher has set the directory.
        throw_os_error(result.error,
                       o.cwd ? std::optional(shown(*o.cwd)) : std::nullopt);
    case start_phase::nice:
        throw_os_error(result.error, "nice");
    case start_phase::cpu_affinity:
        throw_os_error(result.error, "cpu_affinity");
    case start_phase::oom_score_adj:
        throw_os_error(result.error, "oom_score_adj");
    case start_phase::rlimits:
        throw_os_error(result.error, "rlimits");
    case start_phase::no_new_privs:
        throw_os_error(result.error, "no_new_privs");
    case start_phase::die_with_parent:
        throw_os_error(result.error, "die_with_parent");
    case start_phase::cgroup:
        throw_os_error(result.error, o.cgroup ? shown(*o.cgroup) : "cgroup");
    case start_phase::fds:
        throw_os_error(result.error, shown_number(built.plan(), result.number));
    case start_phase::terminal:
        throw_os_error(result.error, "terminal");
    case start_phase::exec:
        throw_os_error(result.error, built.program());
    default:
        throw_os_error(result.error);
    }
}

} // namespace

checked_start::checked_start(command const& args, options const& o)
    : options_(o)
{
    check_platform_options(o);
    check_start_options(args, o);
    built_ = std::make_unique<plan_builder>(args, o);
    check_redirects(o);
    scope_ = make_stop_target(o.scope);
}

checked_start::~checked_start() = default;

std::unique_ptr<child> checked_start::perform(std::span<int const, 3> stdio,
                                              std::vector<int> own,
                                              int terminal,
                                              launch_function const& launch)
{
    auto& plan = built_->plan();
    std::copy(stdio.begin(), stdio.end(), plan.stdio);
    plan.own = std::move(own);
    if (plan.cgroup >= 0)
    {
        plan.own.push_back(plan.cgroup);
    }
    plan.terminal = terminal;
    // Allocated here: nothing may fail between the start of the child and
    // adopt().
    auto process = std::make_unique<child>();
    auto const result = start(launch);
    if (result.failed != posix::start_phase::none)
    {
        throw_start_error(result, *built_, options_);
    }
    if (result.pid <= 0)
    {
        boost::throw_exception(
            RuntimeError("the launcher has started no child, and gives no "
                         "reason"));
    }
    process->adopt(result.pid, descriptor(result.pidfd), std::move(scope_),
                   result.autoreaped);
    return process;
}

posix::start_result checked_start::start(launch_function const& launch)
{
    auto& plan = built_->plan();
    if (!launch && options_.scope == stop_scope::tree)
    {
        return start_tree(plan, scope_);
    }
    if (scope_)
    {
        scope_->prepare(plan);
    }
    return launch ? launch(plan) : start_child(plan);
}

started_process start_process(command const& args, options const& o,
                              launch_function const& launch)
{
    checked_start start(args, o);
    traced_start const trace(args);
    try
    {
        child_stdio stdio(o);
        started_process made;
        made.process = start.perform(stdio.numbers(), stdio.own(),
                                     stdio.terminal(), launch);
        made.pipes = stdio.take_pipes();
        made.process->trace(trace.started(made.process->pid()));
        return made;
    }
    catch (std::exception const&)
    {
        trace.failed();
        throw;
    }
}

} // namespace concur::subprocess::detail
