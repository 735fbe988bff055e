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

// What signal handlers and other threads use. Only the main thread changes it;
// the end to write to is stored last, and withdrawn first.
std::atomic<int> write_end{-1};
std::atomic<file_id> inode{0};
std::atomic<pid_t> owner{0};
std::atomic<int> writers{0};

// A child has none of its parent's threads that might be writing.
[[maybe_unused]] int const forgotten_by_fork =
    ::pthread_atfork(nullptr, nullptr, [] { writers = 0; });

// Of the main thread.
int read_end = -1;
int users = 0;

// The program may close what is not its own and open another file with the
// same number.
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
    // The main thread would wait for ever for a writer that was cancelled.
    uncancellable const whole;
    ++writers;
    auto const end = write_end.load();
    if (end >= 0 && owner == ::getpid() && is_ours(end))
    {
        char const byte = 0;
        // When it fails the pipe is full, hence readable.
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
        // Forked within a wait: the parent's is not for this process.
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
        shut(); // somebody closed it
        return;
    }
    char bytes[64];
    while (::read(read_end, bytes, sizeof bytes) > 0)
    {
    }
}

} // namespace concur::detail
