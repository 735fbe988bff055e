// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/launcher.hpp>

#include "../io.hpp"
#include "kernel.hpp"

#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

void reap(pid_t pid, int pidfd) noexcept
{
    while (kernel::wait_child(pid, pidfd, true, true).what ==
           kernel::wait_result::state::running)
    {
    }
}

bool is_program(char const* path) noexcept
{
    struct stat s;
    return ::stat(path, &s) == 0 && S_ISREG(s.st_mode) &&
           ::access(path, X_OK) == 0;
}

} // namespace

void kill_and_reap(start_result const& child) noexcept
{
    descriptor pidfd(child.pidfd);
    kernel::signal_child(child.pid, child.pidfd, SIGKILL);
    reap(child.pid, child.pidfd);
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

start_result adopt_child(long pid)
{
    start_result result;
    result.pid = static_cast<pid_t>(pid);
    result.pidfd = kernel::open_pidfd(result.pid);
    return result;
}

start_result adopt_failure(long pid, int error)
{
    if (pid > 0)
    {
        reap(static_cast<pid_t>(pid), -1);
    }
    start_result result;
    result.failed = error == error_of_exception ? start_phase::hook_threw
                                                : start_phase::exec;
    result.error = error;
    return result;
}

void undo_start(long pid) noexcept
{
    if (pid == 0)
    {
        ::_exit(255);
    }
    start_result child;
    child.pid = static_cast<pid_t>(pid);
    // Unless it has been reaped: then the pid may be another's.
    if (pid > 0 && kernel::wait_child(child.pid, -1, false, false).what !=
                       kernel::wait_result::state::lost)
    {
        kill_and_reap(child);
    }
}

} // namespace concur::subprocess::detail
