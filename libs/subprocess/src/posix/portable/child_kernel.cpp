// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../child_kernel.hpp"

#include <cerrno>
#include <climits>

#include <dirent.h>
#include <grp.h>
#include <sys/resource.h>
#include <unistd.h>

namespace concur::subprocess::detail::kernel {
namespace {

// One more than the highest number that may be open. The soft limit may have
// been lowered after files were opened, so the hard limit is used, too, up to
// 65536.
unsigned descriptor_limit() noexcept
{
    constexpr rlim_t many = 65536;
    rlimit limit{many, many};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    auto const raised = limit.rlim_max < many ? limit.rlim_max : many;
    auto const end = limit.rlim_cur > raised ? limit.rlim_cur : raised;
    return end < INT_MAX ? static_cast<unsigned>(end) : INT_MAX;
}

rlim_t value_of(std::uint64_t limit) noexcept
{
    return limit < RLIM_INFINITY ? static_cast<rlim_t>(limit) : RLIM_INFINITY;
}

// Reads a decimal number; false if the text is empty or has other characters
// than digits.
bool parse(char const* text, unsigned& number) noexcept
{
    if (*text == '\0')
    {
        return false;
    }
    for (; *text != '\0'; ++text)
    {
        if (*text < '0' || *text > '9')
        {
            return false;
        }
        number = number * 10 + static_cast<unsigned>(*text - '0');
    }
    return true;
}

// Closes the descriptors in the ranges, if the system lists them as open. False
// if the list is missing or incomplete. On some systems the list always has
// just 0, 1 and 2. So a list without the descriptor of the directory itself is
// not the list of this process.
//
// opendir() allocates; CPython calls it, too. The library makes every child on
// this path by fork(), after which the usual C libraries keep their allocators
// usable. In a child of another launcher's vfork(), the parent's other threads
// still run and release the allocator's locks.
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
        unsigned number = 0;
        if (!parse(entry->d_name, number))
        {
            continue;
        }
        if (number == static_cast<unsigned>(own))
        {
            credible = true;
        }
        else if (within(number, ranges, count))
        {
            ::close(static_cast<int>(number));
        }
    }
    ::closedir(list);
    return credible;
}

} // namespace

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

int add_nice(int increment) noexcept
{
    // More than the whole range has no more effect.
    constexpr int most = 40;
    increment = increment > most ? most : increment;
    increment = increment < -most ? -most : increment;
    errno = 0;
    return ::nice(increment) == -1 && errno != 0 ? errno : 0;
}

int set_cpu_affinity(unsigned long const*, std::size_t) noexcept
{
    return ENOSYS;
}

int set_oom_score_adj(char const*) noexcept
{
    return ENOSYS;
}

int set_limit(posix::child_limit const& limit) noexcept
{
    rlimit const values{value_of(limit.soft), value_of(limit.hard)};
    return ::setrlimit(limit.resource, &values) == 0 ? 0 : errno;
}

int raise_limit(posix::child_limit limit) noexcept
{
    rlimit values;
    if (::getrlimit(limit.resource, &values) != 0)
    {
        return errno;
    }
    auto const soft = value_of(limit.soft);
    auto const hard = value_of(limit.hard);
    values.rlim_cur = soft > values.rlim_cur ? soft : values.rlim_cur;
    values.rlim_max = hard > values.rlim_max ? hard : values.rlim_max;
    return ::setrlimit(limit.resource, &values) == 0 ? 0 : errno;
}

int set_no_new_privs() noexcept
{
    return ENOSYS;
}

int die_with_parent(pid_t) noexcept
{
    return ENOSYS;
}

void get_attributes(thread_attributes&) noexcept {}

void set_attributes(thread_attributes const&) noexcept {}

int join_cgroup(int) noexcept
{
    return ENOSYS;
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

void end_process(int status) noexcept
{
    ::_exit(status);
}

} // namespace concur::subprocess::detail::kernel
