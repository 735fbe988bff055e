// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_PROCESS_STATUS_HPP
#define CONCUR_TEST_SUBPROCESS_PROCESS_STATUS_HPP

#include <support/support.hpp>

#include <string>

namespace support {

/// The letter of the state of a process in /proc, such as 'T' for a stopped
/// one, or ' ' if there is none.
inline char process_status(long pid)
{
    auto const stat = read_file("/proc/" + std::to_string(pid) + "/stat");
    auto const name_end = stat.rfind(") ");
    return name_end == stat.npos ? ' ' : stat[name_end + 2];
}

/// Wait until a process has stopped.
inline void await_stop(long pid)
{
    expect(eventually([=] { return process_status(pid) == 'T'; }), "stopped");
}

} // namespace support

#endif
