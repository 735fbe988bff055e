// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_PROCESS_HANDLE_HPP
#define CONCUR_LIBS_SUBPROCESS_PROCESS_HANDLE_HPP

#include "io.hpp"

#include <cstdint>
#include <utility>

#include <sys/types.h>

namespace concur::subprocess::detail {

/** The pid of a child that has not been reaped, and its pidfd if there is one.

    The program may close descriptors that are not its own, as daemons do, and
    the number of the pidfd may then belong to another file, another child's
    pidfd among them. So before it is used the system is asked what the number
    refers to. One that is not this child's is forgotten, not closed, and the
    pid takes its place: it is the child's until it is reaped. Where the system
    does not say, the pidfd is kept but not used.

    @par Thread safety
    None.
*/
class process_handle
{
public:
    process_handle() noexcept = default;

    process_handle(pid_t pid, descriptor pidfd) noexcept
        : pid_(pid), pidfd_(std::move(pidfd))
    {
    }

    process_handle(process_handle&&) noexcept = default;
    process_handle& operator=(process_handle&&) noexcept = default;

    /// Closes the pidfd if it is still the child's.
    ~process_handle();

    pid_t pid() const noexcept
    {
        return pid_;
    }

    /// From now on the program's own code may run between two uses. A pidfd
    /// that the system does not know for the child's is closed.
    void expose() noexcept;

    /// The same where it may have run already.
    void expose_late() noexcept;

    bool exposed() const noexcept
    {
        return exposed_;
    }

    /// The pidfd if it is still the child's, or else -1.
    int pidfd() noexcept;

    /// Send a signal; 0 or an errno.
    int signal(int number) noexcept;

    /// Give the pidfd away.
    descriptor release() noexcept;

private:
    int checked_pidfd() noexcept;
    void forget_others() noexcept;

    pid_t pid_ = -1;
    descriptor pidfd_;
    bool exposed_ = false;
    std::uint64_t identity_ = 0; // of the pidfd's file, 0 if unknown
};

} // namespace concur::subprocess::detail

#endif
