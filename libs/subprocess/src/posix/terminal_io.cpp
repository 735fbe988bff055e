// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../terminal_io.hpp"

#include "kernel.hpp"
#include "poll_set.hpp"

#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <cerrno>
#include <chrono>
#include <optional>

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

namespace concur::subprocess::detail {
namespace {

void wait_for(int number, short events)
{
    poll_set set;
    set.add(number, events);
    if (auto const error = set.wait(std::nullopt))
    {
        throw_os_error(error);
    }
}

// Repeats a call that does not block until it has moved a byte.
template<class Call>
std::size_t blocking(int number, short events, Call const& call)
{
    concur::detail::handle_interrupts();
    for (;;)
    {
        auto const n = call();
        if (n >= 0)
        {
            return static_cast<std::size_t>(n);
        }
        if (n == -EINTR)
        {
            concur::detail::interrupted();
        }
        else if (n == -EAGAIN)
        {
            wait_for(number, events);
        }
        else
        {
            throw_os_error(static_cast<int>(-n));
        }
    }
}

termios settings_of(int number)
{
    termios now;
    if (::tcgetattr(number, &now) != 0)
    {
        throw_os_error(errno);
    }
    return now;
}

void set(int number, termios const& wanted)
{
    while (::tcsetattr(number, TCSANOW, &wanted) != 0)
    {
        if (errno != EINTR)
        {
            throw_os_error(errno);
        }
        concur::detail::interrupted();
    }
}

void set_echo(termios& t, bool on) noexcept
{
    constexpr tcflag_t flags = ECHO | ECHOE | ECHOK;
    if (on)
    {
        t.c_lflag |= flags;
    }
    else
    {
        t.c_lflag &= ~(flags | ECHONL);
    }
}

// As Python's tty.setraw().
void set_raw(termios& t) noexcept
{
    t.c_iflag &= ~static_cast<tcflag_t>(IGNBRK | BRKINT | PARMRK | ISTRIP |
                                        INLCR | IGNCR | ICRNL | IXON);
    t.c_oflag &= ~static_cast<tcflag_t>(OPOST);
    t.c_lflag &= ~static_cast<tcflag_t>(ICANON | ISIG | IEXTEN);
    t.c_cflag &= ~static_cast<tcflag_t>(CSIZE | PARENB);
    t.c_cflag |= CS8;
    t.c_cc[VMIN] = 1;
    t.c_cc[VTIME] = 0;
}

} // namespace

terminal_ends open_terminal(pty const& settings)
{
    int ends[2];
    if (kernel::open_terminal(ends) != 0)
    {
        throw_os_error(errno);
    }
    terminal_ends made{descriptor(ends[0]), descriptor(ends[1])};
    auto const flags = ::fcntl(ends[0], F_GETFL);
    if (flags < 0 || ::fcntl(ends[0], F_SETFL, flags | O_NONBLOCK) != 0)
    {
        throw_os_error(errno);
    }
    auto t = settings_of(ends[1]);
    if (settings.raw)
    {
        set_raw(t);
    }
    set_echo(t, settings.echo);
    set(ends[1], t);
    set_size_of_terminal(ends[1], {static_cast<int>(settings.rows),
                                   static_cast<int>(settings.columns)});
    return made;
}

descriptor duplicate(descriptor const& d)
{
    descriptor copy(::fcntl(d.get(), F_DUPFD_CLOEXEC, 0));
    if (!copy)
    {
        throw_os_error(errno);
    }
    return copy;
}

long read_terminal_now(int number, char* to, std::size_t size)
{
    auto n = read_now(number, to, size);
    if (n == -EIO)
    {
        // The child's end is closed. It may have written data and closed the
        // terminal after Linux had looked for data: read again.
        n = read_now(number, to, size);
    }
    return n == -EIO ? 0 : n;
}

long write_terminal_now(int number, std::string_view data)
{
    // Linux keeps what is written after the child's end was closed.
    pollfd hung_up{number, 0, 0};
    if (kernel::poll(&hung_up, 1, std::chrono::nanoseconds(0)) == 0 &&
        (hung_up.revents & POLLHUP) != 0)
    {
        return -EPIPE;
    }
    auto const n = ::write(number, data.data(), data.size());
    if (n >= 0)
    {
        return n;
    }
    return errno == EIO ? -EPIPE : -errno;
}

std::size_t read_terminal(int number, char* to, std::size_t size)
{
    return blocking(number, POLLIN,
                    [&] { return read_terminal_now(number, to, size); });
}

std::size_t write_terminal(int number, std::string_view data)
{
    return blocking(number, POLLOUT,
                    [&] { return write_terminal_now(number, data); });
}

terminal_size size_of_terminal(int number)
{
    winsize now{};
    if (::ioctl(number, TIOCGWINSZ, &now) != 0)
    {
        throw_os_error(errno);
    }
    return {now.ws_row, now.ws_col};
}

void set_size_of_terminal(int number, terminal_size size)
{
    winsize wanted{};
    wanted.ws_row = static_cast<unsigned short>(size.rows);
    wanted.ws_col = static_cast<unsigned short>(size.columns);
    if (::ioctl(number, TIOCSWINSZ, &wanted) != 0)
    {
        throw_os_error(errno);
    }
}

bool terminal_echoes(int number)
{
    return (settings_of(number).c_lflag & ECHO) != 0;
}

void set_terminal_echo(int number, bool on)
{
    auto t = settings_of(number);
    set_echo(t, on);
    set(number, t);
}

char end_of_input(int number) noexcept
{
    constexpr char usual = '\x04';
    termios now;
    if (::tcgetattr(number, &now) != 0)
    {
        return usual;
    }
    auto const c = static_cast<char>(now.c_cc[VEOF]);
    auto const disabled = static_cast<char>(_POSIX_VDISABLE);
    // Some systems keep another setting there while there are no lines.
    return (now.c_lflag & ICANON) == 0 || c == disabled ? usual : c;
}

} // namespace concur::subprocess::detail
