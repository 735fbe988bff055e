// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_DETAIL_CHILD_PLAN_HPP
#define CONCUR_SUBPROCESS_DETAIL_CHILD_PLAN_HPP

#include <concur/config.hpp>

#include <cerrno>
#include <cstddef>
#include <optional>
#include <vector>

#include <sys/types.h>

namespace concur::subprocess::detail {

/** What a child has to do before it executes its program, as plain data.

    All of it is computed in the parent. The pointers are to data that outlives
    the start.
*/
struct child_plan
{
    /// The argument list, ending in null.
    std::vector<char const*> argv;
    /// The files to try in turn, ending in null.
    std::vector<char const*> paths;
    /// NAME=VALUE..., ending in null; null: the parent's environment.
    char const* const* env = nullptr;

    /// What becomes 0, 1 and 2; -1 is inherited.
    int stdio[3] = {-1, -1, -1};
    /// Descriptors that stay open, sorted and each once.
    std::vector<int> pass_fds;
    /// Descriptors that a hook puts in place: open if it left them so.
    std::vector<int> hook_fds;
    /// Descriptors of the library's own: close-on-exec, so not to be closed.
    std::vector<int> own;
    bool close_fds = true;

    char const* cwd = nullptr;
    std::optional<mode_t> umask;
    bool restore_signals = true;
    bool new_session = false;
    std::optional<pid_t> process_group;
    std::optional<std::vector<gid_t>> groups;
    std::optional<gid_t> gid;
    std::optional<uid_t> uid;

    /** Called last before descriptors are closed; what it returns, if not 0,
        fails the start: an errno, or -1 for an exception.
    */
    int (*hook)(void*) noexcept = nullptr;
    void* hook_argument = nullptr;
    /// The hook does only what a child that shares the parent's memory may do.
    bool hook_is_vfork_safe = false;
};

/// At which step a start failed.
enum class start_phase
{
    none,
    start,      ///< making the process, or a call that names no file
    chdir,      ///< changing to cwd
    hook,       ///< the hook returned an errno
    hook_threw, ///< the hook threw
    exec        ///< executing the program
};

/// The errno that stands for an exception, where there is nothing else.
inline constexpr int error_of_exception = ECANCELED;

/// A started child, or why there is none.
struct start_result
{
    pid_t pid = -1;
    int pidfd = -1; ///< -1 where the system has none
    start_phase failed = start_phase::none;
    int error = 0;
};

/** Start a child.

    The calling thread's signal mask, handlers and errno are as before, and a
    child that failed is reaped, when this returns.
*/
CONCUR_SUBPROCESS_DECL start_result start_child(child_plan const& plan);

/// End a child that nobody is to hear of.
CONCUR_SUBPROCESS_DECL void kill_and_reap(start_result const& child) noexcept;

/** The steps of a child up to its hook, for a launcher that makes and executes
    it by itself. Async-signal-safe.

    @return 0, or the errno of the step that failed.
*/
CONCUR_SUBPROCESS_DECL int prepare_child(child_plan const& plan) noexcept;

/** Close what is open from 3 on, but for some descriptors, which get sorted.
    Async-signal-safe.
*/
CONCUR_SUBPROCESS_DECL void close_others(int* kept, std::size_t count) noexcept;

} // namespace concur::subprocess::detail

#endif
