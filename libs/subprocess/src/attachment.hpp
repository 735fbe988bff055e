// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_ATTACHMENT_HPP
#define CONCUR_LIBS_SUBPROCESS_ATTACHMENT_HPP

#include "io.hpp"

#include <concur/subprocess/process_report.hpp>
#include <concur/timeout.hpp>

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>

namespace concur::subprocess::detail {

class attached_wait;

/** The pidfd of a process that this library did not start.

    Everything is done by the pidfd and nothing by the process id, which may
    belong to another process. As that of process_handle, the file behind the
    number of the pidfd is checked before each use.

    @par Thread safety
    Shared objects: safe.
*/
class attachment
{
public:
    /// @throws ValueError, OSError The errors of attach().
    explicit attachment(long pid);

    /// Closes the pidfd, unless its number belongs to another file now.
    ~attachment();

    attachment(attachment const&) = delete;
    attachment& operator=(attachment const&) = delete;

    long pid() const noexcept
    {
        return pid_;
    }

    /// How the process has ended; absent until poll() has found that.
    std::optional<process_end> ended() const;

    /// Look whether the process has ended and, if it is a child, reap it.
    /// Throws OSError.
    std::optional<process_end> poll();

    /// Send a signal, unless the process has ended; throws OSError.
    void send_signal(int signal);

    /// The pidfd; throws OSError if the program has closed it.
    int pidfd();

    /// What is known about the process; `elapsed` is the time since attach().
    process_report report() const;

private:
    bool lost() const noexcept;
    int pidfd_locked();
    std::optional<process_end> poll_locked();

    long const pid_;
    mutable std::mutex mutex_; // guards the members below
    descriptor pidfd_;
    std::uint64_t identity_ = 0; // see kernel::pidfd_identity()
    std::optional<process_end> ended_;
    std::chrono::steady_clock::time_point const start_ =
        std::chrono::steady_clock::now();
};

/** Block until the process of a wait has ended.

    @return False if the time has passed first.

    @throws OSError The system refused to wait.
    @throws ... The exception of an interrupt.
*/
bool wait_blocking(attached_wait& w, concur::timeout const& t);

} // namespace concur::subprocess::detail

#endif
