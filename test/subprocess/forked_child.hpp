// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_FORKED_CHILD_HPP
#define CONCUR_TEST_SUBPROCESS_FORKED_CHILD_HPP

#include <concur/subprocess/process_report.hpp>

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <csignal>
#include <optional>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

// Children that the library did not start, for the tests of attach().

namespace support {

inline constexpr concur::subprocess::process_end unknown_end{};
inline constexpr concur::subprocess::process_end terminated_end{
    concur::subprocess::ended_how::signalled, SIGTERM};

/// A child that ends with a status, or with its parent.
inline long fork_child(std::optional<int> status = std::nullopt)
{
    auto const parent = ::getpid();
    auto const pid = ::fork();
    if (pid == 0)
    {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        // If the parent has ended before, there is no signal.
        while (!status && ::getppid() == parent)
        {
            ::pause();
        }
        ::_exit(status.value_or(1));
    }
    EXPECT(pid > 0);
    return pid;
}

/// Reap a child, and return its wait status.
inline int reap_forked(long pid)
{
    int status = -1;
    EXPECT(::waitpid(static_cast<pid_t>(pid), &status, 0) == pid);
    return status;
}

inline void kill_forked(long pid)
{
    EXPECT(::kill(static_cast<pid_t>(pid), SIGKILL) == 0);
    reap_forked(pid);
}

} // namespace support

#endif
