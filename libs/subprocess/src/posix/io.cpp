// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../io.hpp"

#include "kernel.hpp"
#include "poll_set.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <cstring>
#include <ctime>
#include <string>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

// Waits until a read or a small write does not block. It is called only on the
// main thread, where a blocking read or write would not notice interrupts.
void wait_ready(int number, short events)
{
    concur::detail::handle_interrupts();
    pollfd now{number, events, 0};
    if (kernel::poll(&now, 1, std::chrono::nanoseconds(0)) == 0 &&
        now.revents != 0)
    {
        return;
    }
    for (;;)
    {
        poll_set set;
        set.add(number, events);
        // If the descriptor cannot be polled, the read or write reports why.
        if (set.wait(std::nullopt) != 0 || set[0] != 0)
        {
            return;
        }
    }
}

descriptor open_file(std::string const& path, int flags)
{
    for (;;)
    {
        auto const number =
            ::open(path.c_str(), flags | O_NOCTTY | O_CLOEXEC, 0666);
        if (number >= 0)
        {
            return descriptor(number);
        }
        if (errno != EINTR)
        {
            throw_os_error(errno, path);
        }
        // A signal came while a named pipe had no other end.
        concur::detail::interrupted();
    }
}

} // namespace

int descriptor::reset(int number) noexcept
{
    auto old = std::exchange(number_, number);
    concur::detail::uncancellable const whole;
    // If close() fails with EINTR, the descriptor is closed, too.
    return old >= 0 && ::close(old) != 0 && errno != EINTR ? errno : 0;
}

pipe_ends make_pipe(long long size)
{
    int ends[2];
    if (kernel::make_pipe(ends) != 0)
    {
        throw_os_error(errno);
    }
    pipe_ends made{descriptor(ends[0]), descriptor(ends[1])};
    if (size > 0)
    {
        if (auto error = kernel::set_pipe_size(ends[1], size))
        {
            throw_os_error(error);
        }
    }
    return made;
}

bool pipes_have_size() noexcept
{
    return kernel::pipes_have_size();
}

descriptor open_null()
{
    return open_file("/dev/null", O_RDWR);
}

descriptor open_input(std::string const& path)
{
    return open_file(path, O_RDONLY);
}

descriptor open_output(std::string const& path, bool at_end)
{
    return open_file(path, O_WRONLY | O_CREAT | (at_end ? O_APPEND : O_TRUNC));
}

no_sigpipe::no_sigpipe() noexcept
{
    static_assert(sizeof(sigset_t) <= sizeof(saved_));
    sigset_t pending;
    sigset_t pipe;
    ::sigpending(&pending);
    // If a SIGPIPE is pending already, it belongs to other code.
    if (::sigismember(&pending, SIGPIPE) == 0)
    {
        ::sigemptyset(&pipe);
        ::sigaddset(&pipe, SIGPIPE);
        blocked_ = ::pthread_sigmask(SIG_BLOCK, &pipe,
                                     reinterpret_cast<sigset_t*>(saved_)) == 0;
    }
}

no_sigpipe::~no_sigpipe()
{
    if (!blocked_)
    {
        return;
    }
    auto const keep = errno;
    if (expected_)
    {
        concur::detail::uncancellable const whole;
        kernel::consume_sigpipe();
    }
    ::pthread_sigmask(SIG_SETMASK, reinterpret_cast<sigset_t*>(saved_),
                      nullptr);
    errno = keep;
}

std::size_t read_some(int number, char* to, std::size_t size)
{
    for (;;)
    {
        if (poll_set::interruptible())
        {
            wait_ready(number, POLLIN);
        }
        auto n = ::read(number, to, size);
        if (n >= 0)
        {
            return static_cast<std::size_t>(n);
        }
        if (errno != EINTR)
        {
            throw_os_error(errno);
        }
        concur::detail::interrupted();
    }
}

bool wait_readable(int number, deadline const& until)
{
    for (;;)
    {
        auto const left = until.left();
        poll_set set;
        set.add(number, POLLIN);
        if (auto const error = set.wait(left))
        {
            throw_os_error(error);
        }
        if (set[0] != 0)
        {
            return true;
        }
        if (left && left->count() == 0)
        {
            return false;
        }
    }
}

long read_now(int number, char* to, std::size_t size)
{
    auto const n = ::read(number, to, size);
    return n < 0 ? -errno : n;
}

std::size_t write_some(int number, std::string_view data)
{
    for (;;)
    {
        if (poll_set::interruptible())
        {
            wait_ready(number, POLLOUT);
            // A write of at most PIPE_BUF bytes to a pipe that is not full
            // does not block.
            data = data.substr(0, PIPE_BUF);
        }
        long n;
        {
            no_sigpipe guard;
            n = write_now(number, data, guard);
        }
        if (n >= 0)
        {
            return static_cast<std::size_t>(n);
        }
        if (n != -EINTR)
        {
            throw_os_error(static_cast<int>(-n));
        }
        concur::detail::interrupted();
    }
}

long write_now(int number, std::string_view data, no_sigpipe& guard)
{
    auto n = ::write(number, data.data(), data.size());
    // If the reader closes the pipe while the write blocks, SIGPIPE is sent
    // even if some bytes were written.
    if (n < 0 ? errno == EPIPE : static_cast<std::size_t>(n) < data.size())
    {
        guard.expect();
    }
    return n < 0 ? -errno : n;
}

std::size_t readable_bytes(int number) noexcept
{
    int count = 0;
    return ::ioctl(number, FIONREAD, &count) == 0 && count > 0
               ? static_cast<std::size_t>(count)
               : 0;
}

long read_without_blocking(int number, char* to, std::size_t size)
{
    auto const n = kernel::read_without_blocking(number, to, size);
    if (n != -EOPNOTSUPP)
    {
        return n;
    }
    pollfd data{number, POLLIN, 0};
    if (auto const error = kernel::poll(&data, 1, std::chrono::nanoseconds(0)))
    {
        return -error;
    }
    return data.revents == 0 ? -EAGAIN : read_now(number, to, size);
}

long write_without_blocking(int number, std::string_view data)
{
    auto const n =
        kernel::write_without_blocking(number, data.data(), data.size());
    if (n != -EOPNOTSUPP)
    {
        return n;
    }
    no_sigpipe guard;
    return pipe_writer(number).write(data, guard);
}

pipe_writer::pipe_writer(int number) noexcept
    : number_(number), own_(kernel::reopen_nonblocking(number))
{
}

long pipe_writer::write(std::string_view data, no_sigpipe& guard)
{
    if (own_)
    {
        return write_now(own_.get(), data, guard);
    }
    pollfd room{number_, POLLOUT, 0};
    if (auto const error = kernel::poll(&room, 1, std::chrono::nanoseconds(0)))
    {
        return -error;
    }
    return room.revents == 0
               ? -EAGAIN
               : write_now(number_, data.substr(0, PIPE_BUF), guard);
}

namespace {

// The total size in bytes of the pipes that are enlarged now.
std::atomic<std::size_t> enlarged{0};

// Takes memory from the share of this process, which is one sixteenth of the
// limit of the system user. False if not enough is left.
bool take_share(std::size_t size) noexcept
{
    // A constant initializer needs no guard, which a fork could leave locked.
    static std::atomic<std::size_t> known{0};
    auto share = known.load(std::memory_order_relaxed);
    if (share == 0)
    {
        share = kernel::pipe_memory_limit() / 16;
        known.store(share, std::memory_order_relaxed);
    }
    auto now = enlarged.load(std::memory_order_relaxed);
    while (now + size <= share)
    {
        if (enlarged.compare_exchange_weak(now, now + size,
                                           std::memory_order_relaxed))
        {
            return true;
        }
    }
    return false;
}

} // namespace

void pipe_enlargement::begin(int number) noexcept
{
    if (taken_ != 0)
    {
        return;
    }
    // If there is little memory for pipes, a quarter of the size is nearly as
    // fast.
    for (std::size_t const size : {1 << 20, 1 << 18})
    {
        if (take_share(size))
        {
            taken_ = size;
            if (kernel::set_pipe_size(number, static_cast<long long>(size)) ==
                0)
            {
                return;
            }
            end();
        }
    }
}

void pipe_enlargement::end() noexcept
{
    enlarged.fetch_sub(std::exchange(taken_, 0), std::memory_order_relaxed);
}

} // namespace concur::subprocess::detail
