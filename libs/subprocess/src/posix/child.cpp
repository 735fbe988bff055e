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
#include <atomic>
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

// Until something interrupts, or the time is over.
void wait_for_interrupt(std::chrono::nanoseconds left)
{
    poll_set nothing;
    if (nothing.wait(left) != 0)
    {
        std::this_thread::sleep_for(left);
    }
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
        returncode_ = status(kernel::wait_child(pid(), false, true));
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
    if (reaping_)
    {
        sleep_beside_reaper(held);
        return;
    }
    // Where others may signal the child it is reaped under the lock, or a
    // signal might go to the next process with its pid.
    bool const reap = !handle_.exposed();
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
    kernel::wait_result found;
    {
        reaper const alone(*this, held);
        found = kernel::wait_child(pid(), true, reap);
    }
    if (reap)
    {
        returncode_ = status(found);
    }
    if (found.what == state::running)
    {
        held.unlock();
        concur::detail::interrupted();
        held.lock();
    }
}

// Only the reaper may wait by the pid: it is another's once the child has been
// reaped.
void child::sleep_beside_reaper(lock& held)
{
    if (pollfd ended{handle_.pidfd(), POLLIN, 0}; ended.fd >= 0)
    {
        held.unlock();
        auto const error = kernel::poll(&ended, 1, std::nullopt);
        if (error == EINTR)
        {
            concur::detail::interrupted();
        }
        held.lock();
        if (error == EINTR)
        {
            return;
        }
    }
    // The reaper is awake by now, or there is nothing else to wait for.
    reaped_.wait(held, [&] { return !reaping_; });
}

int child::wait()
{
    if (poll_set::interruptible())
    {
        // Nothing that cannot be interrupted, then.
        return *wait_polling(deadline());
    }
    lock held(mutex_);
    for (;;)
    {
        if (auto code = returncode_)
        {
            return *code;
        }
        sleep(held);
        reap_locked();
    }
}

std::optional<int> child::wait(deadline const& until)
{
    return until ? wait_polling(until) : wait();
}

std::optional<int> child::wait_polling(deadline const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    std::chrono::nanoseconds nap = 500us;
    bool can_poll = true;
    bool was_ready = false;
    for (;;)
    {
        // Looked at before the child is: one that ended in time counts.
        auto const left = until.left();
        if (auto code = poll())
        {
            return code;
        }
        if (left == 0ns)
        {
            return std::nullopt;
        }
        // Linux 5.2 has pidfds that are always ready.
        can_poll = can_poll && !was_ready;
        was_ready = false;
        if (auto const pidfd = can_poll ? checked_pidfd() : -1; pidfd >= 0)
        {
            was_ready = wait_readable(pidfd, left);
        }
        else
        {
            // There is nothing to wait for but time, as in Python.
            wait_for_interrupt(std::min(nap, left.value_or(nap)));
            nap = std::min<std::chrono::nanoseconds>(nap * 2, 50ms);
        }
        if (was_ready)
        {
            // A thread that reaps is awake by now and about to say so, unless
            // the pidfd is always ready; and nothing interrupts this wait.
            lock held(mutex_);
            reaped_.wait_for(
                held,
                std::min<std::chrono::nanoseconds>(left.value_or(10ms), 10ms),
                [&] { return !reaping_; });
        }
    }
}

int child::checked_pidfd() noexcept
{
    std::lock_guard held(mutex_);
    return handle_.pidfd();
}

void child::await_killed() noexcept
{
    concur::detail::uncancellable const whole;
    deadline const until(concur::timeout(0.25));
    try
    {
        while (!poll() && !until.passed())
        {
            pollfd ended{checked_pidfd(), POLLIN, 0};
            std::chrono::nanoseconds const most = ended.fd >= 0 ? 10ms : 1ms;
            kernel::poll(&ended, 1, most);
        }
    }
    catch (OSError const&)
    {
        // The caller has something else to report.
    }
}

descriptor child::disown() noexcept
{
    std::lock_guard held(mutex_);
    returncode_ = 0;
    return handle_.release();
}

void child::send_signal(int signal)
{
    std::lock_guard held(mutex_);
    if (reap_locked())
    {
        return;
    }
    // Nobody reaps it meanwhile, so that the pid is its own.
    auto const error = handle_.signal(signal);
    if (error != 0 && error != ESRCH)
    {
        throw_os_error(error);
    }
}

namespace {

// A list that is never destroyed: objects may be abandoned while the program
// ends. Without a lock, which a fork could leave locked.
std::atomic<child*> abandoned{nullptr};

void add_abandoned(child* c) noexcept
{
    c->next = abandoned.load(std::memory_order_relaxed);
    while (!abandoned.compare_exchange_weak(
        c->next, c, std::memory_order_release, std::memory_order_relaxed))
    {
    }
}

} // namespace

void abandon(std::unique_ptr<child> orphan) noexcept
{
    // From now on it is looked at whenever the program starts another child.
    orphan->expose_late();
    add_abandoned(orphan.release());
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
    // Taken as a whole: meanwhile others find none, and may add some.
    auto* next = abandoned.load(std::memory_order_relaxed) == nullptr
                     ? nullptr
                     : abandoned.exchange(nullptr, std::memory_order_acquire);
    while (next != nullptr)
    {
        auto* const c = std::exchange(next, next->next);
        if (ended(*c))
        {
            delete c;
        }
        else
        {
            add_abandoned(c);
        }
    }
}

} // namespace concur::subprocess::detail
