// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_CHILD_HPP
#define CONCUR_LIBS_SUBPROCESS_CHILD_HPP

#include "process_handle.hpp"

#include <concur/subprocess/detail/native.hpp>
#include <concur/timeout.hpp>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/types.h>

namespace concur::subprocess::detail {

/** The one owner of a child: of its pid, its pidfd and its exit status.

    Only this object reaps the child. Once the program can send signals to it,
    the child is reaped under the same lock that a signal is sent under: so no
    signal reaches another process that has got its pid. Waiting holds no lock.

    @par Thread safety
    Shared objects: safe.
*/
class child
{
public:
    /// Become the owner of a child. Call it before other threads use the
    /// object.
    void adopt(pid_t pid, descriptor pidfd) noexcept
    {
        handle_ = process_handle(pid, std::move(pidfd));
    }

    pid_t pid() const noexcept
    {
        return handle_.pid();
    }

    /// The exit status if the child has been reaped.
    std::optional<int> returncode() const;

    /// The exit status if the child has ended.
    std::optional<int> poll();

    /// The exit status once the child has ended.
    int wait();

    /// The same, absent if the deadline passed first.
    std::optional<int> wait(deadline const& until);

    /// Reap a child that has been killed, if it ends within a moment.
    /// Interrupts are not handled.
    void await_killed() noexcept;

    /// Give the child and its pidfd to `to`, unless it has been reaped. This
    /// object does not touch it again.
    void release(native::start_result& to) noexcept;

    /// Call this before code of the program's may run, which may close the
    /// pidfd. From then on the pidfd is checked before it is used.
    void expose() noexcept
    {
        handle_.expose();
    }

    /// The same if such code may have run already.
    void expose_late() noexcept
    {
        handle_.expose_late();
    }

    /// Send a signal, unless the child has ended; throws OSError.
    void send_signal(int signal);

    /// The next child in the list of abandoned children.
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
    // A thread is in a blocking wait for the pid: no other thread may reap.
    bool reaping_ = false;
    std::condition_variable reaped_;
};

/// Become the owner of a child without a process object.
void abandon(std::unique_ptr<child> orphan) noexcept;

/// Reap the abandoned children that have ended.
void reap_abandoned() noexcept;

} // namespace concur::subprocess::detail

#endif
