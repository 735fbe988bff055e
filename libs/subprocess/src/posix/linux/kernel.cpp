// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../kernel.hpp"

#include "../child_side.hpp"
#include "clone_call.hpp"
#include "usage.hpp"

#include <concur/detail/uncancellable.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <climits>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/vfs.h>
#include <sys/wait.h>
#include <unistd.h>

// The oldest supported headers lack these macros.
#ifndef CLONE_CLEAR_SIGHAND
#define CLONE_CLEAR_SIGHAND 0x100000000ULL
#endif
#ifndef CLONE_INTO_CGROUP
#define CLONE_INTO_CGROUP 0x200000000ULL
#endif
#ifndef CLONE_AUTOREAP
#define CLONE_AUTOREAP 0x400000000ULL
#define CLONE_NNP 0x800000000ULL
#define CLONE_PIDFD_AUTOKILL 0x1000000000ULL
#endif
#ifndef SYS_clone3
#define SYS_clone3 435
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#define SYS_pidfd_send_signal 424
#endif

#ifndef RWF_NOSIGNAL
#define RWF_NOSIGNAL 0x100
#endif

// ThreadSanitizer has records of each thread, which a child in the same memory
// would corrupt. So under ThreadSanitizer every child is forked.
#if defined(__SANITIZE_THREAD__)
#define CONCUR_MAY_CLONE false
#elif defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define CONCUR_MAY_CLONE false
#endif
#endif
#if !defined(CONCUR_MAY_CLONE)
#define CONCUR_MAY_CLONE true
#endif

namespace concur::subprocess::detail::kernel {

using namespace std::chrono_literals;

namespace {

// The kernel's struct clone_args, which old headers lack. Every kernel with
// clone3() accepts the size of its first version, without the last line.
struct clone3_arguments
{
    std::uint64_t flags, pidfd, child_tid, parent_tid, exit_signal, stack,
        stack_size, tls;
    std::uint64_t set_tid, set_tid_size, cgroup;
};

// Whether an errno means that the system lacks a call or a sandbox forbids it.
bool unavailable(long error) noexcept
{
    return error == ENOSYS || error == EINVAL || error == EPERM;
}

// The result of a call with flags that failed. Remembers if the system does not
// know the flags.
long without_flags(std::atomic<bool>& refused) noexcept
{
    int const error = errno;
    if (error == EOPNOTSUPP || unavailable(error))
    {
        refused.store(true, std::memory_order_relaxed);
        return -EOPNOTSUPP;
    }
    return -error;
}

long clone3(std::uint64_t flags, int& pidfd, int cgroup,
            clone_request const& r) noexcept
{
    clone3_arguments args{};
    std::size_t size = offsetof(clone3_arguments, set_tid);
    if (cgroup >= 0)
    {
        size = sizeof args;
        flags |= CLONE_INTO_CGROUP;
        args.cgroup = static_cast<std::uint64_t>(cgroup);
    }
    args.flags = flags;
    args.pidfd = reinterpret_cast<std::uintptr_t>(&pidfd);
    args.exit_signal = r.dies_with_pidfd ? 0 : SIGCHLD;
    auto const pid = clone_call(SYS_clone3, reinterpret_cast<long>(&args),
                                static_cast<long>(size), 0, r.run, r.argument);
    // E2BIG: this kernel does not know all fields.
    return pid == -E2BIG ? -EINVAL : pid;
}

long clone(std::uint64_t flags, int& pidfd, clone_request const& r) noexcept
{
    return clone_call(SYS_clone, static_cast<long>(flags | SIGCHLD), 0,
                      reinterpret_cast<long>(&pidfd), r.run, r.argument);
}

// Whether a child can share this process's memory. Under Valgrind, qemu's user
// mode and some sandboxes, the child gets a copy of the memory, and its report
// would be lost. The first call finds this out: it makes a child with the flags
// of vfork(), which all of these accept. If that fails, the result is true, and
// the next clone call reports the error.
bool memory_can_be_shared() noexcept
{
    enum answer
    {
        unknown,
        yes,
        no
    };
    // A constant initializer needs no guard, which a fork could leave locked.
    static std::atomic<answer> known{unknown};
    auto now = known.load(std::memory_order_relaxed);
    if (now == unknown)
    {
        bool flag = false;
        auto const pid = clone_call(SYS_clone, CLONE_VM | CLONE_VFORK | SIGCHLD,
                                    0, 0, child_side::set_flag, &flag);
        if (pid < 0)
        {
            return true;
        }
        reap(static_cast<pid_t>(pid));
        now = static_cast<bool volatile&>(flag) ? yes : no;
        known.store(now, std::memory_order_relaxed);
    }
    return now == yes;
}

} // namespace

int make_pipe(int (&ends)[2]) noexcept
{
    return ::pipe2(ends, O_CLOEXEC);
}

int make_channel(int (&ends)[2]) noexcept
{
    return ::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends);
}

int open_terminal(int (&ends)[2]) noexcept
{
    concur::detail::uncancellable const whole;
    constexpr int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;
    ends[0] = ::posix_openpt(flags);
    if (ends[0] < 0)
    {
        return -1;
    }
    int unlocked = 0;
    if (::ioctl(ends[0], TIOCSPTLCK, &unlocked) == 0)
    {
        // This needs no path, which may be missing in this mount namespace.
        ends[1] = ::ioctl(ends[0], TIOCGPTPEER, flags);
        if (ends[1] >= 0)
        {
            return 0;
        }
        // Linux before 4.13 has no such call.
        char path[32];
        if (unavailable(errno) || errno == ENOTTY)
        {
            errno = ::ptsname_r(ends[0], path, sizeof path);
            ends[1] = errno == 0 ? ::open(path, flags) : -1;
            if (ends[1] >= 0)
            {
                return 0;
            }
        }
    }
    auto const error = errno;
    ::close(ends[0]);
    errno = error;
    return -1;
}

int reopen_nonblocking(int end) noexcept
{
    concur::detail::uncancellable const whole;
    char path[32];
    std::snprintf(path, sizeof path, "/proc/self/fd/%d", end);
    return ::open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC);
}

bool pipes_have_size() noexcept
{
    return true;
}

int set_pipe_size(int end, long long size) noexcept
{
    // fcntl() takes an int. The kernel would refuse a larger size, too.
    if (size > INT_MAX)
    {
        return EPERM;
    }
    return ::fcntl(end, F_SETPIPE_SZ, static_cast<int>(size)) < 0 ? errno : 0;
}

std::size_t pipe_memory_limit() noexcept
{
    concur::detail::uncancellable const whole;
    std::size_t pages = 16384; // the default limit, also for "no limit"
    int const file =
        ::open("/proc/sys/fs/pipe-user-pages-soft", O_RDONLY | O_CLOEXEC);
    if (file >= 0)
    {
        char text[24] = {};
        auto const n = ::read(file, text, sizeof text - 1);
        ::close(file);
        std::size_t number = 0;
        if (n > 0 &&
            std::from_chars(text, text + n, number).ec == std::errc() &&
            number != 0)
        {
            pages = number;
        }
    }
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

int poll(pollfd* set, std::size_t count,
         std::optional<std::chrono::nanoseconds> left)
{
    timespec time{};
    if (left)
    {
        // Wait at most 68 years, which a time_t of 32 bits can hold. The caller
        // then reads its clock and waits again.
        auto const s = std::min<std::chrono::seconds>(
            std::chrono::duration_cast<std::chrono::seconds>(*left),
            std::chrono::seconds(std::numeric_limits<std::int32_t>::max()));
        time.tv_sec = static_cast<std::time_t>(s.count());
        time.tv_nsec = static_cast<long>((*left % 1s).count());
    }
    return ::ppoll(set, count, left ? &time : nullptr, nullptr) < 0 ? errno : 0;
}

int make_event() noexcept
{
    return ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
}

void raise_event(int event) noexcept
{
    std::uint64_t const one = 1;
    // The counter may be full only if the event is readable already.
    [[maybe_unused]] auto const n = ::write(event, &one, sizeof one);
}

int open_unnamed(std::string const& directory)
{
    concur::detail::uncancellable const whole;
    int const made = ::open(directory.c_str(),
                            O_TMPFILE | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    // Not each file system can make such a file.
    if (made >= 0 || (errno != EOPNOTSUPP && errno != EISDIR &&
                      errno != ENOENT && !unavailable(errno)))
    {
        return made;
    }
    auto name = directory + "/concurXXXXXX";
    int const file = ::mkostemp(name.data(), O_CLOEXEC);
    if (file >= 0)
    {
        ::unlink(name.c_str());
    }
    return file;
}

int open_cgroup(std::string const& directory)
{
    concur::detail::uncancellable const whole;
    constexpr long cgroup2 = 0x63677270;
    int const opened =
        ::open(directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (opened < 0)
    {
        return -1;
    }
    struct statfs system;
    if (::fstatfs(opened, &system) == 0 && system.f_type == cgroup2)
    {
        return opened;
    }
    ::close(opened);
    errno = EINVAL;
    return -1;
}

long read_without_blocking(int number, char* to, std::size_t size) noexcept
{
    // Pipes have this since Linux 6.5.
    static std::atomic<bool> refused{false};
    if (refused.load(std::memory_order_relaxed))
    {
        return -EOPNOTSUPP;
    }
    iovec data{to, size};
    auto const n = ::preadv2(number, &data, 1, -1, RWF_NOWAIT);
    return n < 0 ? without_flags(refused) : n;
}

long write_without_blocking(int number, char const* from,
                            std::size_t size) noexcept
{
    static std::atomic<bool> refused{false};
    if (refused.load(std::memory_order_relaxed))
    {
        return -EOPNOTSUPP;
    }
    iovec data{const_cast<char*>(from), size};
    auto const n = ::pwritev2(number, &data, 1, -1, RWF_NOWAIT | RWF_NOSIGNAL);
    return n < 0 ? without_flags(refused) : n;
}

void consume_sigpipe() noexcept
{
    sigset_t pipe;
    ::sigemptyset(&pipe);
    ::sigaddset(&pipe, SIGPIPE);
    timespec const now{};
    while (::sigtimedwait(&pipe, nullptr, &now) < 0 && errno == EINTR)
    {
    }
}

clone_result clone_process(clone_request const& r) noexcept
{
    clone_result made;
    if (!CONCUR_MAY_CLONE || !memory_can_be_shared())
    {
        made.error = ENOSYS;
        return made;
    }
    std::uint64_t flags = 0;
    if (r.share_memory)
    {
        flags |= CLONE_VM | CLONE_VFORK;
    }
    if (r.share_files)
    {
        flags |= CLONE_FILES;
    }
    int const cgroup = *r.cgroup;
    *r.handlers_cleared = true;
    *r.cgroup = -1;
    if (r.dies_with_pidfd)
    {
        flags |= CLONE_PIDFD | CLONE_CLEAR_SIGHAND | CLONE_AUTOREAP |
                 CLONE_PIDFD_AUTOKILL | (r.no_new_privs ? CLONE_NNP : 0);
        auto const only = clone3(flags, made.pidfd, cgroup, r);
        made.pid = static_cast<pid_t>(only < 0 ? -1 : only);
        made.error = static_cast<int>(only < 0 ? -only : 0);
        return made;
    }
    // Each attempt needs fewer features of the kernel than the previous one.
    auto pid = clone3(flags | CLONE_PIDFD | CLONE_CLEAR_SIGHAND, made.pidfd,
                      cgroup, r);
    if (pid < 0 && (unavailable(-pid) || pid == -EMFILE))
    {
        *r.handlers_cleared = false;
        *r.cgroup = cgroup;
    }
    if (pid < 0 && unavailable(-pid))
    {
        pid = clone(flags | CLONE_PIDFD, made.pidfd, r);
    }
    if (pid < 0 && (unavailable(-pid) || pid == -EMFILE))
    {
        made.pidfd = -1;
        pid = clone(flags, made.pidfd, r);
    }
    if (pid < 0)
    {
        made.pidfd = -1;
        made.error = unavailable(-pid) ? ENOSYS : static_cast<int>(-pid);
        return made;
    }
    made.pid = static_cast<pid_t>(pid);
    return made;
}

int open_pidfd(pid_t pid) noexcept
{
    return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
}

std::uint64_t pidfd_identity(int number) noexcept
{
    // Since Linux 6.9 pidfds have a file system with one inode for each
    // process. On older kernels all pidfds have the same inode.
    constexpr long pidfs = 0x50494446;
    static std::atomic<std::uint64_t> device{0};
    struct stat file;
    if (::fstat(number, &file) != 0)
    {
        return 0;
    }
    if (device.load(std::memory_order_relaxed) != file.st_dev)
    {
        struct statfs system;
        if (::fstatfs(number, &system) != 0 || system.f_type != pidfs)
        {
            return 0;
        }
        device.store(file.st_dev, std::memory_order_relaxed);
    }
    return file.st_ino;
}

pidfd_target target_of_pidfd(int number, pid_t child) noexcept
{
    concur::detail::uncancellable const whole;
    char text[512];
    std::snprintf(text, sizeof text, "/proc/self/fdinfo/%d", number);
    int const file = ::open(text, O_RDONLY | O_CLOEXEC);
    auto const size = file < 0 ? -1 : ::read(file, text, sizeof text);
    if (file >= 0)
    {
        ::close(file);
    }
    if (size <= 0)
    {
        // The number is closed, no descriptor is free, or there is no /proc.
        return pidfd_target::unknown;
    }
    std::string_view const info(text, static_cast<std::size_t>(size));
    // "NSpid:" has the pids of the process in all namespaces from that of /proc
    // to its own. The namespace of this process may be any of them. A kernel
    // without namespaces has only "Pid:".
    for (std::string_view const field : {"\nNSpid:", "\nPid:"})
    {
        auto const at = info.find(field);
        if (at == info.npos)
        {
            continue;
        }
        auto numbers = info.substr(at + field.size());
        numbers = numbers.substr(0, numbers.find('\n'));
        auto found = pidfd_target::unknown;
        while (!numbers.empty())
        {
            pid_t pid = 0;
            auto const* const end = numbers.data() + numbers.size();
            auto const parsed = std::from_chars(numbers.data() + 1, end, pid);
            if (pid == child)
            {
                return pidfd_target::child;
            }
            // 0 stands for a process that /proc does not show.
            if (pid != 0)
            {
                found = pid > 0 ? pidfd_target::other : pidfd_target::reaped;
            }
            numbers.remove_prefix(
                static_cast<std::size_t>(parsed.ptr - numbers.data()));
        }
        return found;
    }
    return pidfd_target::other;
}

bool may_be_pidfd(int number) noexcept
{
    return ::syscall(SYS_pidfd_send_signal, number, 0, nullptr, 0) == 0 ||
           errno != EBADF;
}

int signal_child(pid_t pid, int pidfd, int signal) noexcept
{
    if (pidfd >= 0)
    {
        auto const error = signal_pidfd(pidfd, signal);
        if (error != ENOSYS && error != EPERM)
        {
            return error;
        }
    }
    return ::kill(pid, signal) == 0 ? 0 : errno;
}

int signal_pidfd(int pidfd, int signal) noexcept
{
    return ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0) == 0
               ? 0
               : errno;
}

namespace {

// waitid() with the argument that glibc's function lacks. syscall() is no
// cancellation point; so, as glibc does in its functions, the thread can be
// cancelled at any instruction while it blocks.
int wait_id(pid_t pid, siginfo_t& info, int options, rusage& used)
{
    bool const blocks = (options & WNOHANG) == 0;
    int type = PTHREAD_CANCEL_DEFERRED;
    ::pthread_testcancel();
    if (blocks)
    {
        ::pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, &type);
    }
    auto const result =
        ::syscall(SYS_waitid, P_PID, pid, &info, options, &used);
    if (blocks)
    {
        ::pthread_setcanceltype(type, &type);
    }
    return static_cast<int>(result);
}

} // namespace

wait_result wait_child(pid_t pid, bool block, bool reap)
{
    auto const options = WEXITED | (block ? 0 : WNOHANG) | (reap ? 0 : WNOWAIT);
    siginfo_t info{};
    rusage used{};
    auto found = interpret(wait_id(pid, info, options, used), info);
    if (reap && found.what == wait_result::state::ended)
    {
        found.usage = usage_of(used);
    }
    return found;
}

wait_result wait_autoreaped(int pidfd, bool block)
{
    // struct pidfd_info of Linux 6.13, and of 6.15 for the end.
    struct information
    {
        std::uint64_t mask, cgroup;
        std::uint32_t ids[11];
        std::int32_t status;
    };
    constexpr std::uint64_t has_end = 8;
    wait_result found;
    // There is no POLLIN in it: the status is known with POLLHUP only.
    pollfd reaped{pidfd, 0, 0};
    found.error =
        poll(&reaped, 1,
             block ? std::nullopt : std::optional<std::chrono::nanoseconds>(0));
    if (found.error == EINTR || (found.error == 0 && reaped.revents == 0))
    {
        found.error = 0;
        return found;
    }
    if (found.error != 0)
    {
        found.what = wait_result::state::failed;
        return found;
    }
    information all{};
    all.mask = has_end;
    found.what = wait_result::state::lost;
    if (::ioctl(pidfd, _IOWR(0xFF, 11, information), &all) == 0 &&
        (all.mask & has_end) != 0)
    {
        found.what = wait_result::state::ended;
        found.returncode = WIFEXITED(all.status) ? WEXITSTATUS(all.status)
                                                 : -WTERMSIG(all.status);
        found.dumped_core =
            WIFSIGNALED(all.status) && WCOREDUMP(all.status) != 0;
    }
    return found;
}

wait_result wait_pidfd(int pidfd)
{
    // P_PIDFD, which old headers lack.
    constexpr auto by_pidfd = static_cast<idtype_t>(3);
    siginfo_t info{};
    auto const result =
        ::waitid(by_pidfd, static_cast<id_t>(pidfd), &info, WEXITED | WNOHANG);
    auto found = interpret(result, info);
    // Linux before 5.4 has no such wait.
    if (found.what == wait_result::state::failed && unavailable(found.error))
    {
        found.what = wait_result::state::lost;
    }
    return found;
}

} // namespace concur::subprocess::detail::kernel
