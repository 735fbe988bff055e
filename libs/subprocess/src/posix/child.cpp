// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../child.hpp"

#include "kernel.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <thread>
#include <vector>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

using state = kernel::wait_result::state;
using namespace std::chrono_literals;

void wait_readable(int number, std::chrono::nanoseconds left)
{
    pollfd p{number, POLLIN, 0};
    if (kernel::poll(&p, 1, left) == EINTR)
    {
        concur::detail::interrupted();
    }
}

} // namespace

std::optional<int> child::returncode() const
{
    std::lock_guard lock(mutex_);
    return returncode_;
}

std::optional<int> child::reap_locked()
{
    // Without a pidfd, a sleeping thread relies on the pid.
    if (!returncode_ && sleepers_ == 0)
    {
        auto found = kernel::wait_child(pid_, pidfd_.get(), false, true);
        if (found.what == state::ended)
        {
            returncode_ = found.returncode;
        }
        else if (found.what == state::lost)
        {
            // The status went to somebody else; Python calls it 0.
            returncode_ = 0;
        }
    }
    return returncode_;
}

std::optional<int> child::poll()
{
    std::lock_guard lock(mutex_);
    return reap_locked();
}

// Until the child may have ended.
void child::block()
{
    if (!pidfd_)
    {
        std::lock_guard lock(mutex_);
        if (returncode_)
        {
            return;
        }
        ++sleepers_;
    }
    auto const found = kernel::wait_child(pid_, pidfd_.get(), true, false);
    if (!pidfd_)
    {
        std::lock_guard lock(mutex_);
        --sleepers_;
    }
    if (found.what == state::running)
    {
        concur::detail::interrupted();
    }
}

int child::wait()
{
    auto code = returncode();
    while (!code)
    {
        block();
        code = poll();
    }
    return *code;
}

std::optional<int> child::wait(deadline const& until)
{
    if (!until)
    {
        return wait();
    }
    auto nap = 500us;
    for (;;)
    {
        // Looked at before the child is: one that ended in time counts.
        auto const left = *until.left();
        if (auto code = poll())
        {
            return code;
        }
        if (left == 0ns)
        {
            return std::nullopt;
        }
        if (pidfd_)
        {
            wait_readable(pidfd_.get(), left);
        }
        else
        {
            // As Python does, where the kernel has nothing to wait for.
            std::this_thread::sleep_for(
                std::min<std::chrono::nanoseconds>(nap, left));
            nap = std::min<std::chrono::microseconds>(nap * 2, 50ms);
        }
    }
}

descriptor child::disown() noexcept
{
    std::lock_guard lock(mutex_);
    returncode_ = 0;
    return std::move(pidfd_);
}

void child::send_signal(int signal)
{
    std::lock_guard lock(mutex_);
    if (reap_locked())
    {
        return;
    }
    auto const error = kernel::signal_child(pid_, pidfd_.get(), signal);
    if (error != 0 && error != ESRCH)
    {
        throw_os_error(error);
    }
}

namespace {

std::mutex abandoned_mutex;

std::vector<std::unique_ptr<child>>& abandoned()
{
    // Never destroyed: objects may be abandoned while the program ends.
    static auto& all = *new std::vector<std::unique_ptr<child>>;
    return all;
}

} // namespace

void abandon(std::unique_ptr<child> orphan)
{
    std::lock_guard lock(abandoned_mutex);
    abandoned().push_back(std::move(orphan));
}

void reap_abandoned()
{
    std::lock_guard lock(abandoned_mutex);
    std::erase_if(abandoned(), [](auto const& c)
                  { return c->poll().has_value(); });
}

} // namespace concur::subprocess::detail
