// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../child_kernel.hpp"

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstring>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The oldest supported headers lack these macros.
#ifndef CLOSE_RANGE_UNSHARE
#define CLOSE_RANGE_UNSHARE 2U
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

namespace concur::subprocess::detail::kernel {
namespace {

int close_range(unsigned first, unsigned last, unsigned flags) noexcept
{
    return ::syscall(SYS_close_range, first, last, flags) == 0 ? 0 : errno;
}

// Closes the descriptors in the ranges, if the kernel lists them as open. False
// if the list cannot be read.
bool close_listed(range const* ranges, std::size_t count) noexcept
{
    int const list =
        ::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (list < 0)
    {
        return false;
    }
    alignas(8) char entries[2048];
    long size;
    while ((size = ::syscall(SYS_getdents64, list, entries, sizeof entries)) >
           0)
    {
        for (long at = 0; at < size;)
        {
            // struct linux_dirent64: u64, s64, u16 length, u8, name.
            std::uint16_t length;
            std::memcpy(&length, entries + at + 16, sizeof length);
            unsigned number = 0;
            char const* digit = entries + at + 19;
            bool const is_number = *digit >= '0' && *digit <= '9';
            for (; *digit >= '0' && *digit <= '9'; ++digit)
            {
                number = number * 10 + static_cast<unsigned>(*digit - '0');
            }
            if (is_number && number != static_cast<unsigned>(list) &&
                within(number, ranges, count))
            {
                ::close(static_cast<int>(number));
            }
            at += length;
        }
    }
    // Close the list last: its number may be in a range.
    ::close(list);
    return size == 0;
}

} // namespace

int unshare_files_from(unsigned first) noexcept
{
    return close_range(first, UINT_MAX, CLOSE_RANGE_UNSHARE);
}

void close_ranges(range const* ranges, std::size_t count) noexcept
{
    std::size_t done = 0;
    while (done < count &&
           close_range(ranges[done].first, ranges[done].last, 0) == 0)
    {
        ++done;
    }
    if (done == count || close_listed(ranges + done, count - done))
    {
        return;
    }
    auto const limit = ::sysconf(_SC_OPEN_MAX);
    auto const end = static_cast<unsigned>(limit > 0 ? limit : 65536);
    for (; done < count; ++done)
    {
        for (auto n = ranges[done].first; n <= ranges[done].last && n < end;
             ++n)
        {
            ::close(static_cast<int>(n));
        }
    }
}

// These are system calls, because the functions of the C library use its own
// records of signals, which the child may share with its parent.

void reset_signal(int signal) noexcept
{
    // On every machine, zeros mean SIG_DFL without flags.
    unsigned long const action[8] = {};
    ::syscall(SYS_rt_sigaction, signal, action, nullptr, _NSIG / 8);
}

void set_signal_mask(sigset_t const& mask) noexcept
{
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, _NSIG / 8);
}

int add_nice(int increment) noexcept
{
    // More than the whole range has no more effect.
    constexpr int most = 40;
    increment = increment > most ? most : increment;
    increment = increment < -most ? -most : increment;
    // The system call returns 20 minus the nice value.
    auto const found = ::syscall(SYS_getpriority, PRIO_PROCESS, 0);
    if (found < 0)
    {
        return errno;
    }
    // The kernel corrects a value that is too high or too low.
    auto const sum = 20 - found + increment;
    return ::syscall(SYS_setpriority, PRIO_PROCESS, 0, sum) == 0 ? 0 : errno;
}

int set_cpu_affinity(unsigned long const* mask, std::size_t bytes) noexcept
{
    return ::syscall(SYS_sched_setaffinity, 0, bytes, mask) == 0 ? 0 : errno;
}

int set_oom_score_adj(char const* text) noexcept
{
    int const file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (file < 0)
    {
        return errno;
    }
    std::size_t size = 0;
    while (text[size] != '\0')
    {
        ++size;
    }
    int const error = ::write(file, text, size) < 0 ? errno : 0;
    ::close(file);
    return error;
}

int set_limit(posix::child_limit const& limit) noexcept
{
    std::uint64_t const values[2] = {limit.soft, limit.hard};
    return ::syscall(SYS_prlimit64, 0, limit.resource, values, nullptr) == 0
               ? 0
               : errno;
}

int raise_limit(posix::child_limit limit) noexcept
{
    std::uint64_t now[2];
    if (::syscall(SYS_prlimit64, 0, limit.resource, nullptr, now) != 0)
    {
        return errno;
    }
    limit.soft = limit.soft > now[0] ? limit.soft : now[0];
    limit.hard = limit.hard > now[1] ? limit.hard : now[1];
    return set_limit(limit);
}

int set_no_new_privs() noexcept
{
    return ::syscall(SYS_prctl, PR_SET_NO_NEW_PRIVS, 1L, 0L, 0L, 0L) == 0
               ? 0
               : errno;
}

int die_with_parent(pid_t parent) noexcept
{
    if (::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0L, 0L, 0L) != 0)
    {
        return errno;
    }
    // If the parent has ended before, there is no signal. 0 is a parent in
    // another PID namespace, whether it lives or not.
    auto const now = ::syscall(SYS_getppid);
    if (now != parent && now != 0)
    {
        end_process(255);
    }
    return 0;
}

void get_attributes(thread_attributes& to) noexcept
{
    to.nice = ::syscall(SYS_getpriority, PRIO_PROCESS, 0);
    auto const size = ::syscall(SYS_sched_getaffinity, 0, sizeof to.processors,
                                to.processors);
    to.size = size > 0 ? static_cast<std::size_t>(size) : 0;
}

void set_attributes(thread_attributes const& from) noexcept
{
    thread_attributes now;
    get_attributes(now);
    if (from.nice > 0 && now.nice != from.nice)
    {
        ::syscall(SYS_setpriority, PRIO_PROCESS, 0, 20 - from.nice);
    }
    bool same = now.size == from.size;
    for (std::size_t i = 0; same && i != from.size; ++i)
    {
        same = now.processors[i] == from.processors[i];
    }
    if (!same && from.size != 0)
    {
        ::syscall(SYS_sched_setaffinity, 0, from.size, from.processors);
    }
}

int join_cgroup(int directory) noexcept
{
    auto const file = static_cast<int>(
        ::syscall(SYS_openat, directory, "cgroup.procs", O_WRONLY | O_CLOEXEC));
    if (file < 0)
    {
        return errno;
    }
    int const error = ::write(file, "0", 1) < 0 ? errno : 0;
    ::close(file);
    return error;
}

// These are system calls, because setuid() and similar functions of the C
// library change the ids of all threads that the library knows. The child has
// one thread only.

#if defined(SYS_setresuid32)
constexpr long sys_setgroups = SYS_setgroups32;
constexpr long sys_setresgid = SYS_setresgid32;
constexpr long sys_setresuid = SYS_setresuid32;
#else
constexpr long sys_setgroups = SYS_setgroups;
constexpr long sys_setresgid = SYS_setresgid;
constexpr long sys_setresuid = SYS_setresuid;
#endif

int set_groups(std::size_t count, gid_t const* groups) noexcept
{
    return ::syscall(sys_setgroups, count, groups) == 0 ? 0 : errno;
}

int set_gid(gid_t gid) noexcept
{
    return ::syscall(sys_setresgid, gid, gid, gid) == 0 ? 0 : errno;
}

int set_uid(uid_t uid) noexcept
{
    return ::syscall(sys_setresuid, uid, uid, uid) == 0 ? 0 : errno;
}

void end_process(int status) noexcept
{
    for (;;)
    {
        ::syscall(SYS_exit_group, status);
    }
}

} // namespace concur::subprocess::detail::kernel
