// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/launcher.hpp>

#include "../io.hpp"
#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>

#include <cerrno>
#include <csignal>

#include <sys/stat.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

bool is_program(char const* path) noexcept
{
    struct stat s;
    return ::stat(path, &s) == 0 && S_ISREG(s.st_mode) &&
           ::access(path, X_OK) == 0;
}

} // namespace

int errno_of(boost::system::error_code const& ec) noexcept
{
    if (!ec)
    {
        return 0;
    }
    auto const condition = ec.default_error_condition();
    return condition.category() == boost::system::generic_category()
               ? condition.value()
               : EIO;
}

child_plan amend(child_plan const& plan, char const* const* argv,
                 char const* const* env, std::vector<int> const& kept)
{
    auto own = plan;
    own.argv.clear();
    do
    {
        own.argv.push_back(*argv);
    } while (*argv++);
    if (env)
    {
        own.env = env;
    }
    // Boost's list of what is to stay open begins with 0, 1 and 2.
    for (auto number : kept)
    {
        if (number > 2)
        {
            own.hook_fds.push_back(number);
        }
    }
    return own;
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
        kernel::reap(static_cast<pid_t>(pid));
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
    concur::detail::uncancellable const whole;
    start_result child;
    child.pid = static_cast<pid_t>(pid);
    // Unless it has been reaped: then the pid may be another's.
    if (pid > 0 && kernel::wait_child(child.pid, false, false).what !=
                       kernel::wait_result::state::lost)
    {
        kill_and_reap(child);
    }
}

} // namespace concur::subprocess::detail
