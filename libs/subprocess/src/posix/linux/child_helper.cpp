// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "child_helper.hpp"

#include "clone_call.hpp"
#include "pid_list.hpp"

#include <cerrno>
#include <climits>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <linux/sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define CONCUR_IN_CHILD __attribute__((no_sanitize("address", "undefined")))

namespace concur::subprocess::detail::helper {
namespace {

using child_side::report;
using phase = posix::start_phase;

// A process that the kernel cannot end must not keep the helper for ever.
constexpr int longest_kill = 1000; // looks, of 10 ms at most

// Sets the action of SIGCHLD; returns whether it was ignored before.
CONCUR_IN_CHILD bool set_sigchld(void (*handler)(int)) noexcept
{
    struct sigaction action;
    struct sigaction before;
    std::memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    return ::sigaction(SIGCHLD, &action, &before) == 0 &&
           before.sa_handler == SIG_IGN;
}

// Waits for any signal, at most for 10 ms if `briefly`.
CONCUR_IN_CHILD void await_signal(bool briefly) noexcept
{
    sigset_t all;
    std::memset(&all, 0xff, sizeof all);
    long const most[2] = {0, 10'000'000}; // the kernel's struct timespec
    ::syscall(SYS_rt_sigtimedwait, &all, nullptr, briefly ? most : nullptr,
              _NSIG / 8);
}

// Sends the command the signals that the library has stored.
CONCUR_IN_CHILD void pass_signals_on(shared_memory& shared) noexcept
{
    auto const all = shared.signals.exchange(0);
    for (int i = 0; all != 0 && i != 64; ++i)
    {
        if ((all >> i & 1) != 0)
        {
            ::syscall(SYS_kill, shared.command.load(), i + 1);
        }
    }
}

CONCUR_IN_CHILD state& state_at(void* given) noexcept
{
    return static_cast<state&>(*static_cast<middle_process*>(given));
}

// Runs in the process of the command. It dies with this process during the
// steps that are to come, too.
CONCUR_IN_CHILD void run_command(void* given) noexcept
{
    auto const& s = state_at(given);
    if (kernel::die_with_parent(s.child->parent) != 0)
    {
        kernel::end_process(255);
    }
    if (s.ignores_sigchld)
    {
        set_sigchld(SIG_IGN);
    }
    child_side::run(s.child);
}

// Opens the list of the children of this process. Returns -1 and sets errno if
// the system has none.
CONCUR_IN_CHILD int open_children() noexcept
{
    int const file = ::open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    if (file > 2 || file < 0)
    {
        return file;
    }
    int const moved = ::fcntl(file, F_DUPFD_CLOEXEC, 3);
    ::close(file);
    return moved;
}

// Reaps all children that have ended. Returns whether others are left.
CONCUR_IN_CHILD bool reap(shared_memory& shared) noexcept
{
    for (;;)
    {
        siginfo_t info;
        info.si_pid = 0;
        rusage used;
        if (::syscall(SYS_waitid, P_ALL, 0, &info, WEXITED | WNOHANG, &used) !=
            0)
        {
            return false;
        }
        if (info.si_pid == 0)
        {
            return true;
        }
        if (info.si_pid == shared.command)
        {
            shared.code = info.si_code;
            shared.status = info.si_status;
            shared.used = used;
            shared.ended = true;
        }
    }
}

struct killed
{
    unsigned alive = 0;
    unsigned refused = 0;
};

// Sends SIGKILL to all children. None of them has been reaped, so that their
// pids are their own.
CONCUR_IN_CHILD killed kill_children(int children) noexcept
{
    killed found;
    ::lseek(children, 0, SEEK_SET);
    for_each_pid(children, [&](pid_t pid) {
        ++(::syscall(SYS_kill, pid, SIGKILL) == 0 ? found.alive
                                                  : found.refused);
    });
    return found;
}

// Kills all descendants. The children of a child that has ended become
// children of this process, so that they are found in the next round.
CONCUR_IN_CHILD void kill_all(state const& s, int children) noexcept
{
    auto& shared = *s.shared;
    killed found;
    for (int looks = 0; looks != longest_kill; ++looks)
    {
        found = kill_children(children);
        if (!reap(shared))
        {
            return;
        }
        if (found.alive == 0 && found.refused != 0)
        {
            break;
        }
        await_signal(true);
    }
    shared.left = found.alive + found.refused;
}

// Ends as the command has ended, for a part of the program that looks only at
// the status of this process.
[[noreturn]] CONCUR_IN_CHILD void
end_as_command(shared_memory const& shared) noexcept
{
    if (shared.ended && shared.code != CLD_EXITED)
    {
        // No second core file.
        ::syscall(SYS_prctl, PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
        kernel::reset_signal(shared.status);
        constexpr int width = CHAR_BIT * sizeof(long);
        unsigned long only[_NSIG / 8 / sizeof(long)] = {};
        only[(shared.status - 1) / width] = 1UL << (shared.status - 1) % width;
        ::syscall(SYS_rt_sigprocmask, SIG_UNBLOCK, only, nullptr, _NSIG / 8);
        ::syscall(SYS_kill, ::syscall(SYS_getpid), shared.status);
    }
    kernel::end_process(shared.ended ? shared.status : 255);
}

[[noreturn]] CONCUR_IN_CHILD void watch(state const& s, int children) noexcept
{
    auto& shared = *s.shared;
    for (;;)
    {
        bool const orphaned = ::syscall(SYS_getppid) != s.parent;
        // The command has not been reaped, so that its pid is its own.
        pass_signals_on(shared);
        auto const todo = shared.todo.load();
        if (todo == order::kill || (orphaned && s.die_with_parent))
        {
            kill_all(s, children);
        }
        if (todo != order::wait || orphaned)
        {
            reap(shared);
        }
        if (shared.ended)
        {
            if (shared.todo.load() == order::stop)
            {
                kill_all(s, children);
            }
            end_as_command(shared);
        }
        await_signal(false);
    }
}

// Makes this process a helper. Returns the file that lists its children, or a
// negative errno.
CONCUR_IN_CHILD int become_helper(state& s) noexcept
{
    if (::syscall(SYS_getppid) != s.parent)
    {
        return -ENOSYS; // the parent knows this process by another number
    }
    auto const pidfd =
        static_cast<int>(::syscall(SYS_pidfd_open, ::syscall(SYS_getpid), 0L));
    if (pidfd < 0)
    {
        return -errno;
    }
    ::close(pidfd);
    if (::syscall(SYS_prctl, PR_SET_CHILD_SUBREAPER, 1L, 0L, 0L, 0L) != 0 ||
        ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGCHLD, 0L, 0L, 0L) != 0)
    {
        return -errno;
    }
    sigset_t all;
    std::memset(&all, 0xff, sizeof all);
    kernel::set_signal_mask(all);
    s.ignores_sigchld = set_sigchld(SIG_DFL);
    int const children = open_children();
    return children < 0 ? -errno : children;
}

[[noreturn]] CONCUR_IN_CHILD void fail(int channel, report const& why) noexcept
{
    auto const sent = ::write(channel, &why, sizeof why);
    static_cast<void>(sent);
    kernel::end_process(255);
}

} // namespace

CONCUR_IN_CHILD void run(void* given) noexcept
{
    auto& s = state_at(given);
    auto& child = *s.child;
    auto& shared = *s.shared;
    ::close(child.parents_end);
    child.parents_end = -1;
    char go;
    if (child.wait_for_parent && ::read(child.channel, &go, 1) != 1)
    {
        kernel::end_process(255);
    }
    child.wait_for_parent = false;
    auto const self = static_cast<pid_t>(::syscall(SYS_getpid));
    shared.self = self;
    child.parent = self;
    int children = become_helper(s);
    if (children < 0)
    {
        bool const full =
            children == -EMFILE || children == -ENFILE || children == -ENOMEM;
        fail(child.channel, {phase::start, -children, full ? -1 : unavailable});
    }
    long pid = -ENOSYS;
    if (s.child_may_share)
    {
        pid = kernel::clone_call(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD, 0,
                                 0, run_command, &s);
    }
    if (pid == -ENOSYS || pid == -EPERM || pid == -EINVAL)
    {
        pid = kernel::fork_call(run_command, &s);
    }
    if (pid < 0)
    {
        fail(child.channel, {phase::start, static_cast<int>(-pid),
                             pid == -ENOSYS ? unavailable : -1});
    }
    shared.command = static_cast<pid_t>(pid);
    // The child has these descriptors. Here they would hold pipes open.
    for (int number = 0; number != 3; ++number)
    {
        ::close(number);
    }
    int kept[] = {children, child.channel};
    child_side::close_others(kept, 2);
    // Signals for the group of the parent are not for this process. It stays in
    // the session, so that the group of the command is not an orphaned one.
    ::setpgid(0, 0);
    static_cast<void>(::chdir("/") == 0);
    ::syscall(SYS_prctl, PR_SET_NAME, "concur-helper", 0L, 0L, 0L);
    ::close(child.channel);
    watch(s, children);
}

} // namespace concur::subprocess::detail::helper
