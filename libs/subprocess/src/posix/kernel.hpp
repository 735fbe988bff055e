// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_KERNEL_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_KERNEL_HPP

#include <concur/subprocess/process_report.hpp>

#include <chrono>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include <poll.h>
#include <sys/types.h>

// System calls of the parent that only some systems have. If the system, an
// older kernel or a sandbox lacks such a call, the function uses POSIX instead
// or reports a failure, and its caller uses POSIX only. The portable functions
// act as on a kernel that lacks every such call.

namespace concur::subprocess::detail::kernel {

/// Make a pipe with close-on-exec ends. Returns 0, or -1 and sets errno.
int make_pipe(int (&ends)[2]) noexcept;

/// Make a pair of connected sockets, close-on-exec. Returns 0, or -1 and sets
/// errno.
int make_channel(int (&ends)[2]) noexcept;

/// Make a terminal: the parent's and the child's end, close-on-exec. Returns 0,
/// or -1 and sets errno.
int open_terminal(int (&ends)[2]) noexcept;

/// Open the write end of a pipe once more, as another open file with O_NONBLOCK
/// and close-on-exec; -1 if the system cannot do that.
int reopen_nonblocking(int end) noexcept;

/// Whether the size of a pipe can be chosen.
bool pipes_have_size() noexcept;

/// Set the size of a pipe. Returns 0 or an errno; 0 if pipes have no size.
int set_pipe_size(int end, long long size) noexcept;

/// The number of bytes that all pipes of an ordinary user may have before the
/// system makes new ones small; 0 if pipes have no size.
std::size_t pipe_memory_limit() noexcept;

/// Wait for events, at most for `left`. Returns 0 or an errno, which may be
/// EINTR. This is a cancellation point.
int poll(pollfd* set, std::size_t count,
         std::optional<std::chrono::nanoseconds> left);

/// Make a descriptor that raise_event() makes readable, close-on-exec. Returns
/// -1 and sets errno if that fails; -1 and ENOSYS if the system has none.
int make_event() noexcept;

/// Make an event readable for ever.
void raise_event(int event) noexcept;

/// Make a file without a name in a directory, close-on-exec. Returns -1 and
/// sets errno if that fails.
int open_unnamed(std::string const& directory);

/// Open the directory of a cgroup of version 2, close-on-exec. Returns -1 and
/// sets errno if that fails: EINVAL if it is another directory, ENOSYS if the
/// system has no cgroups.
int open_cgroup(std::string const& directory);

/// Read once without blocking. Returns the number of bytes, or a negative
/// errno: -EAGAIN if there is nothing to read, -EOPNOTSUPP if the system cannot
/// read so from this file.
long read_without_blocking(int number, char* to, std::size_t size) noexcept;

/// Write once without blocking and without SIGPIPE. Returns the number of
/// bytes, or a negative errno as above.
long write_without_blocking(int number, char const* from,
                            std::size_t size) noexcept;

/// Remove a pending SIGPIPE of the calling thread, which must have blocked it.
void consume_sigpipe() noexcept;

/// Start the thread that lives as long as this process, if it does not run yet.
/// The caller must have blocked all signals. Returns 0 or an errno; ENOSYS if
/// the system needs no such thread.
int start_lasting_thread() noexcept;

/// Call a function on that thread, which runs, and wait for its return.
void call_on_lasting_thread(void (*function)(void*) noexcept,
                            void* argument) noexcept;

/// The arguments of clone_process().
struct clone_request
{
    bool share_memory; ///< if so, the parent waits until the child executes or
                       ///< exits
    bool share_files;  ///< until the child unshares the table of descriptors
    void (*run)(void*) noexcept; ///< runs in the child and does not return
    void* argument;
    bool* handlers_cleared; ///< is set, before the child exists, to whether the
                            ///< system resets its signal handlers
    int* cgroup; ///< the cgroup that the child has to join, or -1; is set to
                 ///< -1, before the child exists, if it starts there
    bool dies_with_pidfd; ///< if so, the system reaps the child
    bool no_new_privs;    ///< of use for `dies_with_pidfd` only
};

/// A new process, or an errno.
struct clone_result
{
    pid_t pid = -1;
    int pidfd = -1;
    int error = 0;
};

/// Make a process without calling the functions of pthread_atfork(). The error
/// ENOSYS means that fork() must be used.
clone_result clone_process(clone_request const& request) noexcept;

/// Open a pidfd for a process, close-on-exec. Returns -1 and sets errno if that
/// fails; ENOSYS if the system has none.
int open_pidfd(pid_t pid) noexcept;

/// Return a number that only the pidfds of one process have; 0 if the
/// descriptor is no pidfd or the system has no such numbers.
std::uint64_t pidfd_identity(int number) noexcept;

/// The current target of a descriptor that was the pidfd of a child.
enum class pidfd_target
{
    child,
    reaped,  ///< a process that has been reaped: the child or another process
    other,   ///< another process, or a file that is no pidfd
    unknown, ///< the system does not show it
};

/// The current target of a descriptor. If the child has been reaped, the result
/// `child` may be wrong: another process may have its pid.
pidfd_target target_of_pidfd(int number, pid_t child) noexcept;

/// False if a descriptor is certainly no pidfd.
bool may_be_pidfd(int number) noexcept;

/// Send a signal by the pidfd, or by the pid if the pidfd is -1 or the system
/// refuses to use it. Returns 0 or an errno.
int signal_child(pid_t pid, int pidfd, int signal) noexcept;

/// Send a signal by the pidfd only. Returns 0 or an errno.
int signal_pidfd(int pidfd, int signal) noexcept;

/// The result of wait_child().
struct wait_result
{
    enum class state
    {
        running,
        ended,
        lost,  ///< other code has reaped the child
        failed ///< the wait failed
    } what = state::running;
    int returncode = 0; ///< the exit status, or -N for signal N
    bool dumped_core = false;
    std::optional<resource_usage> usage = {}; ///< if reaped and known
    int error = 0;                            ///< the errno, if the wait failed
};

/// Look whether a child has ended and, if `reap`, reap it. If `block`, wait for
/// the end; the result is `running` if a signal handler ran first. This is a
/// cancellation point.
wait_result wait_child(pid_t pid, bool block, bool reap);

/// Reap the process of a pidfd if it is a child that has ended. The result is
/// `lost` if it is no child, or if the system cannot wait for pidfds. This is a
/// cancellation point.
wait_result wait_pidfd(int pidfd);

/// Look whether a child that the system reaps has ended; if `block`, wait for
/// the end. The result is `running` if a signal handler ran first, and `lost`
/// if the system does not say how the child has ended. This is a cancellation
/// point.
wait_result wait_autoreaped(int pidfd, bool block);

/// The result of a waitid(), from its return value, errno and information.
wait_result interpret(int result, siginfo_t const& info) noexcept;

/// Reap a child, waiting for its end.
void reap(pid_t pid) noexcept;

} // namespace concur::subprocess::detail::kernel

#endif
