// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_CHILD_SIDE_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_CHILD_SIDE_HPP

#include "child_kernel.hpp"

#include <concur/subprocess/posix/start_result.hpp>

#include <climits>
#include <csignal>
#include <cstddef>

#include <sys/types.h>

// The functions that a child calls between its start and its program. The child
// may share the parent's memory, or be the copy of one of many threads. So
// these functions allocate nothing, throw nothing and call only
// async-signal-safe functions. The portable kernel makes an exception: it lists
// open descriptors with opendir(). test/subprocess/child_symbols.cpp checks the
// functions that their object files refer to.

namespace concur::subprocess::detail::child_side {

/// A plan as the child reads it. All pointers refer to the parent's data. The
/// child leaves out the step of cwd, umask, process_group, nice, cpu_affinity,
/// oom_score_adj, gid, uid or hook if that pointer is null.
struct steps
{
    char const* const* argv;  // ends in null
    char const* const* paths; // up to paths_end, or to a null
    char const* const* paths_end;
    char const* const* env; // ends in null; if null, the parent's is used
    int stdio[3];           // -1: the parent's stream
    int const* pass_fds;
    std::size_t pass_fd_count;
    posix::child_duplicate* fds; // the child changes them
    std::size_t fd_count;
    char const* cwd;
    mode_t const* umask;
    bool restore_signals;
    bool new_session;
    int terminal; // the stream that becomes the controlling terminal, or -1
    pid_t const* process_group;
    int const* nice;
    unsigned long const* cpu_affinity;
    std::size_t cpu_affinity_size; // in bytes
    char const* oom_score_adj;
    posix::child_limit const* limits;
    std::size_t limit_count;
    bool no_new_privs;
    int cgroup; // the directory, or -1
    bool set_groups;
    gid_t const* groups;
    std::size_t group_count;
    gid_t const* gid;
    uid_t const* uid;
    int (*hook)(void*) noexcept;
    void* hook_argument;
};

/// The step that failed, with its errno and the number for `fds`.
struct report
{
    posix::start_phase failed = posix::start_phase::none;
    int error = 0;
    int number = -1;
};

/// The data of one child, which its parent prepares and may share.
struct child_state
{
    steps todo;
    // The parent's signal mask, for the program.
    sigset_t mask;
    // The parent with which the child dies; 0 if it may outlive it.
    pid_t parent = 0;
    // Whether the system has reset signal handlers.
    bool handlers_cleared = false;

    // The first descriptor that unshare_files_from() drops; 0 if the child has
    // its own table of descriptors.
    unsigned unshare_from = 0;
    kernel::range const* closed = nullptr;
    std::size_t closed_count = 0;

    // The socket to the parent; -1 if the memory is shared.
    int channel = -1;
    int parents_end = -1;
    // Whether the child first waits for a byte from the parent.
    bool wait_for_parent = false;

    // The report of the child. The parent sees it if the memory is shared.
    report result;
    bool unshare_failed = false;
};

/// Run the child whose `child_state` is at `state`.
[[noreturn]] void run(void* state) noexcept;

/// Set the bool at `flag` and end the child. The parent sees the new value only
/// if the memory is shared.
[[noreturn]] void set_flag(void* flag) noexcept;

/// Perform all steps before `hook`: from the cgroup to the ids.
report set_up(steps& todo) noexcept;

/// Set the limits of the number of descriptors; returns 0 or an errno. Before,
/// set_up() only raises them: to close descriptors, the child may need one, and
/// a search for those that are open may end at the limit.
int limit_descriptors(steps const& todo) noexcept;

/// Close the descriptors from 3 on, except the `count` numbers in `kept`, which
/// get sorted.
void close_others(int* kept, std::size_t count) noexcept;

/// Call `f` for each range of numbers that are not in `kept`, which has `count`
/// sorted numbers. The ranges begin at 3 and stop before `end`; if `end` is
/// UINT_MAX, they include it.
template<class F>
void for_each_gap(int const* kept, std::size_t count, unsigned end, F const& f)
{
    unsigned next = 3;
    for (auto at = kept; at != kept + count; ++at)
    {
        auto const number = static_cast<unsigned>(*at);
        if (number >= end)
        {
            break;
        }
        if (number > next)
        {
            f(kernel::range{next, number - 1});
        }
        if (number >= next)
        {
            next = number + 1;
        }
    }
    if (next < end)
    {
        f(kernel::range{next, end == UINT_MAX ? end : end - 1});
    }
}

} // namespace concur::subprocess::detail::child_side

#endif
