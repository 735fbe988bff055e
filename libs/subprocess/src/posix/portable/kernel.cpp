// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../kernel.hpp"

#include <concur/detail/uncancellable.hpp>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace concur::subprocess::detail::kernel {

namespace {

// If another thread starts a program before this call, the program inherits the
// ends. POSIX before 2024 has no way to prevent that.
int close_on_exec(int (&ends)[2]) noexcept
{
    for (int end : ends)
    {
        if (::fcntl(end, F_SETFD, FD_CLOEXEC) != 0)
        {
            auto const error = errno;
            ::close(ends[0]);
            ::close(ends[1]);
            errno = error;
            return -1;
        }
    }
    return 0;
}

} // namespace

int make_pipe(int (&ends)[2]) noexcept
{
    return ::pipe(ends) == 0 ? close_on_exec(ends) : -1;
}

int make_channel(int (&ends)[2]) noexcept
{
    return ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0
               ? close_on_exec(ends)
               : -1;
}

int open_terminal(int (&ends)[2]) noexcept
{
    concur::detail::uncancellable const whole;
    ends[0] = ::posix_openpt(O_RDWR | O_NOCTTY);
    if (ends[0] < 0)
    {
        return -1;
    }
    char path[128];
    if (::grantpt(ends[0]) == 0 && ::unlockpt(ends[0]) == 0)
    {
        errno = ::ptsname_r(ends[0], path, sizeof path);
        ends[1] = errno == 0 ? ::open(path, O_RDWR | O_NOCTTY) : -1;
        if (ends[1] >= 0)
        {
            return close_on_exec(ends);
        }
    }
    auto const error = errno;
    ::close(ends[0]);
    errno = error;
    return -1;
}

int reopen_nonblocking(int) noexcept
{
    return -1;
}

bool pipes_have_size() noexcept
{
    return false;
}

int set_pipe_size(int, long long) noexcept
{
    return 0;
}

std::size_t pipe_memory_limit() noexcept
{
    return 0;
}

int poll(pollfd* set, std::size_t count,
         std::optional<std::chrono::nanoseconds> left)
{
    int milliseconds = -1;
    if (left)
    {
        // Round up: after a wait that ended too early, the caller would have to
        // wait again.
        auto const whole = std::chrono::ceil<std::chrono::milliseconds>(*left);
        milliseconds = static_cast<int>(
            std::min<std::chrono::milliseconds::rep>(whole.count(), INT_MAX));
    }
    return ::poll(set, static_cast<nfds_t>(count), milliseconds) < 0 ? errno
                                                                     : 0;
}

int make_event() noexcept
{
    errno = ENOSYS;
    return -1;
}

void raise_event(int) noexcept {}

int open_unnamed(std::string const& directory)
{
    concur::detail::uncancellable const whole;
    auto name = directory + "/concurXXXXXX";
    int const file = ::mkstemp(name.data());
    if (file >= 0)
    {
        ::unlink(name.c_str());
        ::fcntl(file, F_SETFD, FD_CLOEXEC);
    }
    return file;
}

int open_cgroup(std::string const&)
{
    errno = ENOSYS;
    return -1;
}

long read_without_blocking(int, char*, std::size_t) noexcept
{
    return -EOPNOTSUPP;
}

long write_without_blocking(int, char const*, std::size_t) noexcept
{
    return -EOPNOTSUPP;
}

void consume_sigpipe() noexcept
{
    sigset_t pipe;
    ::sigpending(&pipe);
    if (::sigismember(&pipe, SIGPIPE) == 1)
    {
        ::sigemptyset(&pipe);
        ::sigaddset(&pipe, SIGPIPE);
        int signal;
        ::sigwait(&pipe, &signal);
    }
}

int start_lasting_thread() noexcept
{
    return ENOSYS;
}

void call_on_lasting_thread(void (*)(void*) noexcept, void*) noexcept {}

clone_result clone_process(clone_request const&) noexcept
{
    clone_result none;
    none.error = ENOSYS;
    return none;
}

int open_pidfd(pid_t) noexcept
{
    errno = ENOSYS;
    return -1;
}

std::uint64_t pidfd_identity(int) noexcept
{
    return 0;
}

pidfd_target target_of_pidfd(int, pid_t) noexcept
{
    return pidfd_target::unknown;
}

bool may_be_pidfd(int) noexcept
{
    return false;
}

int signal_child(pid_t pid, int, int signal) noexcept
{
    return ::kill(pid, signal) == 0 ? 0 : errno;
}

int signal_pidfd(int, int) noexcept
{
    return ENOSYS;
}

wait_result wait_child(pid_t pid, bool block, bool reap)
{
    auto const options = WEXITED | (block ? 0 : WNOHANG) | (reap ? 0 : WNOWAIT);
    siginfo_t info{};
    auto const result = ::waitid(P_PID, static_cast<id_t>(pid), &info, options);
    return interpret(result, info);
}

wait_result wait_autoreaped(int, bool)
{
    return {wait_result::state::lost};
}

wait_result wait_pidfd(int)
{
    wait_result none;
    none.what = wait_result::state::lost;
    return none;
}

} // namespace concur::subprocess::detail::kernel
