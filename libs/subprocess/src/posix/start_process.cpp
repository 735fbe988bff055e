// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "../start_process.hpp"

#include "../check_options.hpp"
#include "plan_builder.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/errors.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>

#include <boost/throw_exception.hpp>

#include <optional>

namespace concur::subprocess::detail {
namespace {

[[noreturn]] void throw_start_error(posix::start_result const& result,
                                    plan_builder const& built, options const& o)
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
                       o.cwd ? std::optional(o.cwd->str()) : std::nullopt);
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
    case start_phase::exec:
        throw_os_error(result.error, built.program());
    default:
        throw_os_error(result.error);
    }
}

} // namespace

started_process start_process(command const& args, options const& o,
                              launch_function const& launch)
{
    check_platform_options(o);
    check_start_options(args, o);
    plan_builder built(args, o);
    check_redirects(o);
    child_stdio stdio(o);
    auto& plan = built.plan();
    for (int stream = 0; stream != 3; ++stream)
    {
        plan.stdio[stream] = stdio.number(stream);
    }
    plan.own = stdio.own();
    started_process made;
    // Allocated here: nothing may fail between the start of the child and
    // adopt().
    made.process = std::make_unique<child>();
    auto const result = launch ? launch(plan) : start_child(plan);
    if (result.failed != posix::start_phase::none)
    {
        throw_start_error(result, built, o);
    }
    if (result.pid <= 0)
    {
        boost::throw_exception(
            RuntimeError("the launcher has started no child, and gives no "
                         "reason"));
    }
    made.process->adopt(result.pid, descriptor(result.pidfd));
    made.pipes = stdio.take_pipes();
    return made;
}

} // namespace concur::subprocess::detail
