// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../interrupt_poll.hpp"

#include <concur/detail/posix/interrupt_descriptor.hpp>

#include <atomic>

#include <fcntl.h>
#include <unistd.h>

namespace concur::detail {
namespace {

// The two ends of a pipe; -1 until it is opened, and for good if it cannot be.
std::atomic<int> read_end{-1};
std::atomic<int> write_end{-1};

bool prepare(int number)
{
    return ::fcntl(number, F_SETFD, FD_CLOEXEC) == 0 &&
           ::fcntl(number, F_SETFL, O_NONBLOCK) == 0;
}

} // namespace

void open_interrupt_poll() noexcept
{
    int ends[2];
    if (write_end != -1 || ::pipe(ends) != 0)
    {
        return;
    }
    if (prepare(ends[0]) && prepare(ends[1]))
    {
        read_end = ends[0];
        write_end = ends[1];
        return;
    }
    ::close(ends[0]);
    ::close(ends[1]);
}

void poke_interrupt_poll() noexcept
{
    char const byte = 0;
    // When it fails the pipe is full, hence readable, or not there.
    [[maybe_unused]] auto const n = ::write(write_end, &byte, 1);
}

void clear_interrupt_descriptor() noexcept
{
    char bytes[64];
    while (::read(read_end, bytes, sizeof bytes) > 0)
    {
    }
}

int interrupt_descriptor() noexcept
{
    return on_main_thread() ? read_end.load() : -1;
}

} // namespace concur::detail
