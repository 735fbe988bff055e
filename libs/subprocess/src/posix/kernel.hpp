// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_KERNEL_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_KERNEL_HPP

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>

#include <poll.h>
#include <sys/types.h>

// What only some systems can do. Where one cannot, because it is another
// system, an older kernel or a sandbox, the function says ENOSYS (or what the
// system said) and its caller does without: the portable implementation is
// that of a kernel that refuses everything.

namespace concur::subprocess::detail::kernel {

/// pipe2(O_CLOEXEC); 0, or -1 and errno.
int make_pipe(int (&ends)[2]) noexcept;

/// A pair of connected sockets, close-on-exec; 0, or -1 and errno.
int make_channel(int (&ends)[2]) noexcept;

/// Open the write end of a pipe once more, as a file of its own that does not
/// block; close-on-exec; -1 where that cannot be.
int reopen_nonblocking(int end) noexcept;

/// Whether the size of a pipe can be chosen.
bool pipes_have_size() noexcept;

/// 0 or an errno; 0 too where pipes have no size.
int set_pipe_size(int end, long long size) noexcept;

/// How many bytes the pipes of an ordinary user may have in all before new
/// ones are small; 0 where pipes have no size.
std::size_t pipe_memory_limit() noexcept;

/// Wait for events, no longer than `left`; 0 or an errno, EINTR among them. A
/// thread may be cancelled in it.
int poll(pollfd* set, std::size_t count,
         std::optional<std::chrono::nanoseconds> left);

/// Take a pending SIGPIPE from the calling thread, which has it blocked.
void consume_sigpipe() noexcept;

/// How a new process relates to its parent.
struct clone_request
{
    bool share_memory; ///< the parent waits until it executes or exits
    bool share_files;  ///< until it unshares them
    void (*run)(void*) noexcept; ///< must not return
    void* argument;
    bool* handlers_cleared; ///< set before there is a child to read it
};

/// A new process, or an errno.
struct clone_result
{
    pid_t pid = -1;
    int pidfd = -1;
    int error = 0;
};

/// Make a process without running what libraries have registered for forks.
/// ENOSYS: not here, use fork().
clone_result clone_process(clone_request const& request) noexcept;

/// A pidfd for a child that has not been reaped; -1 where there is none.
int open_pidfd(pid_t pid) noexcept;

/// What tells the file of a pidfd from every other, 0 if the system does not
/// say.
std::uint64_t pidfd_identity(int number) noexcept;

/// What a descriptor refers to that was the pidfd of a child.
enum class pidfd_target
{
    child,
    reaped,  ///< a process that has been reaped: the child, or another
    other,   ///< another process, or it is no pidfd
    unknown, ///< the system does not say
};

pidfd_target target_of_pidfd(int number, pid_t child) noexcept;

/// False if a descriptor is certainly no pidfd.
bool may_be_pidfd(int number) noexcept;

/// 0 or an errno.
int signal_child(pid_t pid, int pidfd, int signal) noexcept;

/// What a wait found.
struct wait_result
{
    enum class state
    {
        running,
        ended,
        lost,  ///< somebody else has reaped it
        failed ///< the system does not say
    } what = state::running;
    int returncode = 0; ///< -N for signal N
    int error = 0;      ///< if it failed
};

/// Look whether a child has ended and, if `reap`, reap it. Blocking, it
/// returns early, with `running`, when a signal handler ran. A thread may be
/// cancelled in it.
wait_result wait_child(pid_t pid, bool block, bool reap);

/// What waitid() found, from its result, errno and information.
wait_result interpret(int result, siginfo_t const& info) noexcept;

/// Reap a child, waiting for its end.
void reap(pid_t pid) noexcept;

// For the child, async-signal-safe.

/// Unshare the table of descriptors, dropping those from `first` on; 0 or an
/// errno, and nothing changed.
int unshare_files_from(unsigned first) noexcept;

/// A range of descriptors.
struct range
{
    unsigned first;
    unsigned last;
};

/// Close what is open in some ranges, in ascending order.
void close_ranges(range const* ranges, std::size_t count) noexcept;

/// Give a signal its default action.
void reset_signal(int signal) noexcept;

/// Give every signal that has a handler its default action.
void reset_handlers() noexcept;

void set_signal_mask(sigset_t const& mask) noexcept;

/// Set real, effective and saved ids without the thread library's part in it;
/// 0 or an errno.
int set_groups(std::size_t count, gid_t const* groups) noexcept;
int set_gid(gid_t gid) noexcept;
int set_uid(uid_t uid) noexcept;

} // namespace concur::subprocess::detail::kernel

#endif
