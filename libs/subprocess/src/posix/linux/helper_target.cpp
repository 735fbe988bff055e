// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "helper_target.hpp"

#include "../../process_handle.hpp"
#include "../kernel.hpp"
#include "../process_list.hpp"
#include "child_helper.hpp"
#include "usage.hpp"

#include <cerrno>
#include <csignal>
#include <cstdint>
#include <new>
#include <utility>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

using helper::order;
using posix::start_phase;
using posix::start_result;

// The memory that this process shares with a helper.
class shared_page
{
public:
    shared_page() noexcept
    {
        auto* const page =
            ::mmap(nullptr, sizeof(helper::shared_memory),
                   PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if (page != MAP_FAILED)
        {
            memory_ = new (page) helper::shared_memory;
        }
    }

    ~shared_page()
    {
        if (memory_)
        {
            ::munmap(memory_, sizeof *memory_);
        }
    }

    shared_page(shared_page const&) = delete;
    shared_page& operator=(shared_page const&) = delete;

    explicit operator bool() const noexcept
    {
        return memory_ != nullptr;
    }

    helper::shared_memory* operator->() const noexcept
    {
        return memory_;
    }

    helper::shared_memory* get() const noexcept
    {
        return memory_;
    }

private:
    helper::shared_memory* memory_ = nullptr;
};

void give_up(middle_process& self, pid_t pid) noexcept
{
    static_cast<helper::state&>(self).shared->todo = order::kill;
    ::kill(pid, SIGCHLD);
}

class helper_target final : public stop_target
{
public:
    std::optional<start_result> start_helper(posix::child_plan const& plan);

    void prepare(posix::child_plan&) override {}

    long pid() const noexcept override
    {
        return shared_->command;
    }

    int signal_child(process_handle& helper, int number) noexcept override
    {
        if (auto const pidfd = command_.pidfd(); pidfd >= 0)
        {
            return kernel::signal_pidfd(pidfd, number);
        }
        if (number > 0)
        {
            shared_->signals |= std::uint64_t(1) << (number - 1);
        }
        return helper.signal(number > 0 ? SIGCHLD : 0);
    }

    int signal(process_handle& helper, int number) noexcept override
    {
        if (number != SIGKILL)
        {
            auto before = order::run;
            shared_->todo.compare_exchange_strong(before, order::stop);
            return signal_child(helper, number);
        }
        // The helper could not report this error.
        auto const pidfd = command_.pidfd();
        if (pidfd >= 0 && kernel::signal_pidfd(pidfd, 0) == EPERM)
        {
            return EPERM;
        }
        shared_->todo = order::kill;
        return helper.signal(SIGCHLD);
    }

    // The helper has done this before its end.
    void kill_rest(process_handle&) noexcept override {}

    std::optional<std::size_t> survivors(process_handle&) noexcept override
    {
        return shared_->ended ? std::optional<std::size_t>(shared_->left)
                              : std::nullopt;
    }

    void reaped(kernel::wait_result& found) noexcept override;

    containment_mechanism mechanism() const noexcept override
    {
        return containment_mechanism::subreaper;
    }

private:
    shared_page shared_;
    process_handle command_;
    pid_t owner_ = ::getpid();
};

// Starts the helper and the child; no result if there are no helpers.
std::optional<start_result>
helper_target::start_helper(posix::child_plan const& plan)
{
    if (!shared_)
    {
        return start_result{-1, -1, start_phase::start, errno};
    }
    if (!process_list::available())
    {
        return std::nullopt;
    }
    helper::state s;
    s.run = helper::run;
    s.give_up = give_up;
    s.shared = shared_.get();
    s.parent = owner_;
    s.die_with_parent = plan.die_with_parent;
    auto const result = start_child(plan, s);
    if (result.failed != start_phase::none)
    {
        return result.number == helper::unavailable &&
                       result.failed == start_phase::start
                   ? std::nullopt
                   : std::optional(result);
    }
    // Until it gets another order, the helper does not reap the command.
    // Without a pidfd of the command, which needs a free descriptor, the helper
    // passes signals on.
    pid_t const command = shared_->command;
    descriptor pidfd(kernel::open_pidfd(command));
    using ended = kernel::wait_result::state;
    if (kernel::wait_child(result.pid, false, false).what != ended::running)
    {
        // Another process has killed the helper, and so the command.
        pidfd.reset();
    }
    command_ = process_handle(command, std::move(pidfd));
    command_.expose();
    shared_->todo = order::run;
    ::kill(result.pid, SIGCHLD);
    return result;
}

void helper_target::reaped(kernel::wait_result& found) noexcept
{
    if (!shared_->ended)
    {
        // Another process has killed the helper, and so the command, unless
        // that has got other rights from its file. Or this is a forked copy of
        // the process that has started them.
        if (auto const pidfd = command_.pidfd();
            pidfd >= 0 && owner_ == ::getpid())
        {
            kernel::signal_pidfd(pidfd, SIGKILL);
        }
        found.usage.reset();
        return;
    }
    found.what = kernel::wait_result::state::ended;
    found.returncode =
        shared_->code == CLD_EXITED ? shared_->status : -shared_->status;
    found.dumped_core = shared_->code == CLD_DUMPED;
    found.usage = kernel::usage_of(shared_->used);
}

} // namespace

std::optional<start_result>
start_with_helper(posix::child_plan& plan, std::unique_ptr<stop_target>& target)
{
    auto made = std::make_unique<helper_target>();
    auto const result = made->start_helper(plan);
    if (result && result->failed == start_phase::none)
    {
        target = std::move(made);
    }
    return result;
}

bool helpers_available() noexcept
{
    int unused;
    descriptor const pidfd(kernel::open_pidfd(::getpid()));
    return pidfd && process_list::available() &&
           ::prctl(PR_GET_CHILD_SUBREAPER, &unused, 0, 0, 0) == 0 &&
           ::access("/proc/thread-self/children", R_OK) == 0;
}

} // namespace concur::subprocess::detail
