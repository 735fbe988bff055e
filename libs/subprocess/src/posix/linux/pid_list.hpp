// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_PID_LIST_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_PID_LIST_HPP

#include <cerrno>

#include <sys/types.h>
#include <unistd.h>

namespace concur::subprocess::detail {

/// Call `f` for each pid of a file of the kernel that lists pids. Returns 0 or
/// an errno. This allocates nothing, and is async-signal-safe if `f` is.
template<class F>
int for_each_pid(int file, F const& f) noexcept
{
    char text[1024];
    pid_t pid = 0;
    long size;
    while ((size = ::read(file, text, sizeof text)) > 0)
    {
        for (long i = 0; i != size; ++i)
        {
            if (text[i] >= '0' && text[i] <= '9')
            {
                pid = pid * 10 + (text[i] - '0');
            }
            else if (pid != 0)
            {
                f(pid);
                pid = 0;
            }
        }
    }
    return size < 0 ? errno : 0;
}

} // namespace concur::subprocess::detail

#endif
