// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

/* The tiny child of the benchmarks: no libc, no loader, so that what is left of
   a measurement is the parent's work.

     noop                       ends at once
     noop emit                  a few bytes to each of stdout and stderr
     noop flood BYTES           that many zeros to stdout, 64 KiB at a time
     noop lines BYTES           the same amount in lines of 64 bytes
     noop sleep MS              ends after a while
     noop stamp MS FILE         the same; its last act is to store
                                CLOCK_MONOTONIC, in ns, in the mapped FILE

     cc -O2 -fno-stack-protector -static -nostdlib -o noop noop.c

   on x86-64 and aarch64; without -nostdlib elsewhere.
 */

#include <fcntl.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>

#if defined(__x86_64__)

__asm__(".globl _start\n"
        "_start:\n"
        "    xor %ebp, %ebp\n"
        "    mov %rsp, %rdi\n"
        "    and $-16, %rsp\n"
        "    call enter\n");

static long call(long number, long a, long b, long c, long d, long e, long f)
{
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    long result;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "0"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8),
                       "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

#elif defined(__aarch64__)

__asm__(".globl _start\n"
        "_start:\n"
        "    mov x29, xzr\n"
        "    mov x30, xzr\n"
        "    mov x0, sp\n"
        "    b enter\n");

static long call(long number, long a, long b, long c, long d, long e, long f)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc 0"
                     : "+r"(x0)
                     : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5)
                     : "memory");
    return x0;
}

#else

#include <unistd.h>

#define call syscall
#define CONCUR_BENCH_HAS_LIBC

#endif

static long number(char const *digits)
{
    long value = 0;
    while (*digits >= '0' && *digits <= '9')
        value = value * 10 + (*digits++ - '0');
    return value;
}

static void *map(long size, int flags, long fd)
{
    return (void *)call(SYS_mmap, 0, size, PROT_READ | PROT_WRITE, flags, fd,
                        0);
}

static int flood(long left, int in_lines)
{
    enum { block = 65536, line = 64 };
    char *data = map(block, MAP_PRIVATE | MAP_ANONYMOUS, -1);
    for (long i = 0; in_lines && i < block; ++i)
        data[i] = i % line == line - 1 ? '\n' : 'x';
    while (left > 0)
    {
        long written = call(SYS_write, 1, (long)data,
                            left < block ? left : block, 0, 0, 0);
        if (written <= 0)
            return 1;
        left -= written;
    }
    return 0;
}

static void sleep_ms(long ms)
{
    struct timespec pause = {ms / 1000, ms % 1000 * 1000000};
    call(SYS_nanosleep, (long)&pause, 0, 0, 0, 0, 0);
}

static int stamp(long ms, char const *file)
{
    long fd = call(SYS_openat, AT_FDCWD, (long)file, O_RDWR, 0, 0, 0);
    uint64_t volatile *place;
    struct timespec now;
    if (fd < 0)
        return 1;
    place = map(sizeof *place, MAP_SHARED, fd);
    *place = 0;
    sleep_ms(ms);
    call(SYS_clock_gettime, CLOCK_MONOTONIC, (long)&now, 0, 0, 0, 0);
    *place = (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
    return 0;
}

static int run(int argc, char **argv)
{
    switch (argc > 1 ? argv[1][0] : 0)
    {
    case 'e':
        call(SYS_write, 1, (long)"hello\n", 6, 0, 0, 0);
        call(SYS_write, 2, (long)"error\n", 6, 0, 0, 0);
        return 0;
    case 'f':
        return flood(number(argv[2]), 0);
    case 'l':
        return flood(number(argv[2]), 1);
    case 's':
        if (argv[1][1] == 't')
            return stamp(number(argv[2]), argv[3]);
        sleep_ms(number(argv[2]));
        return 0;
    default:
        return 0;
    }
}

#if defined(CONCUR_BENCH_HAS_LIBC)

int main(int argc, char **argv)
{
    return run(argc, argv);
}

#else

/* The initial stack: argc, then argv. */
__attribute__((used, noreturn)) void enter(long *stack)
{
    call(SYS_exit_group, run((int)stack[0], (char **)(stack + 1)), 0, 0, 0, 0,
         0);
    __builtin_unreachable();
}

#endif
