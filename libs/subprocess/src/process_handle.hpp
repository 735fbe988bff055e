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

    Some programs close all descriptors, as daemons do. Then the number of the
    pidfd may belong to another file, also to the pidfd of another child. So
    this class asks the system what the number refers to before it uses the
    pidfd. A number that is not the child's is forgotten and not closed, and the
    pid is used instead, which is the child's until it has been reaped. If the
    system does not tell, the pidfd is kept but not used.

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

    /// Call this before other code of the program can run. If the system cannot
    /// tell the child's pidfd from others, it is closed.
    void expose() noexcept;

    /// The same if such code may have run already.
    void expose_late() noexcept;

    bool exposed() const noexcept
    {
        return exposed_;
    }

    /// The pidfd if it is still the child's, or else -1.
    int pidfd() noexcept;

    /// Send a signal. Returns 0 or an errno.
    int signal(int number) noexcept;

    /// Give the pidfd away, if it is the child's.
    descriptor release() noexcept;

private:
    int checked_pidfd() noexcept;
    void forget_others() noexcept;

    pid_t pid_ = -1;
    descriptor pidfd_;
    bool exposed_ = false;
    std::uint64_t identity_ = 0; // see kernel::pidfd_identity()
};

} // namespace concur::subprocess::detail

#endif
