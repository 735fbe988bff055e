// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_CLONE_CALL_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_LINUX_CLONE_CALL_HPP

#include <cerrno>
#include <csignal>

#include <sys/syscall.h>
#include <unistd.h>

namespace concur::subprocess::detail::kernel {

/// Make the system call `number`, which is clone or clone3 without a new stack.
/// The child calls `run(argument)`, which must not return. The child uses its
/// parent's stack below the part that is in use, and does not return through
/// the frame of this function. Returns the pid, or -errno.
///
/// The C library's clone() cannot clear signal handlers, and its vfork() takes
/// no flags. On instruction sets without code below, the result is -ENOSYS.

#if defined(__x86_64__) && !defined(__ILP32__)

inline long clone_call(long number, long a, long b, long c,
                       void (*run)(void*) noexcept, void* argument) noexcept
{
    long result = number;
    register void (*r12)(void*) noexcept asm("r12") = run;
    register void* r13 asm("r13") = argument;
    asm volatile("xor %%r10d, %%r10d\n\t"
                 "xor %%r8d, %%r8d\n\t"
                 "syscall\n\t"
                 "test %%rax, %%rax\n\t"
                 "jnz 1f\n\t"
                 // Skip the red zone.
                 "sub $256, %%rsp\n\t"
                 "and $-16, %%rsp\n\t"
                 "mov %%r13, %%rdi\n\t"
                 "call *%%r12\n\t"
                 "hlt\n"
                 "1:"
                 : "+a"(result)
                 : "D"(a), "S"(b), "d"(c), "r"(r12), "r"(r13)
                 : "rcx", "r8", "r10", "r11", "cc", "memory");
    return result;
}

#elif defined(__aarch64__)

inline long clone_call(long number, long a, long b, long c,
                       void (*run)(void*) noexcept, void* argument) noexcept
{
    register long x8 asm("x8") = number;
    register long x0 asm("x0") = a;
    register long x1 asm("x1") = b;
    register long x2 asm("x2") = c;
    register long x3 asm("x3") = 0;
    register long x4 asm("x4") = 0;
    register void (*x19)(void*) noexcept asm("x19") = run;
    register void* x20 asm("x20") = argument;
    asm volatile("svc #0\n\t"
                 "cbnz x0, 1f\n\t"
                 "mov x0, x20\n\t"
                 "blr x19\n\t"
                 "brk #1\n"
                 "1:"
                 : "+r"(x0)
                 : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x19),
                   "r"(x20)
                 : "cc", "memory");
    return x0;
}

#else

inline long clone_call(long, long, long, long, void (*)(void*) noexcept,
                       void*) noexcept
{
    return -ENOSYS;
}

#endif

/// Make a child process that has a copy of the memory. It calls
/// `run(argument)`, which must not return. Unlike fork(), this runs no handlers
/// of the C library, so it may be called in a child of a program with threads.
/// Returns the pid, or -errno.
inline long fork_call(void (*run)(void*) noexcept, void* argument) noexcept
{
#ifdef __s390__ // where the stack precedes the flags
    auto const pid = ::syscall(SYS_clone, 0L, SIGCHLD, 0L, 0L, 0L);
#else
    auto const pid = ::syscall(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L);
#endif
    if (pid == 0)
    {
        run(argument);
    }
    return pid < 0 ? -errno : pid;
}

} // namespace concur::subprocess::detail::kernel

#endif
