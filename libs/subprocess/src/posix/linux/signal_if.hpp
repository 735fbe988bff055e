// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_SIGNAL_IF_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_SIGNAL_IF_HPP

#include "../../io.hpp"
#include "../kernel.hpp"

#include <cerrno>

#include <sys/types.h>

namespace concur::subprocess::detail {

/// Send a signal to a process if `is_meant()` returns 0 for it, and not another
/// errno. Returns 0 or an errno. With a pidfd, which is opened before the look,
/// the signal cannot reach a later process of that number.
template<class F>
int signal_if(pid_t pid, int signal, F const& is_meant) noexcept
{
    descriptor const pidfd(kernel::open_pidfd(pid));
    if (!pidfd && errno == ESRCH)
    {
        return ESRCH;
    }
    int const error = is_meant();
    return error != 0 ? error : kernel::signal_child(pid, pidfd.get(), signal);
}

} // namespace concur::subprocess::detail

#endif
