// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_POSIX_START_RESULT_HPP
#define CONCUR_SUBPROCESS_POSIX_START_RESULT_HPP

#include <cerrno>

#include <sys/types.h>

namespace concur::subprocess {

namespace detail {

/// The errno that means an exception, where only an errno can be passed.
inline constexpr int error_of_exception = ECANCELED;

} // namespace detail

namespace posix {

/// The step at which the start of a child failed.
enum class start_phase
{
    none,         ///< the start did not fail
    start,        ///< making the process, or a system call that names no file
    chdir,        ///< changing to the working directory
    nice,         ///< changing the nice value
    cpu_affinity, ///< choosing the processors
    oom_score_adj,
    rlimits,
    no_new_privs,
    die_with_parent,
    cgroup,     ///< joining the cgroup
    fds,        ///< giving a descriptor another number
    terminal,   ///< getting the controlling terminal
    hook,       ///< the hook, or `on_setup` of an initializer, failed
    hook_threw, ///< the hook threw an exception
    exec        ///< executing the program
};

/** A child that was started, or the reason why there is none.

    If the start did not fail, the receiver of the result must reap the child,
    unless the system does, and close the pidfd. A launcher that starts no child
   must set `failed` and `error`.
*/
struct start_result
{
    /// The process id; -1 if there is no child.
    pid_t pid = -1;
    /// A pidfd of the child; -1 if there is none.
    int pidfd = -1;
    /// The step that failed; `none` if there is a child.
    start_phase failed = start_phase::none;
    /// The errno of the failure, ECANCELED if the hook threw; 0 if nothing
    /// failed.
    int error = 0;
    /// If the step `fds` failed: the number that the child's descriptor was to
    /// get.
    int number = -1;
    /// Whether the system reaps the child. Then only the pidfd tells how it
    /// ends.
    bool autoreaped = false;
};

} // namespace posix
} // namespace concur::subprocess

#endif
