// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_BLOCKING_CALLS_HPP
#define CONCUR_TEST_SUBPROCESS_BLOCKING_CALLS_HPP

#include <support/support.hpp>

#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// The system call in which a thread waits.

namespace support {

/// The system call that a thread of this process is blocked in: its number,
/// then its arguments. Empty if the thread runs, or if the kernel does not
/// tell.
inline std::vector<unsigned long> blocking_call(long task)
{
    std::istringstream text(
        read_file("/proc/self/task/" + std::to_string(task) + "/syscall"));
    std::vector<unsigned long> call;
    unsigned long number = 0;
    if (text >> number)
    {
        call.push_back(number);
        while (text >> std::hex >> number)
        {
            call.push_back(number);
        }
    }
    return call;
}

/// False if the kernel does not tell which call a thread is blocked in.
inline bool blocking_calls_are_visible()
{
    return !read_file("/proc/self/syscall").empty();
}

inline bool is_blocked_in(long task, long number)
{
    auto const call = blocking_call(task);
    return !call.empty() && static_cast<long>(call[0]) == number;
}

/// Whether a thread waits in poll() or ppoll().
inline bool is_blocked_in_poll(long task)
{
#if defined(SYS_poll)
    if (is_blocked_in(task, SYS_poll))
    {
        return true;
    }
#endif
    return is_blocked_in(task, SYS_ppoll);
}

/// Close every pidfd of this process. Returns the lowest, or -1 if there is
/// none.
inline int close_pidfds()
{
    int lowest = -1;
    for (auto const& [number, what] : open_descriptors())
    {
        if (what == "anon_inode:[pidfd]" || what.starts_with("pidfd:["))
        {
            ::close(number);
            lowest = lowest < 0 ? number : lowest;
        }
    }
    return lowest;
}

/// The processor time that this process has taken.
inline double cpu_seconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    auto const seconds = [](timeval const& t) {
        return static_cast<double>(t.tv_sec) +
               static_cast<double>(t.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

} // namespace support

#endif
