// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>

#include <cerrno>

#include <sys/wait.h>

// The functions that are the same on every system.

namespace concur::subprocess::detail::kernel {

wait_result interpret(int result, siginfo_t const& info) noexcept
{
    using state = wait_result::state;
    wait_result found;
    if (result == 0)
    {
        if (info.si_pid != 0)
        {
            found.what = state::ended;
            found.returncode =
                info.si_code == CLD_EXITED ? info.si_status : -info.si_status;
            found.dumped_core = info.si_code == CLD_DUMPED;
        }
    }
    else if (errno == ECHILD)
    {
        found.what = state::lost;
    }
    else if (errno != EINTR)
    {
        found.what = state::failed;
        found.error = errno;
    }
    return found;
}

void reap(pid_t pid) noexcept
{
    concur::detail::uncancellable const whole;
    while (wait_child(pid, true, true).what == wait_result::state::running)
    {
    }
}

} // namespace concur::subprocess::detail::kernel
