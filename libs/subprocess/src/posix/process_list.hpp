// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_PROCESS_LIST_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_PROCESS_LIST_HPP

#include <sys/types.h>

// The processes of the system, as far as it shows them.

namespace concur::subprocess::detail::process_list {

/// What the members of a list have in common.
enum class kind
{
    group,
    session
};

/// Whether the system shows the children of this process with the numbers that
/// this process knows them by.
bool available() noexcept;

/// Call a function for each process of a group or session that lives; one that
/// has ended and was not reaped does not. Returns false if the system does not
/// show the processes.
bool visit(kind what, pid_t id, void (*function)(pid_t, void*) noexcept,
           void* argument) noexcept;

/// Send a signal to a process if it is in a session. Returns 0 or an errno.
int signal_member(pid_t session, pid_t pid, int signal) noexcept;

} // namespace concur::subprocess::detail::process_list

#endif
