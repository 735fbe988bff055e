// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../kernel.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstring>

#include <dirent.h>
#include <fcntl.h>
#include <grp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace concur::subprocess::detail::kernel {

namespace {

// Between the two calls another thread may start a program that inherits the
// ends; systems that could prevent it have their own file.
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

// One more than the highest number that may be open. The limit may have been
// lowered with more of them open; what it may be raised to says how many.
unsigned descriptor_limit() noexcept
{
    constexpr rlim_t many = 65536;
    rlimit limit{many, many};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    auto const end = std::max(limit.rlim_cur, std::min(limit.rlim_max, many));
    return static_cast<unsigned>(std::min<rlim_t>(end, INT_MAX));
}

bool within(int number, range const* ranges, std::size_t count) noexcept
{
    return std::any_of(ranges, ranges + count, [=](range const& r) {
        return number >= 0 && r.first <= static_cast<unsigned>(number) &&
               static_cast<unsigned>(number) <= r.last;
    });
}

// By the system's own list of what is open; false if there is none. Reading it
// takes memory, as it does in CPython. A list that lacks the directory's own
// descriptor is not one of this process: some systems always show 0, 1 and 2.
bool close_listed(range const* ranges, std::size_t count) noexcept
{
    auto* const list = ::opendir("/dev/fd");
    if (list == nullptr)
    {
        return false;
    }
    auto const own = ::dirfd(list);
    bool credible = false;
    for (;;)
    {
        errno = 0;
        auto const* const entry = ::readdir(list);
        if (entry == nullptr)
        {
            credible = credible && errno == 0;
            break;
        }
        int number = -1;
        auto const* const end = entry->d_name + std::strlen(entry->d_name);
        if (std::from_chars(entry->d_name, end, number).ptr != end)
        {
            continue;
        }
        if (number == own)
        {
            credible = true;
        }
        else if (within(number, ranges, count))
        {
            ::close(number);
        }
    }
    ::closedir(list);
    return credible;
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
        // Up, so as not to wake too early and ask again.
        auto const whole = std::chrono::ceil<std::chrono::milliseconds>(*left);
        milliseconds = static_cast<int>(
            std::min<std::chrono::milliseconds::rep>(whole.count(), INT_MAX));
    }
    return ::poll(set, static_cast<nfds_t>(count), milliseconds) < 0 ? errno
                                                                     : 0;
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

clone_result clone_process(clone_request const&) noexcept
{
    clone_result none;
    none.error = ENOSYS;
    return none;
}

int open_pidfd(pid_t) noexcept
{
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

int unshare_files_from(unsigned) noexcept
{
    return ENOSYS;
}

void close_ranges(range const* ranges, std::size_t count) noexcept
{
    if (close_listed(ranges, count))
    {
        return;
    }
    auto const end = descriptor_limit();
    for (std::size_t i = 0; i != count; ++i)
    {
        for (auto n = ranges[i].first; n <= ranges[i].last && n < end; ++n)
        {
            ::close(static_cast<int>(n));
        }
    }
}

void reset_signal(int signal) noexcept
{
    struct sigaction action = {};
    action.sa_handler = SIG_DFL;
    ::sigaction(signal, &action, nullptr);
}

void set_signal_mask(sigset_t const& mask) noexcept
{
    ::sigprocmask(SIG_SETMASK, &mask, nullptr);
}

int set_groups(std::size_t count, gid_t const* groups) noexcept
{
    return ::setgroups(count, groups) == 0 ? 0 : errno;
}

int set_gid(gid_t gid) noexcept
{
    return ::setregid(gid, gid) == 0 ? 0 : errno;
}

int set_uid(uid_t uid) noexcept
{
    return ::setreuid(uid, uid) == 0 ? 0 : errno;
}

} // namespace concur::subprocess::detail::kernel
