// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_WAITING_HPP
#define CONCUR_TEST_SUBPROCESS_WAITING_HPP

#include <support/support.hpp>

#include <sstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

// How a thread waits, and what for.

namespace support {

/// The system call that a thread of this process is blocked in: its number and
/// arguments; empty while it runs, or if the kernel does not say.
inline std::vector<unsigned long> blocked_in(long task)
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

/// False if the kernel does not say which call a thread is blocked in.
inline bool calls_are_shown()
{
    return !read_file("/proc/self/syscall").empty();
}

inline bool blocks_in(long task, long number)
{
    auto const call = blocked_in(task);
    return !call.empty() && static_cast<long>(call[0]) == number;
}

/// Whether a thread sleeps until a descriptor is ready, or a time is over.
inline bool polls(long task)
{
#if defined(SYS_poll)
    if (blocks_in(task, SYS_poll))
    {
        return true;
    }
#endif
    return blocks_in(task, SYS_ppoll);
}

/// Close every pidfd of this process; the lowest number, or -1 without any.
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
