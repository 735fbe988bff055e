// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_CHILD_KERNEL_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_CHILD_KERNEL_HPP

#include <concur/subprocess/posix/child_plan.hpp>

#include <csignal>
#include <cstddef>

#include <sys/types.h>

// The system calls of a child between its start and its program that differ
// between systems. All are async-signal-safe, except that the portable
// close_ranges() reads a directory.

namespace concur::subprocess::detail::kernel {

/// Give the child its own table of descriptors, without those from `first` on.
/// Returns 0, or an errno if nothing has changed.
int unshare_files_from(unsigned first) noexcept;

/// A range of descriptors, which includes both ends.
struct range
{
    unsigned first;
    unsigned last;
};

/// Whether a number is in one of the ranges.
inline bool within(unsigned number, range const* ranges,
                   std::size_t count) noexcept
{
    for (auto r = ranges; r != ranges + count; ++r)
    {
        if (r->first <= number && number <= r->last)
        {
            return true;
        }
    }
    return false;
}

/// Close the open descriptors in ranges that are in ascending order.
void close_ranges(range const* ranges, std::size_t count) noexcept;

// These functions set attributes of this process. Each returns 0 or an errno;
// ENOSYS if the system has no such attribute.
int add_nice(int increment) noexcept;
int set_cpu_affinity(unsigned long const* mask, std::size_t bytes) noexcept;
int set_oom_score_adj(char const* text) noexcept;
int set_limit(posix::child_limit const& limit) noexcept;
int raise_limit(posix::child_limit limit) noexcept; // and never lower it
int set_no_new_privs() noexcept;
/// Ask for SIGKILL at the end of the parent. Ends this process if the parent
/// has ended already.
int die_with_parent(pid_t parent) noexcept;
int join_cgroup(int directory) noexcept;

/// What a child inherits from the thread that makes it. It has room for as many
/// processors as Linux supports.
struct thread_attributes
{
    long nice;        ///< as getpriority() of the kernel returns
    std::size_t size; ///< of `processors`, in bytes; 0 if unknown
    unsigned char processors[1024];
};

// These functions get and set the attributes of the calling thread. It keeps
// those that cannot be set.
void get_attributes(thread_attributes& to) noexcept;
void set_attributes(thread_attributes const& from) noexcept;

/// Give a signal its default action.
void reset_signal(int signal) noexcept;

/// Set the signal mask.
void set_signal_mask(sigset_t const& mask) noexcept;

// These functions set the supplementary groups, or the real, effective and
// saved id, of this process only. Each function returns 0 or an errno.
int set_groups(std::size_t count, gid_t const* groups) noexcept;
int set_gid(gid_t gid) noexcept;
int set_uid(uid_t uid) noexcept;

/// End this process. _exit() of a thread sanitizer would write what the parent
/// has in the buffers of stdout and stderr.
[[noreturn]] void end_process(int status) noexcept;

} // namespace concur::subprocess::detail::kernel

#endif
