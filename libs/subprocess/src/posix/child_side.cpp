// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "child_side.hpp"

#include <cerrno>
#include <climits>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

extern char** environ;

// A child that shares its parent's memory leaves these functions by execve() or
// _exit(). Sanitizers would think that their stack frames are still in use.
#define CONCUR_IN_CHILD __attribute__((no_sanitize("address", "undefined")))

namespace concur::subprocess::detail::child_side {
namespace {

using phase = posix::start_phase;

CONCUR_IN_CHILD int keep_open(int number) noexcept
{
    auto const flags = ::fcntl(number, F_GETFD);
    return flags < 0 || ::fcntl(number, F_SETFD, flags & ~FD_CLOEXEC) < 0
               ? errno
               : 0;
}

CONCUR_IN_CHILD int duplicate(int from, int to) noexcept
{
    while (::dup2(from, to) < 0)
    {
        if (errno != EINTR && errno != EBUSY)
        {
            return errno;
        }
    }
    return 0;
}

CONCUR_IN_CHILD int connect_stdio(int (&from)[3]) noexcept
{
    // Move descriptors away from 0, 1 and 2 first, so that every permutation of
    // these works.
    for (int i = 0; i != 3; ++i)
    {
        if (from[i] >= 0 && from[i] <= 2 && from[i] != i)
        {
            from[i] = ::fcntl(from[i], F_DUPFD_CLOEXEC, 3);
            if (from[i] < 0)
            {
                return errno;
            }
        }
    }
    for (int i = 0; i != 3; ++i)
    {
        if (from[i] == i)
        {
            if (auto error = keep_open(i))
            {
                return error;
            }
        }
        else if (from[i] >= 0)
        {
            if (auto error = duplicate(from[i], i))
            {
                return error;
            }
        }
    }
    return 0;
}

// Whether a number is needed for another descriptor.
CONCUR_IN_CHILD bool is_needed(steps const& todo, int number) noexcept
{
    for (int i = 0; i != 3; ++i)
    {
        if (todo.stdio[i] == number)
        {
            return true;
        }
    }
    for (std::size_t i = 0; i != todo.fd_count; ++i)
    {
        if (todo.fds[i].number == number)
        {
            return true;
        }
    }
    return false;
}

// Whether the source of an item is to become another file.
CONCUR_IN_CHILD bool is_replaced(steps const& todo, int source) noexcept
{
    for (std::size_t i = 0; i != todo.fd_count; ++i)
    {
        if (todo.fds[i].number == source && todo.fds[i].from != source)
        {
            return true;
        }
    }
    return source <= 2 && todo.stdio[source] >= 0;
}

// Moves the sources that other steps will replace to numbers that are not
// needed, so that every permutation works.
CONCUR_IN_CHILD report move_sources(steps& todo) noexcept
{
    int least = 3;
    for (std::size_t i = 0; i != todo.fd_count; ++i)
    {
        auto& item = todo.fds[i];
        auto const source = item.from;
        if (source == item.number || !is_replaced(todo, source))
        {
            continue;
        }
        do
        {
            if (item.from != source)
            {
                ::close(item.from);
            }
            item.from = ::fcntl(source, F_DUPFD_CLOEXEC, least);
            if (item.from < 0)
            {
                return {phase::fds, errno, item.number};
            }
            least = item.from + 1;
        } while (is_needed(todo, item.from));
    }
    return {};
}

CONCUR_IN_CHILD report place_descriptors(steps const& todo) noexcept
{
    for (std::size_t i = 0; i != todo.fd_count; ++i)
    {
        auto const& item = todo.fds[i];
        if (auto error = item.from == item.number
                             ? keep_open(item.number)
                             : duplicate(item.from, item.number))
        {
            return {phase::fds, error, item.number};
        }
    }
    return {};
}

CONCUR_IN_CHILD int set_ids(steps const& todo) noexcept
{
    if (todo.set_groups)
    {
        if (auto error = kernel::set_groups(todo.group_count, todo.groups))
        {
            return error;
        }
    }
    if (todo.gid)
    {
        if (auto error = kernel::set_gid(*todo.gid))
        {
            return error;
        }
    }
    return todo.uid ? kernel::set_uid(*todo.uid) : 0;
}

CONCUR_IN_CHILD report set_attributes(steps const& todo) noexcept
{
    if (todo.nice)
    {
        if (auto error = kernel::add_nice(*todo.nice))
        {
            return {phase::nice, error};
        }
    }
    if (todo.cpu_affinity)
    {
        if (auto error = kernel::set_cpu_affinity(todo.cpu_affinity,
                                                  todo.cpu_affinity_size))
        {
            return {phase::cpu_affinity, error};
        }
    }
    if (todo.oom_score_adj)
    {
        if (auto error = kernel::set_oom_score_adj(todo.oom_score_adj))
        {
            return {phase::oom_score_adj, error};
        }
    }
    for (std::size_t i = 0; i != todo.limit_count; ++i)
    {
        auto const& limit = todo.limits[i];
        if (auto error = limit.resource == RLIMIT_NOFILE
                             ? kernel::raise_limit(limit)
                             : kernel::set_limit(limit))
        {
            return {phase::rlimits, error};
        }
    }
    return {};
}

// Gives every signal that has a signal handler its default action.
CONCUR_IN_CHILD void reset_handlers() noexcept
{
    for (int signal = 1; signal < NSIG; ++signal)
    {
        struct sigaction action;
        if (::sigaction(signal, nullptr, &action) == 0 &&
            action.sa_handler != SIG_DFL && action.sa_handler != SIG_IGN)
        {
            kernel::reset_signal(signal);
        }
    }
}

CONCUR_IN_CHILD void restore_mask(child_state const& s) noexcept
{
    // The parent's signal handlers must not run in the child.
    if (!s.handlers_cleared)
    {
        reset_handlers();
    }
    kernel::set_signal_mask(s.mask);
}

CONCUR_IN_CHILD int bind_to_parent(child_state const& s) noexcept
{
    return s.parent != 0 ? kernel::die_with_parent(s.parent) : 0;
}

CONCUR_IN_CHILD int execute(steps const& todo) noexcept
{
    int first_error = 0;
    // Read `environ` here: `hook` may have changed it.
    auto const env = todo.env ? todo.env : ::environ;
    for (auto path = todo.paths; path != todo.paths_end && *path; ++path)
    {
        ::execve(*path, const_cast<char* const*>(todo.argv),
                 const_cast<char* const*>(env));
        if (errno != ENOENT && errno != ENOTDIR && first_error == 0)
        {
            first_error = errno;
        }
    }
    return first_error ? first_error : errno;
}

CONCUR_IN_CHILD report perform(child_state& s) noexcept
{
    if (s.unshare_from != 0)
    {
        if (auto error = kernel::unshare_files_from(s.unshare_from))
        {
            s.unshare_failed = true;
            return {phase::start, error};
        }
    }
    if (s.attributes)
    {
        kernel::set_attributes(*s.attributes);
    }
    auto const& todo = s.todo;
    auto const failure = set_up(s.todo);
    if (failure.failed != phase::none)
    {
        return failure;
    }
    if (todo.hook)
    {
        if (auto error = bind_to_parent(s))
        {
            return {phase::die_with_parent, error};
        }
        restore_mask(s);
        auto const error = todo.hook(todo.hook_argument);
        if (error < 0)
        {
            return {phase::hook_threw, error_of_exception};
        }
        if (error != 0)
        {
            return {phase::hook, error};
        }
    }
    kernel::close_ranges(s.closed, s.closed_count);
    if (auto error = limit_descriptors(todo))
    {
        return {phase::rlimits, error};
    }
    // Here no step follows that could undo it. The hook may have done so.
    if (auto error = bind_to_parent(s))
    {
        return {phase::die_with_parent, error};
    }
    if (!todo.hook)
    {
        restore_mask(s);
    }
    return {phase::exec, execute(todo)};
}

} // namespace

// The steps have the same order as in CPython.
CONCUR_IN_CHILD report set_up(steps& todo) noexcept
{
    if (todo.cgroup >= 0)
    {
        if (auto error = kernel::join_cgroup(todo.cgroup))
        {
            return {phase::cgroup, error};
        }
    }
    for (std::size_t i = 0; i != todo.pass_fd_count; ++i)
    {
        if (auto error = keep_open(todo.pass_fds[i]))
        {
            return {phase::start, error};
        }
    }
    if (auto const failure = move_sources(todo); failure.failed != phase::none)
    {
        return failure;
    }
    if (auto error = connect_stdio(todo.stdio))
    {
        return {phase::start, error};
    }
    if (auto const failure = place_descriptors(todo);
        failure.failed != phase::none)
    {
        return failure;
    }
    if (todo.cwd && ::chdir(todo.cwd) != 0)
    {
        return {phase::chdir, errno};
    }
    if (todo.umask)
    {
        ::umask(*todo.umask);
    }
    if (todo.restore_signals)
    {
        kernel::reset_signal(SIGPIPE);
        kernel::reset_signal(SIGXFSZ);
    }
    if (todo.new_session)
    {
        ::setsid();
    }
    if (todo.terminal >= 0 && ::ioctl(todo.terminal, TIOCSCTTY, 0) != 0)
    {
        return {phase::terminal, errno};
    }
    if (todo.process_group && ::setpgid(0, *todo.process_group) != 0)
    {
        return {phase::start, errno};
    }
    // Some of these need the rights of the parent.
    if (auto const failure = set_attributes(todo);
        failure.failed != phase::none)
    {
        return failure;
    }
    if (auto error = set_ids(todo))
    {
        return {phase::start, error};
    }
    if (todo.no_new_privs)
    {
        if (auto error = kernel::set_no_new_privs())
        {
            return {phase::no_new_privs, error};
        }
    }
    return {};
}

CONCUR_IN_CHILD void run(void* state) noexcept
{
    auto& s = *static_cast<child_state*>(state);
    if (s.channel >= 0)
    {
        // If the parent's end stayed open here, the read below would not end
        // when the parent dies.
        ::close(s.parents_end);
    }
    if (s.wait_for_parent)
    {
        // A copy of the parent's end in another process would keep this child
        // waiting. An error is found again, and reported, later.
        bind_to_parent(s);
        char go;
        if (::read(s.channel, &go, 1) != 1)
        {
            kernel::end_process(255);
        }
    }
    s.result = perform(s);
    if (s.channel >= 0)
    {
        auto const sent = ::write(s.channel, &s.result, sizeof s.result);
        static_cast<void>(sent);
    }
    kernel::end_process(255);
}

CONCUR_IN_CHILD void set_flag(void* flag) noexcept
{
    *static_cast<bool volatile*>(flag) = true;
    kernel::end_process(0);
}

CONCUR_IN_CHILD int limit_descriptors(steps const& todo) noexcept
{
    for (std::size_t i = 0; i != todo.limit_count; ++i)
    {
        if (todo.limits[i].resource == RLIMIT_NOFILE)
        {
            if (auto error = kernel::set_limit(todo.limits[i]))
            {
                return error;
            }
        }
    }
    return 0;
}

CONCUR_IN_CHILD void close_others(int* kept, std::size_t count) noexcept
{
    // A child must not call std::sort(): in some standard libraries it is a
    // compiled function. The loop below is fast enough, since the numbers are
    // few and most are in order.
    for (std::size_t i = 1; i < count; ++i)
    {
        auto const number = kept[i];
        auto at = i;
        for (; at != 0 && kept[at - 1] > number; --at)
        {
            kept[at] = kept[at - 1];
        }
        kept[at] = number;
    }
    for_each_gap(kept, count, UINT_MAX,
                 [](kernel::range r) { kernel::close_ranges(&r, 1); });
}

} // namespace concur::subprocess::detail::child_side
