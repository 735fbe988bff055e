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

    Some programs, such as daemons, close all descriptors. Then the number of
    the pidfd may belong to another file, or to the pidfd of another child. So
    after expose(), the file behind the number is checked before each use. If
    the file is not the child's pidfd, the number is forgotten and not closed.
    The pid is used instead: it belongs to the child until the child is reaped.
    If the system cannot identify the file, the pidfd is kept but not used.

    @par Thread safety
    Distinct objects: safe. Shared objects: unsafe.
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

    /// Closes the pidfd, unless its number belongs to another file now.
    ~process_handle();

    pid_t pid() const noexcept
    {
        return pid_;
    }

    /// Record the pidfd's identity, before other code can run. Close the pidfd
    /// if the system cannot identify it.
    void expose() noexcept;

    /// expose() after other code may have run already. First forgets the number
    /// of the pidfd if it belongs to another file now.
    void expose_late() noexcept;

    bool exposed() const noexcept
    {
        return exposed_;
    }

    /// The pidfd if it is still the child's, or else -1.
    int pidfd() noexcept;

    /// Send a signal. Returns 0 or an errno.
    int signal(int number) noexcept;

    /// Move the pidfd out. Returns an empty descriptor if there is no pidfd or
    /// its number belongs to another file now.
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
