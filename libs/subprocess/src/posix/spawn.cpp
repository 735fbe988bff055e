// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "spawn.hpp"

#include "../io.hpp"
#include "child_side.hpp"
#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/posix/detail/start_child.hpp>

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
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

// The part of a child's start that the parent does.

namespace concur::subprocess::detail {
namespace {

using child_side::report;
using posix::child_plan;
using posix::start_phase;
using posix::start_result;

// Blocks all signals for the calling thread until restore() or the destructor.
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

start_result failure(start_phase phase, int error, int number = -1)
{
    start_result result;
    result.failed = phase;
    result.error = error;
    result.number = number;
    return result;
}

start_result child_of(kernel::clone_result const& made, child_plan const& plan)
{
    start_result child;
    child.pid = made.pid;
    child.pidfd = made.pidfd;
    child.autoreaped = plan.die_with_pidfd;
    return child;
}

// Reaps a child that has ended or is about to, and closes its pidfd.
void bury(start_result const& child) noexcept
{
    descriptor const pidfd(child.pidfd);
    if (!child.autoreaped)
    {
        kernel::reap(child.pid);
    }
}

// The result of a start, from the report of the child. A child that failed is
// reaped.
start_result result_of(start_result const& child, report const& r,
                       middle_process* middle = nullptr)
{
    if (r.failed != start_phase::none)
    {
        if (middle)
        {
            middle->give_up(*middle, static_cast<pid_t>(child.pid));
        }
        bury(child);
        return failure(r.failed, r.error, r.number);
    }
    return child;
}

// Reads the report of a child from its socket. If the child executes its
// program, the socket is closed without a report.
report receive_report(int channel)
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

// Whether the system can never unshare descriptors. Then later children do not
// try it.
std::atomic<bool> cannot_unshare{false};

// Locked while a child with its own memory is made. Otherwise the child of
// another start would inherit this child's end of the socket, and could keep it
// open for long. The mutex guards no data. A forked process makes it anew,
// because the thread that has locked it may not exist there.
std::mutex separate_starts;

[[maybe_unused]] int const renewed_by_fork = ::pthread_atfork(
    nullptr, nullptr, [] { new (&separate_starts) std::mutex; });

// One start of a child.
class spawn
{
public:
    explicit spawn(child_plan const& plan, middle_process* middle = nullptr)
        : plan_(plan), middle_(middle)
    {
        child_.todo = steps_of(plan);
        child_.mask = blocked_.before();
    }

    start_result run()
    {
        if (on_lasting_thread())
        {
            if (auto const error = kernel::start_lasting_thread())
            {
                return failure(start_phase::die_with_parent, error);
            }
            kernel::get_attributes(attributes_.emplace());
            child_.attributes = &*attributes_;
            child_.parent = ::getpid();
        }
        // User code may allocate, but a child in shared memory must not. A
        // process of another system user must not see this process's memory.
        bool const user_code = plan_.hook && !plan_.hook_is_vfork_safe;
        bool const other_ids = plan_.groups || plan_.gid || plan_.uid;
        if (middle_)
        {
            middle_->child = &child_;
            // A child that is frozen while it joins a cgroup must not keep the
            // middle process waiting.
            middle_->child_may_share =
                !plan_.hook && !other_ids && plan_.cgroup < 0;
            return start_in_own_memory(user_code);
        }
        if (user_code && plan_.die_with_pidfd)
        {
            return failure(start_phase::die_with_parent, EINVAL); // no fork()
        }
        // A hook, or a cgroup that is frozen, must not keep the thread from
        // making other children.
        bool const may_block =
            plan_.die_with_parent && (plan_.hook || plan_.cgroup >= 0);
        if (!user_code && !other_ids && !may_block)
        {
            bool const share_files = plan_.close_fds && !plan_.hook;
            if (auto result = start_in_shared_memory(share_files))
            {
                return *result;
            }
        }
        return start_in_own_memory(user_code);
    }

private:
    // The socket between a parent and its child.
    struct socket_ends
    {
        descriptor parents;
        descriptor childs;
    };

    // Returns no result if the system cannot make such a child.
    std::optional<start_result> start_in_shared_memory(bool share_files);
    start_result start_in_own_memory(bool fork);
    void plan_descriptors(bool share_files);
    bool places(int number) const noexcept;
    start_result without_child(int error) const;
    int open_channel(socket_ends& ends);
    kernel::clone_result clone(bool share_memory, bool share_files);
    kernel::clone_result fork();
    template<class F>
    kernel::clone_result make_child(F f) noexcept;
    void let_child_continue(kernel::clone_result& made, int channel);

    // Whether the thread that makes the child must not end before the process.
    // A middle process looks itself whether its parent lives.
    bool on_lasting_thread() const noexcept
    {
        return plan_.die_with_parent && middle_ == nullptr;
    }

    child_plan const& plan_;
    middle_process* const middle_;
    signals_blocked blocked_;
    std::vector<kernel::range> closed_;
    std::vector<posix::child_duplicate> fds_;
    child_side::child_state child_;
    std::optional<kernel::thread_attributes> attributes_;
};

// Copies the list of the child's descriptors, and computes the ranges that the
// child closes.
void spawn::plan_descriptors(bool share_files)
{
    fds_ = plan_.fds;
    child_.todo.fds = fds_.data();
    child_.todo.fd_count = fds_.size();
    child_.unshare_from = 0;
    closed_.clear();
    if (plan_.close_fds)
    {
        // execve() closes the library's own descriptors, so the child usually
        // has none to close. But `hook` may have put other files at these
        // numbers.
        auto kept = plan_.pass_fds;
        kept.insert(kept.end(), plan_.hook_fds.begin(), plan_.hook_fds.end());
        if (!plan_.hook)
        {
            kept.insert(kept.end(), plan_.own.begin(), plan_.own.end());
        }
        if (child_.channel >= 0)
        {
            kept.push_back(child_.channel);
        }
        auto highest_source = 2;
        for (auto const& item : fds_)
        {
            kept.push_back(item.number);
            highest_source = std::max(highest_source, item.from);
        }
        std::sort(kept.begin(), kept.end());
        unsigned end = UINT_MAX;
        if (share_files)
        {
            auto const& stdio = plan_.stdio;
            auto highest =
                std::max({highest_source, stdio[0], stdio[1], stdio[2]});
            if (!kept.empty())
            {
                highest = std::max(highest, kept.back());
            }
            end = child_.unshare_from = static_cast<unsigned>(highest) + 1;
        }
        child_side::for_each_gap(
            kept.data(), kept.size(), end,
            [&](kernel::range r) { closed_.push_back(r); });
    }
    child_.closed = closed_.data();
    child_.closed_count = closed_.size();
}

// Calls a function that makes the child, on the thread that has to do so.
template<class F>
kernel::clone_result spawn::make_child(F f) noexcept
{
    if (!on_lasting_thread())
    {
        return f();
    }
    struct call
    {
        F& function;
        kernel::clone_result result = {};
    } made{f};
    kernel::call_on_lasting_thread(
        [](void* argument) noexcept {
            auto& c = *static_cast<call*>(argument);
            c.result = c.function();
        },
        &made);
    return made.result;
}

kernel::clone_result spawn::clone(bool share_memory, bool share_files)
{
    kernel::clone_request request{share_memory,
                                  share_files,
                                  child_side::run,
                                  &child_,
                                  &child_.handlers_cleared,
                                  &child_.todo.cgroup,
                                  plan_.die_with_pidfd,
                                  plan_.no_new_privs};
    int no_cgroup = -1;
    if (middle_)
    {
        request.run = middle_->run;
        request.argument = middle_;
        request.cgroup = &no_cgroup; // the child joins it
    }
    return make_child(
        [&]() noexcept { return kernel::clone_process(request); });
}

// Whether the child gets a descriptor under this number.
bool spawn::places(int number) const noexcept
{
    return std::any_of(plan_.fds.begin(), plan_.fds.end(),
                       [=](auto const& item) { return item.number == number; });
}

// The result if the system made no process, with its errno.
start_result spawn::without_child(int error) const
{
    if (plan_.die_with_pidfd &&
        (error == ENOSYS || error == EINVAL || error == EPERM))
    {
        return failure(start_phase::die_with_parent, error);
    }
    bool const general =
        error == EAGAIN || error == ENOMEM || error == ENOSYS || error == EPERM;
    return failure(plan_.cgroup < 0 || general ? start_phase::start
                                               : start_phase::cgroup,
                   error);
}

std::optional<start_result> spawn::start_in_shared_memory(bool share_files)
{
    share_files =
        share_files && !cannot_unshare.load(std::memory_order_relaxed);
    plan_descriptors(share_files);
    auto const made = clone(true, share_files);
    if (made.error == ENOSYS && !plan_.die_with_pidfd)
    {
        return std::nullopt;
    }
    if (made.error != 0)
    {
        return without_child(made.error);
    }
    auto const child = child_of(made, plan_);
    if (!child_.unshare_failed)
    {
        return result_of(child, child_.result);
    }
    bury(child);
    // If the child was killed before it stored the errno, `error` is 0.
    auto const error = child_.result.error;
    if (error == ENOSYS || error == EPERM || error == EINVAL)
    {
        cannot_unshare.store(true, std::memory_order_relaxed);
    }
    child_.unshare_failed = false;
    child_.result = report();
    child_.todo = steps_of(plan_);
    return start_in_shared_memory(false);
}

start_result spawn::start_in_own_memory(bool must_fork)
{
    std::unique_lock held(separate_starts);
    socket_ends ends;
    if (auto const error = open_channel(ends))
    {
        return failure(start_phase::start, error);
    }
    plan_descriptors(false);
    kernel::clone_result made;
    made.error = ENOSYS;
    if (!must_fork)
    {
        made = clone(false, false);
    }
    if (made.error == ENOSYS && !plan_.die_with_pidfd)
    {
        made = fork();
    }
    if (made.error != 0)
    {
        return without_child(made.error);
    }
    ends.childs.reset();
    held.unlock();
    if (child_.wait_for_parent)
    {
        let_child_continue(made, ends.parents.get());
    }
    blocked_.restore();
    report r;
    try
    {
        r = receive_report(ends.parents.get());
    }
    catch (...)
    {
        kill_and_reap(child_of(made, plan_));
        throw;
    }
    return result_of(child_of(made, plan_), r, middle_);
}

// Opens the socket. Returns 0 or an errno.
int spawn::open_channel(socket_ends& ends)
{
    int numbers[2];
    if (kernel::make_channel(numbers) != 0)
    {
        return errno;
    }
    ends.parents = descriptor(numbers[0]);
    ends.childs = descriptor(numbers[1]);
    // The child needs these numbers for its standard streams and `fds`.
    while (ends.childs.get() <= 2 || places(ends.childs.get()))
    {
        auto const least = std::max(ends.childs.get() + 1, 3);
        ends.childs.reset(::fcntl(ends.childs.get(), F_DUPFD_CLOEXEC, least));
        if (!ends.childs)
        {
            return errno;
        }
    }
    child_.channel = ends.childs.get();
    child_.parents_end = ends.parents.get();
    return 0;
}

kernel::clone_result spawn::fork()
{
    child_.wait_for_parent = true;
    child_.handlers_cleared = false;
    if (middle_)
    {
        middle_->child_may_share = false;
    }
    return make_child([&]() noexcept {
        kernel::clone_result made;
        made.pid = ::fork();
        if (made.pid == 0)
        {
            if (middle_)
            {
                middle_->run(middle_);
            }
            child_side::run(&child_);
        }
        if (made.pid < 0)
        {
            made.error = errno;
        }
        return made;
    });
}

// Opens the pidfd of a forked child, then lets the child continue. If the child
// could end earlier, other code might reap it, and another process might get
// its pid.
void spawn::let_child_continue(kernel::clone_result& made, int channel)
{
    made.pidfd = kernel::open_pidfd(made.pid);
    // If the child was killed, the write would send SIGPIPE.
    no_sigpipe guard;
    write_now(channel, std::string_view("", 1), guard);
}

} // namespace

child_side::steps steps_of(child_plan const& plan) noexcept
{
    auto const address = [](auto const& value) {
        return value ? &*value : nullptr;
    };
    child_side::steps todo{};
    todo.argv = plan.argv.data();
    todo.paths = plan.paths.data();
    todo.paths_end = todo.paths + plan.paths.size();
    todo.env = plan.env;
    std::copy_n(plan.stdio, 3, todo.stdio);
    todo.pass_fds = plan.pass_fds.data();
    todo.pass_fd_count = plan.pass_fds.size();
    todo.cwd = plan.cwd;
    todo.umask = address(plan.umask);
    todo.restore_signals = plan.restore_signals;
    todo.new_session = plan.new_session;
    todo.terminal = plan.terminal;
    todo.process_group = address(plan.process_group);
    todo.nice = address(plan.nice);
    if (!plan.cpu_affinity.empty())
    {
        todo.cpu_affinity = plan.cpu_affinity.data();
        todo.cpu_affinity_size =
            plan.cpu_affinity.size() * sizeof plan.cpu_affinity[0];
    }
    todo.oom_score_adj = plan.oom_score_adj;
    todo.limits = plan.limits.data();
    todo.limit_count = plan.limits.size();
    todo.no_new_privs = plan.no_new_privs;
    todo.cgroup = plan.cgroup;
    if (plan.groups)
    {
        todo.set_groups = true;
        todo.groups = plan.groups->data();
        todo.group_count = plan.groups->size();
    }
    todo.gid = address(plan.gid);
    todo.uid = address(plan.uid);
    todo.hook = plan.hook;
    todo.hook_argument = plan.hook_argument;
    return todo;
}

namespace {

start_result start(child_plan const& plan, middle_process* middle)
{
    // A child in shared memory would see the cancellation of its parent's
    // thread and unwind the stack.
    concur::detail::uncancellable const whole;
    auto const keep = errno;
    auto result = spawn(plan, middle).run();
    errno = keep;
    return result;
}

} // namespace

start_result start_child(child_plan const& plan)
{
    return start(plan, nullptr);
}

start_result start_child(child_plan const& plan, middle_process& middle)
{
    return start(plan, &middle);
}

void kill_and_reap(start_result const& child) noexcept
{
    if (child.autoreaped)
    {
        // The pid may be another process's already.
        kernel::signal_pidfd(child.pidfd, SIGKILL);
    }
    else
    {
        kernel::signal_child(child.pid, child.pidfd, SIGKILL);
    }
    bury(child);
}

} // namespace concur::subprocess::detail
