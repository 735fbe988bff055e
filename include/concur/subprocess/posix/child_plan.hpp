// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_SUBPROCESS_POSIX_CHILD_PLAN_HPP
#define CONCUR_SUBPROCESS_POSIX_CHILD_PLAN_HPP

#include <optional>
#include <vector>

#include <sys/types.h>

namespace concur::subprocess::posix {

/** What a child does before it executes its program, as plain data.

    The library computes it in the parent, from the keywords of a call, and
    gives it to the launcher, which may change it. All pointers must stay valid
    until the child has been started.

    A launcher of a user's that has a function `start`, taking a `child_plan&`
    and references to initializers and returning a start_result, is given the
    plan itself. It may change the plan and call launcher::start(), or start
    nothing at all, as a test does.
*/
struct child_plan
{
    /// The arguments of the program, its name first, ending in null.
    std::vector<char const*> argv;
    /// The files to execute, tried in this order, ending in null.
    std::vector<char const*> paths;
    /// NAME=VALUE strings, ending in null; null for the parent's environment.
    char const* const* env = nullptr;

    /// The descriptors that become 0, 1 and 2; -1 inherits the parent's.
    int stdio[3] = {-1, -1, -1};
    /// Descriptors that stay open, sorted and without duplicates.
    std::vector<int> pass_fds;
    /// Descriptors that the hook may open. They are closed only by an exec.
    std::vector<int> hook_fds;
    /// The library's own descriptors. All of them are close-on-exec.
    std::vector<int> own;
    /// Close all other descriptors from 3 on.
    bool close_fds = true;

    /// The working directory; null keeps the parent's.
    char const* cwd = nullptr;
    /// The file mode creation mask.
    std::optional<mode_t> umask;
    /// Give SIGPIPE and SIGXFSZ their default action.
    bool restore_signals = true;
    /// Make the child the leader of a new session.
    bool new_session = false;
    /// The process group to join; 0 makes a new one.
    std::optional<pid_t> process_group;
    /// The supplementary groups.
    std::optional<std::vector<gid_t>> groups;
    /// The real, effective and saved group.
    std::optional<gid_t> gid;
    /// The real, effective and saved user.
    std::optional<uid_t> uid;

    /** A function that the child calls before it closes descriptors; null for
        none. A result other than 0 fails the start: it is an errno, or -1 for
        an exception.
    */
    int (*hook)(void*) noexcept = nullptr;
    /// The argument of the hook.
    void* hook_argument = nullptr;
    /// The hook allocates nothing and calls only async-signal-safe functions,
    /// so that it may run in a child that shares the parent's memory.
    bool hook_is_vfork_safe = false;
};

} // namespace concur::subprocess::posix

#endif
