// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_CHILD_HPP
#define CONCUR_LIBS_SUBPROCESS_CHILD_HPP

#include "process_handle.hpp"
#include "stop_target.hpp"
#include "tracing.hpp"
#include "wait_end.hpp"

#include <concur/subprocess/detail/native.hpp>
#include <concur/subprocess/process_report.hpp>
#include <concur/timeout.hpp>

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/types.h>

namespace concur::subprocess::detail {

namespace kernel {
struct wait_result;
} // namespace kernel

/** The only owner of a child's pid, pidfd and exit status.

    Only this object reaps the child. Once other threads can send signals to the
    child, one lock is held to reap it and to send a signal. So no signal
    reaches another process with the same pid. Waiting holds no lock.

    @par Thread safety
    Shared objects: safe.
*/
class child
{
public:
    /// Become the owner of a child. Call this before other threads use the
    /// object.
    /// @param scope What a stop reaches; null for the child only.
    /// @param autoreaped Whether the system reaps the child.
    void adopt(pid_t pid, descriptor pidfd, std::unique_ptr<stop_target> scope,
               bool autoreaped) noexcept
    {
        handle_ = process_handle(pid, std::move(pidfd));
        if (scope && scope->pid() != 0)
        {
            pid = static_cast<pid_t>(scope->pid());
        }
        report_.pid = pid;
        scope_ = std::move(scope);
        autoreaped_ = autoreaped;
    }

    /// Trace the end of the child. Call this before other threads use the
    /// object.
    void trace(traced_child place) noexcept
    {
        traced_ = place;
    }

    traced_child traced() const noexcept
    {
        return traced_;
    }

    pid_t pid() const noexcept
    {
        return static_cast<pid_t>(report_.pid);
    }

    /// The exit status; absent if the child was not reaped yet.
    std::optional<int> returncode() const;

    /// Reap the child if it has ended. Returns the exit status; absent if the
    /// child still runs or another thread is about to reap it. Throws OSError.
    std::optional<int> poll();

    /// Wait for the child. Returns the exit status. Throws OSError or the
    /// exception of an interrupt.
    int wait();

    /// Wait for the child. Returns the exit status; absent if the deadline
    /// passed or a stop was requested first. Throws OSError or the exception of
    /// an interrupt.
    std::optional<int> wait(wait_end const& until);

    /// Wait for a child that was killed, at most until the deadline, which is
    /// in 0.25 s by default, and reap it. Interrupts are not handled.
    void await_killed() noexcept;
    void await_killed(deadline const& until) noexcept;

    /// A descriptor that is readable when the child has ended; -1 if there is
    /// none, or if the end of the rest of the scope is waited for.
    int pidfd() noexcept;

    /// Give the child and its pidfd to `to`, unless it has been reaped.
    /// Afterwards this object does not use the child.
    void release(native::start_result& to) noexcept;

    /// From now on, check the pidfd before each use. Call this before user code
    /// can run, since user code may close the pidfd.
    void expose() noexcept
    {
        handle_.expose();
    }

    /// expose() after user code may have run already.
    void expose_late() noexcept
    {
        handle_.expose_late();
    }

    /// Send a signal, unless the child has ended; throws OSError.
    void send_signal(int signal);

    /** Send a signal to the scope, unless the child has ended. From now on, the
        rest of the scope is killed before the child is reaped. If the child
        ends after the signal, the report says why it was sent.

        @param step The step of a ladder; absent if there is none.

        @throws OSError A process may not be signalled.
    */
    void stop(int signal, std::optional<std::size_t> step, ended_by why);

    /// stop() with SIGKILL.
    void kill(ended_by why);

    /// What is known about the run of the child.
    process_report report() const;

    /// The next child in the list of abandoned children.
    child* next = nullptr;

private:
    using lock = std::unique_lock<std::mutex>;

    std::optional<int> reap_locked();
    bool rest_has_ended();
    void note(kernel::wait_result found);
    void sleep(lock& held);
    void sleep_beside_reaper(lock& held);
    std::optional<int> wait_polling(wait_end const& until);
    void trace_end() noexcept;

    // Calls trace_end() at the end of a function. It is made before a lock, so
    // that the lock is not held any more.
    struct end_tracer
    {
        child& c;

        ~end_tracer()
        {
            c.trace_end();
        }
    };

    process_handle handle_;   // of the child, or of its helper process
    bool autoreaped_ = false; // another process may have the pid at any time
    mutable std::mutex mutex_;
    std::optional<int> returncode_;
    process_report report_; // `elapsed` is set at the end
    std::chrono::steady_clock::time_point const start_ =
        std::chrono::steady_clock::now();
    std::unique_ptr<stop_target> scope_; // null for the child only
    bool stops_scope_ = false;           // stop() was called, for others, too
    std::optional<deadline> rest_end_; // of the wait for the rest, once killed
    std::optional<std::size_t> survivors_;
    // Why and in which step stop() has sent SIGKILL, or another signal.
    struct cause
    {
        ended_by why;
        std::optional<std::size_t> step;
    };
    std::optional<cause> killed_;
    std::optional<cause> asked_;
    traced_child traced_;
    bool end_is_new_ = false; // the trace does not have it yet
    // Whether a thread is in a blocking wait for the pid. Then no other thread
    // may reap the child.
    bool reaping_ = false;
    std::condition_variable reaped_;
};

/// Put a child without a process object into the list of abandoned children.
void abandon(std::unique_ptr<child> orphan) noexcept;

/// Reap the abandoned children that have ended.
void reap_abandoned() noexcept;

} // namespace concur::subprocess::detail

#endif
