// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_BOTH_WAYS_HPP
#define CONCUR_TEST_SUBPROCESS_BOTH_WAYS_HPP

#include <support/support.hpp>

#include <boost/test/unit_test.hpp>

#include <cerrno>
#include <cstddef>
#include <functional>

#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

namespace support {

/// From now on the kernel gives this process no pidfd. Only for use in apart().
inline void refuse_pidfds()
{
    refuse_calls({SYS_clone3, SYS_pidfd_open}, ENOSYS);
    sock_filter program[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args)),
        BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_PIDFD, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
    sock_fprog const filter{sizeof program / sizeof *program, program};
    expect(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0,
           "a filter for system calls");
}

/// Check a body in a process of its own, once with all that the kernel has and
/// once without pidfds.
inline void check_both_ways(std::function<void()> const& body)
{
    BOOST_TEST_CONTEXT("with pidfds")
    {
        CHECK_APART(body);
    }
    BOOST_TEST_CONTEXT("without pidfds")
    {
        CHECK_APART([&] {
            refuse_pidfds();
            body();
        });
    }
}

} // namespace support

#endif
