// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_CHILD_HPP
#define CONCUR_LIBS_SUBPROCESS_CHILD_HPP

#include "io.hpp"

#include <concur/timeout.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/types.h>

namespace concur::subprocess::detail {

/** The one owner of a child's exit status.

    Nothing but this reaps the child: either under the lock, or, where a pidfd
    says which child is meant, by the one thread that sleeps in wait(). So no
    signal goes to another process that has got the same id. Sleeping holds no
    lock.

    @par Thread safety
    Shared objects: safe.
*/
class child
{
public:
    /// Before it is shared with anybody: become the owner of a child.
    void adopt(pid_t pid, descriptor pidfd) noexcept
    {
        pid_ = pid;
        pidfd_ = std::move(pidfd);
    }

    pid_t pid() const noexcept
    {
        return pid_;
    }

    int pidfd() const noexcept
    {
        return pidfd_.get();
    }

    /// The exit status if it is known already.
    std::optional<int> returncode() const;

    /// The exit status if the child has ended.
    std::optional<int> poll();

    /// The exit status once the child has ended.
    int wait();

    /// The same, absent if the deadline passed first.
    std::optional<int> wait(deadline const& until);

    /// Give the child away: it is never touched again.
    descriptor disown() noexcept;

    /// Send a signal unless the child has ended; throws OSError.
    void send_signal(int signal);

    /// The next in a list of abandoned children.
    child* next = nullptr;

private:
    using lock = std::unique_lock<std::mutex>;

    std::optional<int> reap_locked();
    void sleep(lock& held);

    pid_t pid_ = -1;
    descriptor pidfd_;
    mutable std::mutex mutex_;
    std::optional<int> returncode_;
    // A thread sleeps in wait() and will reap: nobody else may.
    bool reaping_ = false;
    std::condition_variable reaped_;
};

/// Take over a child whose object is gone.
void abandon(std::unique_ptr<child> orphan) noexcept;

/// Reap those of them that have ended.
void reap_abandoned() noexcept;

} // namespace concur::subprocess::detail

#endif
