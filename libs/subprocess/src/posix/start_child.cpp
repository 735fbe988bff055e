// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess/detail/child_plan.hpp>

#include "../io.hpp"
#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/hooks.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstddef>
#include <mutex>
#include <new>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

extern char** environ;

// A child that shares its parent's memory leaves these functions by execve()
// or _exit() and would leave the sanitizers' books open.
#define CONCUR_IN_CHILD __attribute__((no_sanitize("address", "undefined")))

namespace concur::subprocess::detail {
namespace {

struct report
{
    start_phase failed = start_phase::none;
    int error = 0;
};

// What the child works from: plain arrays, since it may share the parent's
// memory and must not allocate.
struct child_state
{
    child_plan const* plan;
    int stdio[3];
    sigset_t mask; // the caller's
    bool handlers_cleared = false;

    // Descriptors from here on go first; 0: the table is the child's own.
    unsigned unshare_from = 0;
    std::vector<kernel::range> closed;

    // To the parent, if memory is not shared; a start signal comes first if
    // the parent needs time for a pidfd.
    int channel = -1;
    int parents_end = -1; // of the channel
    bool wait_for_parent = false;

    // Shared memory only: what would have gone through the channel.
    report result;
    bool unshare_failed = false;
};

CONCUR_IN_CHILD int lift(int number) noexcept
{
    return ::fcntl(number, F_DUPFD_CLOEXEC, 3);
}

CONCUR_IN_CHILD int keep_open(int number) noexcept
{
    auto const flags = ::fcntl(number, F_GETFD);
    return flags < 0 || ::fcntl(number, F_SETFD, flags & ~FD_CLOEXEC) < 0
               ? errno
               : 0;
}

CONCUR_IN_CHILD int connect_stdio(int (&from)[3]) noexcept
{
    // First out of the way of 0, 1 and 2, then into place: right for every
    // permutation.
    for (int i = 0; i != 3; ++i)
    {
        if (from[i] >= 0 && from[i] <= 2 && from[i] != i)
        {
            from[i] = lift(from[i]);
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
            while (::dup2(from[i], i) < 0)
            {
                if (errno != EINTR && errno != EBUSY)
                {
                    return errno;
                }
            }
        }
    }
    return 0;
}

// CPython's order, from the descriptors to the ids.
CONCUR_IN_CHILD report set_up(child_plan const& plan, int (&stdio)[3]) noexcept
{
    auto const start = start_phase::start;
    for (auto number : plan.pass_fds)
    {
        if (auto error = keep_open(number))
        {
            return {start, error};
        }
    }
    if (auto error = connect_stdio(stdio))
    {
        return {start, error};
    }
    if (plan.cwd && ::chdir(plan.cwd) != 0)
    {
        return {start_phase::chdir, errno};
    }
    if (plan.umask)
    {
        ::umask(*plan.umask);
    }
    if (plan.restore_signals)
    {
        kernel::reset_signal(SIGPIPE);
        kernel::reset_signal(SIGXFSZ);
    }
    if (plan.new_session)
    {
        ::setsid();
    }
    if (plan.process_group && ::setpgid(0, *plan.process_group) != 0)
    {
        return {start, errno};
    }
    if (plan.groups)
    {
        if (auto error =
                kernel::set_groups(plan.groups->size(), plan.groups->data()))
        {
            return {start, error};
        }
    }
    if (plan.gid)
    {
        if (auto error = kernel::set_gid(*plan.gid))
        {
            return {start, error};
        }
    }
    if (plan.uid)
    {
        if (auto error = kernel::set_uid(*plan.uid))
        {
            return {start, error};
        }
    }
    return {};
}

CONCUR_IN_CHILD void restore_mask(child_state& s) noexcept
{
    // No handler of the parent's may run here.
    if (!s.handlers_cleared)
    {
        kernel::reset_handlers();
    }
    kernel::set_signal_mask(s.mask);
}

CONCUR_IN_CHILD int execute(child_state const& s) noexcept
{
    int first_error = 0;
    // Not before the hook, which may have changed it.
    auto const env = s.plan->env ? s.plan->env : ::environ;
    for (auto path : s.plan->paths)
    {
        if (!path)
        {
            break;
        }
        ::execve(path, const_cast<char* const*>(s.plan->argv.data()),
                 const_cast<char* const*>(env));
        if (errno != ENOENT && errno != ENOTDIR && first_error == 0)
        {
            first_error = errno;
        }
    }
    return first_error ? first_error : errno;
}

CONCUR_IN_CHILD report run_child(child_state& s) noexcept
{
    if (s.unshare_from != 0)
    {
        if (auto error = kernel::unshare_files_from(s.unshare_from))
        {
            s.unshare_failed = true;
            return {start_phase::start, error};
        }
    }
    if (auto failed = set_up(*s.plan, s.stdio);
        failed.failed != start_phase::none)
    {
        return failed;
    }
    if (s.plan->hook)
    {
        restore_mask(s);
        if (auto error = s.plan->hook(s.plan->hook_argument))
        {
            return error < 0
                       ? report{start_phase::hook_threw, error_of_exception}
                       : report{start_phase::hook, error};
        }
    }
    kernel::close_ranges(s.closed.data(), s.closed.size());
    if (!s.plan->hook)
    {
        restore_mask(s);
    }
    return {start_phase::exec, execute(s)};
}

CONCUR_IN_CHILD void child_main(void* argument) noexcept
{
    auto& s = *static_cast<child_state*>(argument);
    if (s.channel >= 0)
    {
        // Or a parent that died would not be noticed.
        ::close(s.parents_end);
    }
    if (s.wait_for_parent)
    {
        char go;
        if (::read(s.channel, &go, 1) != 1)
        {
            ::_exit(255);
        }
    }
    s.result = run_child(s);
    if (s.channel >= 0)
    {
        auto const sent = ::write(s.channel, &s.result, sizeof s.result);
        static_cast<void>(sent);
    }
    ::_exit(255);
}

// Calls f for every range of numbers from 3 up to `end` that holds none of the
// kept ones, which are sorted.
template<class F>
CONCUR_IN_CHILD void for_each_gap(int const* kept, std::size_t count,
                                  unsigned end, F const& f)
{
    unsigned next = 3;
    for (auto at = kept; at != kept + count; ++at)
    {
        auto const number = static_cast<unsigned>(*at);
        if (number >= end)
        {
            break;
        }
        if (number > next)
        {
            f(kernel::range{next, number - 1});
        }
        next = std::max(next, number + 1);
    }
    if (next < end)
    {
        f(kernel::range{next, end == UINT_MAX ? end : end - 1});
    }
}

void plan_closing(child_state& s, bool share_files)
{
    auto const& plan = *s.plan;
    s.unshare_from = 0;
    s.closed.clear();
    if (!plan.close_fds)
    {
        return;
    }
    // The library's own are closed by the execve(), so that in the usual case
    // nothing is left to do between the lowest and the highest one needed. A
    // hook may have put others in their places.
    auto kept = plan.pass_fds;
    kept.insert(kept.end(), plan.hook_fds.begin(), plan.hook_fds.end());
    if (!plan.hook)
    {
        kept.insert(kept.end(), plan.own.begin(), plan.own.end());
    }
    if (s.channel >= 0)
    {
        kept.push_back(s.channel);
    }
    std::sort(kept.begin(), kept.end());
    unsigned end = UINT_MAX;
    if (share_files)
    {
        auto highest = std::max({2, s.stdio[0], s.stdio[1], s.stdio[2]});
        if (!kept.empty())
        {
            highest = std::max(highest, kept.back());
        }
        end = s.unshare_from = static_cast<unsigned>(highest) + 1;
    }
    for_each_gap(kept.data(), kept.size(), end,
                 [&](kernel::range r) { s.closed.push_back(r); });
}

// Blocks every signal for the calling thread.
class signals_blocked
{
public:
    signals_blocked() noexcept
    {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &before_);
    }

    ~signals_blocked()
    {
        restore();
    }

    void restore() noexcept
    {
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }

    signals_blocked(signals_blocked const&) = delete;
    signals_blocked& operator=(signals_blocked const&) = delete;

    sigset_t const& before() const noexcept
    {
        return before_;
    }

private:
    sigset_t before_;
};

start_result failure(start_phase phase, int error)
{
    start_result result;
    result.failed = phase;
    result.error = error;
    return result;
}

// A child that has executed its program, or a failure and no child.
start_result settle(pid_t pid, descriptor pidfd, report const& r) noexcept
{
    if (r.failed != start_phase::none)
    {
        kernel::reap(pid);
        return failure(r.failed, r.error);
    }
    start_result result;
    result.pid = pid;
    result.pidfd = pidfd.release();
    return result;
}

// Whether the system has refused to unshare descriptors for good. Then no
// child is made that would only find that out again.
std::atomic<bool> cannot_unshare{false};

// A child in the parent's memory; nothing if the system has no such thing.
std::optional<start_result> clone_sharing(child_state& s, bool share_files)
{
    share_files =
        share_files && !cannot_unshare.load(std::memory_order_relaxed);
    plan_closing(s, share_files);
    auto made = kernel::clone_process(
        {true, share_files, child_main, &s, &s.handlers_cleared});
    if (made.error == ENOSYS)
    {
        return std::nullopt;
    }
    if (made.error != 0)
    {
        return failure(start_phase::start, made.error);
    }
    descriptor pidfd(made.pidfd);
    if (s.unshare_failed)
    {
        kernel::reap(made.pid);
        auto const error = s.result.error;
        if (error == ENOSYS || error == EPERM || error == EINVAL)
        {
            cannot_unshare.store(true, std::memory_order_relaxed);
        }
        s.unshare_failed = false;
        s.result = report();
        std::copy_n(s.plan->stdio, 3, s.stdio);
        return clone_sharing(s, false);
    }
    return settle(made.pid, std::move(pidfd), s.result);
}

// What a child says before its end of the channel is closed: nothing, if that
// was by executing the program.
report receive(int channel)
{
    report r;
    std::size_t got = 0;
    while (got < sizeof r)
    {
        auto n =
            ::read(channel, reinterpret_cast<char*>(&r) + got, sizeof r - got);
        if (n > 0)
        {
            got += static_cast<std::size_t>(n);
        }
        else if (n < 0 && errno == EINTR)
        {
            concur::detail::interrupted();
        }
        else
        {
            return report();
        }
    }
    return r;
}

// Held while a child in memory of its own is made: a child of another such
// start would keep our child's end of the channel open for as long as its hook
// takes. It guards no data, so that a forked process, where the thread that
// held it does not exist, can make it anew.
std::mutex separate_starts;

[[maybe_unused]] int const renewed_by_fork = ::pthread_atfork(
    nullptr, nullptr, [] { new (&separate_starts) std::mutex; });

// A child in memory of its own, which reports through a channel.
start_result make_separate(child_state& s, bool fork, signals_blocked& blocked)
{
    std::unique_lock held(separate_starts);
    int ends[2];
    if (kernel::make_channel(ends) != 0)
    {
        return failure(start_phase::start, errno);
    }
    descriptor ours(ends[0]);
    descriptor childs(ends[1]);
    if (childs.get() <= 2)
    {
        childs.reset(::fcntl(childs.get(), F_DUPFD_CLOEXEC, 3));
        if (!childs)
        {
            return failure(start_phase::start, errno);
        }
    }
    s.channel = childs.get();
    s.parents_end = ours.get();
    plan_closing(s, false);

    kernel::clone_result made;
    made.error = ENOSYS;
    if (!fork)
    {
        made = kernel::clone_process(
            {false, false, child_main, &s, &s.handlers_cleared});
    }
    if (made.error == ENOSYS)
    {
        s.wait_for_parent = true;
        s.handlers_cleared = false;
        made.error = 0;
        made.pid = ::fork();
        if (made.pid == 0)
        {
            // The mutex is a new one, and the hook may start processes, too.
            static_cast<void>(held.release());
            child_main(&s);
        }
        if (made.pid < 0)
        {
            made.error = errno;
        }
    }
    if (made.error != 0)
    {
        return failure(start_phase::start, made.error);
    }
    childs.reset();
    held.unlock();
    if (s.wait_for_parent)
    {
        // A child that ended already could not be told from its successor.
        made.pidfd = kernel::open_pidfd(made.pid);
        // It may be dead by now.
        no_sigpipe guard;
        write_now(ours.get(), std::string_view("", 1), guard);
    }
    blocked.restore();
    try
    {
        auto const r = receive(ours.get());
        return settle(made.pid, descriptor(made.pidfd), r);
    }
    catch (...)
    {
        start_result abandoned;
        abandoned.pid = made.pid;
        abandoned.pidfd = made.pidfd;
        kill_and_reap(abandoned);
        throw;
    }
}

start_result start(child_plan const& plan)
{
    signals_blocked blocked;
    child_state s;
    s.plan = &plan;
    std::copy_n(plan.stdio, 3, s.stdio);
    s.mask = blocked.before();

    // User code may allocate, and may not in shared memory; nor may a process
    // of another user see the parent's.
    bool const user_code = plan.hook && !plan.hook_is_vfork_safe;
    bool const other_ids = plan.groups || plan.gid || plan.uid;
    if (!user_code && !other_ids)
    {
        bool const share_files = plan.close_fds && !plan.hook;
        if (auto result = clone_sharing(s, share_files))
        {
            return *result;
        }
    }
    return make_separate(s, user_code, blocked);
}

} // namespace

start_result start_child(child_plan const& plan)
{
    // A child that shares memory would see that its parent's thread is being
    // cancelled, and unwind.
    concur::detail::uncancellable const whole;
    auto const keep = errno;
    auto result = start(plan);
    errno = keep;
    return result;
}

void kill_and_reap(start_result const& child) noexcept
{
    descriptor pidfd(child.pidfd);
    kernel::signal_child(child.pid, child.pidfd, SIGKILL);
    kernel::reap(child.pid);
}

int prepare_child(child_plan const& plan) noexcept
{
    int stdio[3] = {plan.stdio[0], plan.stdio[1], plan.stdio[2]};
    return set_up(plan, stdio).error;
}

void close_others(int* kept, std::size_t count) noexcept
{
    std::sort(kept, kept + count);
    for_each_gap(kept, count, UINT_MAX,
                 [](kernel::range r) { kernel::close_ranges(&r, 1); });
}

} // namespace concur::subprocess::detail
