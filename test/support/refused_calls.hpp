// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUPPORT_REFUSED_CALLS_HPP
#define CONCUR_TEST_SUPPORT_REFUSED_CALLS_HPP

#include <vector>

#include <linux/sched.h>
#include <sys/syscall.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// System calls that fail, as they do in a sandbox or on an older kernel.

namespace support {

/// A system call: all calls of a number, or only those whose first argument has
/// one of some bits.
struct system_call
{
    system_call(long n, unsigned b = 0) noexcept : number(n), bits(b) {}

    long number;
    unsigned bits;
};

/// From now on the kernel refuses some system calls of this process and its
/// children with an errno. Only for use in run_forked().
void refuse_calls(std::vector<system_call> const& calls, int error);

namespace calls {

inline system_call const clone3(SYS_clone3);
inline system_call const clone_pidfd(SYS_clone, CLONE_PIDFD);
// A clone() that shares memory, or makes a pidfd.
inline system_call const clone_sharing(SYS_clone, CLONE_VM | CLONE_PIDFD);
// A waitid() of a pidfd: P_PIDFD is 3. P_PGID, 2, is not used.
inline system_call const wait_pidfd(SYS_waitid, 2);
inline system_call const pidfd_open(SYS_pidfd_open);
inline system_call const pidfd_send_signal(SYS_pidfd_send_signal);
inline system_call const close_range(SYS_close_range);

// On i386, the C library makes sockets by a call that has other uses, too.
inline std::vector<system_call> const make_sockets = {
    SYS_socketpair,
#ifdef SYS_socketcall
    SYS_socketcall,
#endif
};

// All calls that make a process. Newer architectures have fewer.
inline std::vector<system_call> const make_process = {
    SYS_clone3,
    SYS_clone,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
};

} // namespace calls

} // namespace support

#endif
