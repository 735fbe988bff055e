// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_CHILD_HPP
#define CONCUR_LIBS_SUBPROCESS_CHILD_HPP

#include "process_handle.hpp"

#include <concur/timeout.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/types.h>

namespace concur::subprocess::detail {

/** The one owner of a child's exit status.

    Nothing but this reaps the child, and, once the program can signal it, only
    under the lock that signals are sent under, too. So no signal goes to
    another process that has got the same id. Sleeping holds no lock.

    @par Thread safety
    Shared objects: safe.
*/
class child
{
public:
    /// Before it is shared with anybody: become the owner of a child.
    void adopt(pid_t pid, descriptor pidfd) noexcept
    {
        handle_ = process_handle(pid, std::move(pidfd));
    }

    pid_t pid() const noexcept
    {
        return handle_.pid();
    }

    /// The exit status if it is known already.
    std::optional<int> returncode() const;

    /// The exit status if the child has ended.
    std::optional<int> poll();

    /// The exit status once the child has ended.
    int wait();

    /// The same, absent if the deadline passed first.
    std::optional<int> wait(deadline const& until);

    /// Reap a child that has been killed, if it ends within a moment. Nothing
    /// interrupts this.
    void await_killed() noexcept;

    /// Give the child away: it is never touched again.
    descriptor disown() noexcept;

    /// The program's own code may run from now on: descriptors are looked at
    /// before they are used.
    void expose() noexcept
    {
        handle_.expose();
    }

    /// The same where it may have run already.
    void expose_late() noexcept
    {
        handle_.expose_late();
    }

    /// Send a signal unless the child has ended; throws OSError.
    void send_signal(int signal);

    /// The next in a list of abandoned children.
    child* next = nullptr;

private:
    using lock = std::unique_lock<std::mutex>;

    std::optional<int> reap_locked();
    void sleep(lock& held);
    void sleep_beside_reaper(lock& held);
    int checked_pidfd() noexcept;
    std::optional<int> wait_polling(deadline const& until);

    process_handle handle_;
    mutable std::mutex mutex_;
    std::optional<int> returncode_;
    // A thread sleeps in wait() by the pid: nobody else may reap.
    bool reaping_ = false;
    std::condition_variable reaped_;
};

/// Take over a child whose object is gone.
void abandon(std::unique_ptr<child> orphan) noexcept;

/// Reap those of them that have ended.
void reap_abandoned() noexcept;

} // namespace concur::subprocess::detail

#endif
