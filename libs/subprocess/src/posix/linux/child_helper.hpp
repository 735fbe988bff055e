// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_CHILD_HELPER_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_CHILD_HELPER_HPP

#include "../spawn.hpp"

#include <atomic>
#include <cstdint>

#include <sys/resource.h>
#include <sys/types.h>

// The helper process of `scope = tree`: the parent of the command, and of each
// descendant of the command whose own parent has ended. It is a copy of one of
// many threads and executes no program, so the rules of child_side.hpp hold.

namespace concur::subprocess::detail::helper {

/// What the helper does. The library changes it, and wakes the helper by
/// SIGCHLD.
enum class order : int
{
    wait, ///< it reaps no child, so that the pid of the command is certain
    run,  ///< it ends when the command ends
    stop, ///< when the command ends, it kills all its other children and ends
    kill  ///< it kills all its children and ends
};

/// Memory that the library and the helper share. Unlike a pipe, it needs no
/// descriptor, which the program could close.
struct shared_memory
{
    std::atomic<order> todo{order::wait};
    /// The signals for the command that the helper sends: bit 0 for signal 1.
    std::atomic<std::uint64_t> signals{0};
    /// The pids of the helper and the command, as the helper sees them.
    std::atomic<pid_t> self{0};
    std::atomic<pid_t> command{0};
    /// The number of children that could not be killed.
    std::atomic<unsigned> left{0};
    /// Whether the helper has reaped the command. Then the rest is set.
    std::atomic<bool> ended{false};
    int code = 0;   // CLD_EXITED, CLD_KILLED or CLD_DUMPED
    int status = 0; // the exit status or the signal
    rusage used{};
};

/// In `report::number`: the system has not what a helper needs.
inline constexpr int unavailable = -2;

/// The data of one helper.
struct state : middle_process
{
    shared_memory* shared = nullptr;
    /// The library's process, and whether its end ends all.
    pid_t parent = 0;
    bool die_with_parent = false;
    /// Whether the command ignores SIGCHLD as the library's process does; set
    /// by the helper.
    bool ignores_sigchld = false;
};

/// Run the helper whose `middle_process` is at `self`.
[[noreturn]] void run(void* self) noexcept;

} // namespace concur::subprocess::detail::helper

#endif
