// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_CGROUP_LEAF_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_CGROUP_LEAF_HPP

#include "../../io.hpp"

#include <string>

#include <sys/types.h>

namespace concur::subprocess::detail {

/// The path of the cgroup of this process, of version 2. Empty, with errno set,
/// if that fails: ENOENT if there is none that this process can see.
std::string own_cgroup();

/// The path of the directory that a descriptor has open. Empty, with errno set,
/// if the system does not tell.
std::string directory_of(int opened);

/** A new cgroup below another, for a child and all its descendants.

    It is known by its path, and has no descriptor that a program could close.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
*/
class cgroup_leaf
{
public:
    /// Make a cgroup below the one at `parent`. If that fails, error() is its
    /// errno.
    explicit cgroup_leaf(std::string parent);

    cgroup_leaf(cgroup_leaf const&) = delete;
    cgroup_leaf& operator=(cgroup_leaf const&) = delete;

    /// remove()
    ~cgroup_leaf();

    int error() const noexcept
    {
        return error_;
    }

    /// Its directory, for a child that starts there. Empty, with errno set, if
    /// it cannot be opened.
    descriptor open() const noexcept;

    /// Call a function for each process in it and in cgroups below it. Returns
    /// 0, or the errno of a cgroup that cannot be read.
    int visit(void (*function)(pid_t, void*) noexcept,
              void* argument) const noexcept;

    /// Send a signal to a process if it is a member. Returns 0 or an errno.
    int signal_member(pid_t pid, int signal) const noexcept;

    /// Send SIGKILL to all processes in it. Returns 0, or the errno of one that
    /// lives on. A forked copy of this process does nothing, and gets ESRCH.
    int kill() const noexcept;

    /// Remove it, after processes that are left in it were moved to the parent.
    /// If the system does not allow that, it stays; the destructor tries again.
    /// Nothing happens in a forked copy of the process that has made it.
    void remove() noexcept;

private:
    bool write(std::string const& path, char const* text) const noexcept;
    bool remove_empty() noexcept;

    // All paths are made beforehand: later, memory may be short.
    std::string name_; // unique on this system
    std::string path_;
    std::string kill_;
    std::string freeze_;
    std::string parents_procs_;
    pid_t owner_; // the process that has made it
    bool exists_ = false;
    int error_ = 0;
};

} // namespace concur::subprocess::detail

#endif
