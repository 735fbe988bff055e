// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../child.hpp"

#include "kernel.hpp"
#include "poll_set.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

using state = kernel::wait_result::state;
using namespace std::chrono_literals;

// False when the time was over, or something interrupted, first.
bool wait_readable(int number, std::optional<std::chrono::nanoseconds> left)
{
    poll_set set;
    set.add(number, POLLIN);
    auto const error = set.wait(left);
    if (error != 0)
    {
        // It cannot be waited for, then; but not in a busy loop.
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(left.value_or(10ms), 10ms));
    }
    return error == 0 && set[0] != 0;
}

// What a wait found, as an exit status. One that went to somebody else is lost;
// Python calls it 0.
std::optional<int> status(kernel::wait_result const& found)
{
    if (found.what == state::running)
    {
        return std::nullopt;
    }
    if (found.what == state::failed)
    {
        throw_os_error(found.error);
    }
    return found.what == state::ended ? found.returncode : 0;
}

} // namespace

std::optional<int> child::returncode() const
{
    std::lock_guard held(mutex_);
    return returncode_;
}

std::optional<int> child::reap_locked()
{
    if (!returncode_ && !reaping_)
    {
        returncode_ =
            status(kernel::wait_child(pid_, pidfd_.get(), false, true));
    }
    return returncode_;
}

std::optional<int> child::poll()
{
    std::lock_guard held(mutex_);
    return reap_locked();
}

// Until the child may have ended, or a signal handler ran.
void child::sleep(lock& held)
{
    kernel::wait_result found;
    if (!reaping_)
    {
        // A pid alone must not be given back while others may use it: then
        // the child is reaped under the lock.
        bool const reap = static_cast<bool>(pidfd_);
        // Also when the thread is cancelled.
        struct reaper
        {
            child& c;
            lock& held;

            reaper(child& owner, lock& l) : c(owner), held(l)
            {
                c.reaping_ = true;
                held.unlock();
            }

            ~reaper()
            {
                held.lock();
                c.reaping_ = false;
                c.reaped_.notify_all();
            }
        };
        {
            reaper const alone(*this, held);
            found = kernel::wait_child(pid_, pidfd_.get(), true, reap);
        }
        if (reap)
        {
            returncode_ = status(found);
        }
    }
    else
    {
        if (pidfd_)
        {
            held.unlock();
            found = kernel::wait_child(pid_, pidfd_.get(), true, false);
            held.lock();
        }
        if (!pidfd_ || found.what != state::running)
        {
            reaped_.wait(held, [&] { return !reaping_; });
            return;
        }
    }
    if (found.what == state::running)
    {
        held.unlock();
        concur::detail::interrupted();
        held.lock();
    }
}

int child::wait()
{
    lock held(mutex_);
    for (;;)
    {
        if (auto code = returncode_)
        {
            return *code;
        }
        if (pidfd_ && poll_set::interruptible())
        {
            held.unlock();
            wait_readable(pidfd_.get(), std::nullopt);
            held.lock();
        }
        else
        {
            sleep(held);
        }
        reap_locked();
    }
}

std::optional<int> child::wait(deadline const& until)
{
    if (!until)
    {
        return wait();
    }
    std::chrono::nanoseconds nap = 500us;
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
        // Without a pidfd there is nothing to wait for but time, as in Python.
        auto const most = pidfd_ ? left : std::min(nap, left);
        if (wait_readable(pidfd_.get(), most))
        {
            // A thread that reaps is awake by now and about to say so.
            lock held(mutex_);
            reaped_.wait(held, [&] { return !reaping_; });
        }
        nap = std::min<std::chrono::nanoseconds>(nap * 2, 50ms);
    }
}

descriptor child::disown() noexcept
{
    std::lock_guard held(mutex_);
    returncode_ = 0;
    return std::move(pidfd_);
}

void child::send_signal(int signal)
{
    std::lock_guard held(mutex_);
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

// A list that is never destroyed: objects may be abandoned while the program
// ends.
child* abandoned = nullptr;

} // namespace

void abandon(std::unique_ptr<child> orphan) noexcept
{
    std::lock_guard held(abandoned_mutex);
    orphan->next = abandoned;
    abandoned = orphan.release();
}

void reap_abandoned() noexcept
{
    concur::detail::uncancellable const whole;
    auto const ended = [](child& c) {
        try
        {
            return c.poll().has_value();
        }
        catch (OSError const&)
        {
            // There is nobody to tell.
            return false;
        }
    };
    std::lock_guard held(abandoned_mutex);
    for (auto at = &abandoned; *at;)
    {
        if (ended(**at))
        {
            delete std::exchange(*at, (*at)->next);
        }
        else
        {
            at = &(*at)->next;
        }
    }
}

} // namespace concur::subprocess::detail
