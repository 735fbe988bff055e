// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <support/refused_calls.hpp>
#include <support/support.hpp>

#include <cstddef>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>

namespace support {

void refuse_calls(std::vector<system_call> const& calls, int error)
{
    auto const number = static_cast<unsigned>(offsetof(seccomp_data, nr));
    // Its lower half is enough.
    auto const first = static_cast<unsigned>(offsetof(seccomp_data, args));
    auto const fail = SECCOMP_RET_ERRNO | static_cast<unsigned>(error);
    std::vector<sock_filter> program;
    for (auto const& call : calls)
    {
        program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, number));
        auto const nr = static_cast<unsigned>(call.number);
        if (call.bits == 0)
        {
            program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 1));
        }
        else
        {
            program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, nr, 0, 3));
            program.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, first));
            program.push_back(
                BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, call.bits, 0, 1));
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

} // namespace support
