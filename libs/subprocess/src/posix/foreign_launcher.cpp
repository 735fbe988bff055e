// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/posix/detail/foreign_launcher.hpp>

#include "child_side.hpp"
#include "kernel.hpp"
#include "spawn.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <sys/stat.h>

namespace concur::subprocess::detail {

using posix::child_plan;
using posix::start_phase;
using posix::start_result;

namespace {

bool is_program(char const* path) noexcept
{
    struct stat s;
    return ::stat(path, &s) == 0 && S_ISREG(s.st_mode) &&
           ::access(path, X_OK) == 0;
}

} // namespace

void check_foreign_plan(child_plan const& plan)
{
    if (!plan.fds.empty())
    {
        boost::throw_exception(
            ValueError("fds is not supported by this launcher"));
    }
    if (plan.die_with_parent || plan.die_with_pidfd)
    {
        boost::throw_exception(
            ValueError("die_with_parent is not supported by this launcher"));
    }
}

char const* find_program(child_plan const& plan)
{
    for (auto path : plan.paths)
    {
        if (path && is_program(path))
        {
            return path;
        }
    }
    return plan.paths.front();
}

start_result adopt_child(pid_t pid)
{
    start_result result;
    result.pid = pid;
    result.pidfd = kernel::open_pidfd(result.pid);
    return result;
}

start_result adopt_failure(pid_t pid, int error)
{
    if (pid > 0)
    {
        kernel::reap(pid);
    }
    start_result result;
    result.failed = error == error_of_exception ? start_phase::hook_threw
                                                : start_phase::exec;
    result.error = error;
    return result;
}

void undo_start(pid_t pid) noexcept
{
    if (pid == 0)
    {
        kernel::end_process(255);
    }
    concur::detail::uncancellable const whole;
    start_result child;
    child.pid = pid;
    // If the child has been reaped, its pid may be that of another process.
    if (pid > 0 && kernel::wait_child(child.pid, false, false).what !=
                       kernel::wait_result::state::lost)
    {
        kill_and_reap(child);
    }
}

int prepare_child(child_plan const& plan) noexcept
{
    auto todo = steps_of(plan);
    return child_side::set_up(todo).error;
}

int limit_descriptors(child_plan const& plan) noexcept
{
    return child_side::limit_descriptors(steps_of(plan));
}

void close_others(int* kept, std::size_t count) noexcept
{
    child_side::close_others(kept, count);
}

} // namespace concur::subprocess::detail
