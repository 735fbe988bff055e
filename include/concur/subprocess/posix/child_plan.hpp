// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POSIX_CHILD_PLAN_HPP
#define CONCUR_SUBPROCESS_POSIX_CHILD_PLAN_HPP

#include <cstdint>
#include <optional>
#include <vector>

#include <sys/types.h>

namespace concur::subprocess::posix {

/// A limit of a resource. The largest number means that there is no limit.
struct child_limit
{
    /// The resource: a constant of `<sys/resource.h>`.
    int resource;
    /// The soft limit.
    std::uint64_t soft;
    /// The hard limit.
    std::uint64_t hard;
};

/// A descriptor of a child that is a duplicate of one of the parent.
struct child_duplicate
{
    /// The number in the child.
    int number;
    /// The descriptor of the parent.
    int from;
};

/** The steps of a child before it executes its program, as plain data.

    The library makes a plan in the parent, from the keywords of a call. The
    launcher gets the plan and may change it. All pointers must stay valid until
    the child has been started.

    A custom launcher may have a function `start` that takes a `child_plan&` and
    references to initializers, and returns a start_result. This function may
    change the plan and call launcher::start(), or start nothing, as a test
    does.
*/
struct child_plan
{
    /// The name of the program and its arguments; the last item is null.
    std::vector<char const*> argv;
    /// The files to execute, tried in this order; the last item is null.
    std::vector<char const*> paths;
    /// NAME=VALUE strings; the last item is null. A null `env` means the
    /// parent's environment.
    char const* const* env = nullptr;

    /// The descriptors that become 0, 1 and 2; -1 to inherit the parent's
    /// descriptor.
    int stdio[3] = {-1, -1, -1};
    /// Descriptors that stay open, sorted and without duplicates.
    std::vector<int> pass_fds;
    /// Descriptors that the child gets under other numbers. The numbers differ
    /// and are greater than 2; none is in `pass_fds` for another descriptor.
    std::vector<child_duplicate> fds;
    /// Descriptors that the hook may open. The child does not close them, but
    /// execve() closes those that are close-on-exec.
    std::vector<int> hook_fds;
    /// The library's own descriptors. All of them are close-on-exec.
    std::vector<int> own;
    /// Whether all other descriptors from 3 on are closed.
    bool close_fds = true;

    /// The working directory; null keeps the parent's.
    char const* cwd = nullptr;
    /// The file mode creation mask; absent to keep the parent's.
    std::optional<mode_t> umask;
    /// Whether SIGPIPE and SIGXFSZ get their default action.
    bool restore_signals = true;
    /// Whether the child becomes the leader of a new session.
    bool new_session = false;
    /// Which of the standard streams, 0, 1 or 2, becomes the controlling
    /// terminal; -1 for none. If there is one, `new_session` is true.
    int terminal = -1;
    /// The process group to join; 0 makes a new group.
    std::optional<pid_t> process_group;
    /// What is added to the nice value.
    std::optional<int> nice;
    /// A mask of the processors to use; empty to keep the parent's.
    std::vector<unsigned long> cpu_affinity;
    /// The text to write to Linux' file oom_score_adj; null to write nothing.
    char const* oom_score_adj = nullptr;
    /// Limits of resources.
    std::vector<child_limit> limits;
    /// Whether execve() gives no rights to the child and its descendants.
    bool no_new_privs = false;
    /// A descriptor of the directory of the cgroup to start in, one of `own`;
    /// -1 to keep the parent's cgroup.
    int cgroup = -1;
    /// Whether the end of this process kills the child.
    bool die_with_parent = false;
    /// Whether the kernel kills the child, and reaps it, when its pidfd is
    /// closed. Then `die_with_parent` is false.
    bool die_with_pidfd = false;
    /// The supplementary groups.
    std::optional<std::vector<gid_t>> groups;
    /// The real, effective and saved group.
    std::optional<gid_t> gid;
    /// The real, effective and saved user.
    std::optional<uid_t> uid;

    /** A function that the child calls before it closes descriptors; null for
        none. If its result is not 0, the start fails: the result is an errno,
        or -1 for an exception.
    */
    int (*hook)(void*) noexcept = nullptr;
    /// The argument of the hook.
    void* hook_argument = nullptr;
    /// Whether the hook may run in a child that shares the parent's memory: it
    /// allocates nothing and calls only async-signal-safe functions.
    bool hook_is_vfork_safe = false;
};

} // namespace concur::subprocess::posix

#endif
