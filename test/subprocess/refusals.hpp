// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_SUBPROCESS_REFUSALS_HPP
#define CONCUR_TEST_SUBPROCESS_REFUSALS_HPP

#include <support/support.hpp>

#include <cstddef>
#include <vector>

#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#ifndef SYS_close_range
#define SYS_close_range 436
#endif

// Sandboxes that forbid what the library would rather use.

namespace support {

// A call that fails, always or if its first argument has one of some bits.
struct refusal
{
    long number;
    unsigned bits = 0;
};

inline void refuse(std::vector<refusal> const& refusals, int error)
{
    auto const number = static_cast<unsigned>(offsetof(seccomp_data, nr));
    // Its lower half is enough.
    auto const first = static_cast<unsigned>(offsetof(seccomp_data, args));
    auto const fail = SECCOMP_RET_ERRNO | static_cast<unsigned>(error);
    std::vector<sock_filter> program;
    for (auto const& r : refusals)
    {
        program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number));
        auto const nr = static_cast<unsigned>(r.number);
        if (r.bits == 0)
        {
            program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1));
        }
        else
        {
            program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 3));
            program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, first));
            program.push_back(
                BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, r.bits, 0, 1));
        }
        program.push_back(BPF_STMT(BPF_RET | BPF_K, fail));
    }
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
    sock_fprog const filter{static_cast<unsigned short>(program.size()),
                            program.data()};
    expect(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
    expect(::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0,
           "a filter for system calls");
}

inline constexpr refusal clone3{SYS_clone3};
// No pidfd from clone(); P_PIDFD is 3, and P_ALL and P_PGID are not used.
inline constexpr refusal clone_pidfd{SYS_clone, CLONE_PIDFD};
inline constexpr refusal clone_sharing{SYS_clone, CLONE_VM | CLONE_PIDFD};
inline constexpr refusal wait_pidfd{SYS_waitid, 2};
inline constexpr refusal pidfd_open{SYS_pidfd_open};
inline constexpr refusal pidfd_send_signal{SYS_pidfd_send_signal};
inline constexpr refusal closing_ranges{SYS_close_range};

} // namespace support

#endif
