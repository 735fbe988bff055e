// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../interrupt_poll.hpp"
#include "../nap.hpp"

#include "descriptors.hpp"

#include <concur/detail/posix/interrupt_descriptor.hpp>
#include <concur/detail/uncancellable.hpp>

#include <atomic>

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

namespace concur::detail {
namespace {

using file_id = unsigned long long;

// The pipe that signal handlers and other threads write to. Only the main
// thread changes its ends, inode and owner. It stores the write end last and
// removes the write end first.
std::atomic<int> write_end{-1};
std::atomic<file_id> inode{0};
std::atomic<pid_t> owner{0};
std::atomic<int> writers{0};

// Resets `writers` in a child, where no thread of the parent exists.
[[maybe_unused]] int const forgotten_by_fork =
    ::pthread_atfork(nullptr, nullptr, [] { writers = 0; });

// These variables are used by the main thread only.
int read_end = -1;
int users = 0;

// Whether a descriptor is still an end of the pipe. The program may have closed
// it and opened another file with the same number.
bool is_ours(int number) noexcept
{
    struct stat found;
    return number >= 0 && ::fstat(number, &found) == 0 &&
           S_ISFIFO(found.st_mode) && file_id(found.st_ino) == inode;
}

void close_ours(int number) noexcept
{
    if (is_ours(number))
    {
        ::close(number);
    }
}

void shut() noexcept
{
    auto const end = write_end.exchange(-1);
    while (writers > 0)
    {
        nap();
    }
    close_ours(end);
    close_ours(read_end);
    read_end = -1;
}

void open() noexcept
{
    owner = ::getpid();
    int ends[2];
    if (!open_quiet_pipe(ends))
    {
        return;
    }
    struct stat found;
    if (::fstat(ends[0], &found) != 0)
    {
        ::close(ends[0]);
        ::close(ends[1]);
        return;
    }
    inode = file_id(found.st_ino);
    read_end = ends[0];
    write_end = ends[1];
}

} // namespace

void poke_interrupt_poll() noexcept
{
    // If this thread were cancelled here, `writers` would never decrease, and
    // shut() would never return.
    uncancellable const whole;
    ++writers;
    auto const end = write_end.load();
    if (end >= 0 && owner == ::getpid() && is_ours(end))
    {
        char const byte = 0;
        // If write() fails, the pipe is full and therefore readable.
        [[maybe_unused]] auto const n = ::write(end, &byte, 1);
    }
    --writers;
}

bool may_be_interrupted() noexcept
{
    return (interrupts_allowed() || interrupts_pending()) && on_main_thread();
}

interrupt_descriptor::interrupt_descriptor() noexcept
    : used_(may_be_interrupted())
{
    if (!used_)
    {
        return;
    }
    uncancellable const whole;
    if (users++ == 0)
    {
        open();
    }
    else if (owner != ::getpid())
    {
        // This process was forked during a wait, so the pipe belongs to the
        // parent.
        shut();
        open();
    }
}

interrupt_descriptor::~interrupt_descriptor()
{
    if (used_ && --users == 0)
    {
        uncancellable const whole;
        shut();
    }
}

int interrupt_descriptor::get() const noexcept
{
    return used_ ? read_end : -1;
}

void interrupt_descriptor::clear(short events) noexcept
{
    uncancellable const whole;
    if ((events & ~POLLIN) != 0 || !is_ours(read_end))
    {
        shut(); // the program has closed the pipe
        return;
    }
    char bytes[64];
    while (::read(read_end, bytes, sizeof bytes) > 0)
    {
    }
}

} // namespace concur::detail
