// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../child.hpp"
#include "../growing_nap.hpp"

#include "kernel.hpp"
#include "poll_set.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/hooks.hpp>
#include <concur/subprocess/posix/start_result.hpp>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
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

// Waits until a descriptor is readable. False if the time has passed, a stop
// was requested, an interrupt came, or the descriptor cannot be polled.
bool wait_readable(int number, std::optional<std::chrono::nanoseconds> left,
                   stop_watch const* stop)
{
    poll_set set;
    set.add(number, POLLIN);
    auto const error = set.wait(left, stop);
    if (error != 0)
    {
        // The descriptor cannot be polled. The caller tries again; without this
        // sleep its loop would be a busy loop.
        std::this_thread::sleep_for(
            std::min<std::chrono::nanoseconds>(left.value_or(10ms), 10ms));
    }
    return error == 0 && set[0] != 0;
}

// Waits until an interrupt comes, a stop is requested or the time has passed.
void wait_for_interrupt(std::chrono::nanoseconds left, stop_watch const* stop)
{
    poll_set nothing;
    if (nothing.wait(left, stop) != 0)
    {
        std::this_thread::sleep_for(left);
    }
}

// The exit status that a wait has found. If another part of the program has
// reaped the child, the status is unknown; it is then 0, as in Python.
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

process_report child::report() const
{
    std::lock_guard held(mutex_);
    auto all = report_;
    if (!all.ended)
    {
        all.elapsed = std::chrono::steady_clock::now() - start_;
    }
    return all;
}

// Stores the result of a wait that reaps the child if it has ended.
void child::note(kernel::wait_result found)
{
    if (scope_ && found.what != state::running && found.what != state::failed)
    {
        scope_->reaped(found);
    }
    returncode_ = status(found);
    if (!returncode_)
    {
        return;
    }
    end_is_new_ = true;
    report_.elapsed = std::chrono::steady_clock::now() - start_;
    report_.usage = found.usage;
    auto& end = report_.ended.emplace();
    if (scope_)
    {
        end.mechanism = scope_->mechanism();
        end.survivors = survivors_;
    }
    if (found.what != state::ended)
    {
        return;
    }
    end.code = std::abs(*returncode_);
    end.how = *returncode_ >= 0   ? ended_how::exited
              : found.dumped_core ? ended_how::dumped_core
                                  : ended_how::signalled;
    if (auto const& why =
            *returncode_ == -SIGKILL && killed_ ? killed_ : asked_)
    {
        end.by = why->why;
        end.step = why->step;
    }
}

// After stop(): kills the rest of the scope once the child has ended. Returns
// whether the child may be reaped: the rest has ended, or does not end. Until
// then, the child keeps the numbers of its group and session.
bool child::rest_has_ended()
{
    if (!rest_end_)
    {
        auto const found = kernel::wait_child(handle_.pid(), false, false);
        if (found.what != state::ended)
        {
            return found.what != state::running;
        }
        scope_->kill_rest(handle_);
        rest_end_ = deadline(concur::timeout(1));
    }
    survivors_ = scope_->survivors(handle_);
    return survivors_.value_or(0) == 0 || rest_end_->passed();
}

std::optional<int> child::reap_locked()
{
    if (!returncode_ && !reaping_ && (!stops_scope_ || rest_has_ended()))
    {
        note(autoreaped_ ? kernel::wait_autoreaped(handle_.pidfd(), false)
                         : kernel::wait_child(handle_.pid(), false, true));
    }
    return returncode_;
}

std::optional<int> child::poll()
{
    end_tracer const traced{*this};
    std::lock_guard held(mutex_);
    return reap_locked();
}

// Reports the end to the trace, once. The lock must not be held: the hook may
// use this object.
void child::trace_end() noexcept
{
    if (traced_.id == 0)
    {
        return;
    }
    process_report ended;
    {
        std::lock_guard held(mutex_);
        if (!std::exchange(end_is_new_, false))
        {
            return;
        }
        ended = report_;
    }
    detail::trace_end(traced_, ended);
}

// Waits until the child may have ended or a signal handler ran. Reaps a child
// that is not exposed.
void child::sleep(lock& held)
{
    if (reaping_)
    {
        sleep_beside_reaper(held);
        return;
    }
    // Other threads can send signals to an exposed child. It must be reaped
    // under the lock, or a signal could reach another process with its pid.
    bool const reap = !handle_.exposed() && !stops_scope_;
    // The destructor runs even if the thread is cancelled while it waits.
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
    int const autoreaped = autoreaped_ ? handle_.pidfd() : -1;
    kernel::wait_result found;
    {
        reaper const alone(*this, held);
        found = autoreaped_ ? kernel::wait_autoreaped(autoreaped, true)
                            : kernel::wait_child(handle_.pid(), true, reap);
    }
    if (reap)
    {
        note(found);
    }
    if (found.what == state::running)
    {
        held.unlock();
        concur::detail::interrupted();
        held.lock();
    }
}

// Waits for the pidfd while another thread waits for the pid. The pid cannot be
// used here: when that thread has reaped the child, another process may get it.
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
    // The other thread is about to return, or there is no pidfd.
    reaped_.wait(held, [&] { return !reaping_; });
}

int child::wait()
{
    if (poll_set::interruptible())
    {
        // A blocking wait for the pid could not be interrupted.
        return *wait_polling({});
    }
    end_tracer const traced{*this};
    lock held(mutex_);
    for (;;)
    {
        if (auto code = returncode_)
        {
            return *code;
        }
        if (rest_end_)
        {
            break;
        }
        sleep(held);
        reap_locked();
    }
    held.unlock();
    return *wait_polling({});
}

std::optional<int> child::wait(wait_end const& until)
{
    return until ? wait_polling(until) : wait();
}

std::optional<int> child::wait_polling(wait_end const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    growing_nap nap;
    bool can_poll = true;
    bool was_ready = false;
    for (;;)
    {
        // Read the clock before poll(), so that a child that has ended in time
        // is found.
        auto const left = until.left();
        if (auto code = poll())
        {
            return code;
        }
        if (left == 0ns)
        {
            return std::nullopt;
        }
        // If the pidfd was ready but the child is not reaped, do not use the
        // pidfd again: in Linux 5.2 pidfds are always ready.
        can_poll = can_poll && !was_ready;
        was_ready = false;
        if (auto const ended = can_poll ? pidfd() : -1; ended >= 0)
        {
            was_ready = wait_readable(ended, left, until.stop());
        }
        else
        {
            // Without a pidfd, poll in growing intervals, as Python does.
            auto const time = nap.next();
            wait_for_interrupt(std::min(time, left.value_or(time)),
                               until.stop());
        }
        if (was_ready)
        {
            // If another thread waits for the pid, it is about to return and
            // notify this thread, unless the pidfd is always ready. This wait
            // is short and needs no interrupts.
            lock held(mutex_);
            reaped_.wait_for(
                held,
                std::min<std::chrono::nanoseconds>(left.value_or(10ms), 10ms),
                [&] { return !reaping_; });
        }
    }
}

int child::pidfd() noexcept
{
    std::lock_guard held(mutex_);
    return rest_end_ ? -1 : handle_.pidfd();
}

void child::await_killed() noexcept
{
    await_killed(deadline(concur::timeout(0.25)));
}

void child::await_killed(deadline const& until) noexcept
{
    concur::detail::uncancellable const whole;
    try
    {
        while (!poll() && !until.passed())
        {
            pollfd ended{pidfd(), POLLIN, 0};
            std::chrono::nanoseconds const most = ended.fd >= 0 ? 10ms : 1ms;
            kernel::poll(&ended, 1, most);
        }
    }
    catch (OSError const&)
    {
        // The caller throws another exception.
    }
}

void child::release(native::start_result& to) noexcept
{
    std::lock_guard held(mutex_);
    if (!returncode_)
    {
        to.pid = handle_.pid();
        to.pidfd = handle_.release().release();
        to.autoreaped = autoreaped_;
        returncode_ = 0;
    }
}

void child::send_signal(int signal)
{
    end_tracer const traced{*this};
    std::lock_guard held(mutex_);
    if (reap_locked())
    {
        return;
    }
    // No other thread reaps the child while the lock is held, so the pid is
    // still the child's.
    auto const error =
        scope_ ? scope_->signal_child(handle_, signal) : handle_.signal(signal);
    if (error != 0 && error != ESRCH)
    {
        throw_os_error(error);
    }
}

void child::stop(int signal, std::optional<std::size_t> step, ended_by why)
{
    end_tracer const traced{*this};
    std::lock_guard held(mutex_);
    stops_scope_ = scope_ != nullptr;
    if (reap_locked() || rest_end_)
    {
        return;
    }
    auto const error =
        scope_ ? scope_->signal(handle_, signal) : handle_.signal(signal);
    if (error != 0 && error != ESRCH)
    {
        throw_os_error(error);
    }
    if (error == 0)
    {
        auto& sent = signal == SIGKILL ? killed_ : asked_;
        sent = cause{sent ? sent->why : why,
                     std::max(sent ? sent->step : step, step)};
    }
}

void child::kill(ended_by why)
{
    stop(SIGKILL, std::nullopt, why);
}

namespace {

// A list without a destructor, since children may be abandoned while the
// program ends, and without a lock, which a fork could leave locked.
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
    // The child now outlives its process object, so other code may close the
    // pidfd before the child is reaped.
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
            // There is no caller that the error could be reported to.
            return false;
        }
    };
    // Take the whole list. Meanwhile other threads may add children.
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
