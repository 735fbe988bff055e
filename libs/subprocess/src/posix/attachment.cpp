// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../attachment.hpp"

#include "kernel.hpp"

#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include <poll.h>

namespace concur::subprocess::detail {
namespace {

using state = kernel::wait_result::state;
using namespace std::chrono_literals;

descriptor open_pidfd(long pid)
{
    if (pid <= 0)
    {
        boost::throw_exception(ValueError("a process id must be positive"));
    }
    if (!std::in_range<pid_t>(pid))
    {
        throw_os_error(ESRCH);
    }
    descriptor opened(kernel::open_pidfd(static_cast<pid_t>(pid)));
    if (!opened)
    {
        auto const error = errno;
        if (error == ESRCH)
        {
            throw_os_error(error);
        }
        throw_os_error(error, "pidfd_open");
    }
    return opened;
}

// Whether the process of a pidfd has ended.
bool has_ended(int pidfd)
{
    pollfd end{pidfd, POLLIN, 0};
    int error = 0;
    do
    {
        error = kernel::poll(&end, 1, 0ns);
    } while (error == EINTR);
    if (error == 0 && (end.revents & POLLNVAL) != 0)
    {
        error = EBADF;
    }
    if (error != 0)
    {
        throw_os_error(error);
    }
    return end.revents != 0;
}

process_end end_of(kernel::wait_result const& found) noexcept
{
    process_end end;
    if (found.what == state::ended)
    {
        end.code = std::abs(found.returncode);
        end.how = found.returncode >= 0 ? ended_how::exited
                  : found.dumped_core   ? ended_how::dumped_core
                                        : ended_how::signalled;
    }
    return end;
}

} // namespace

attachment::attachment(long pid)
    : pid_(pid), pidfd_(open_pidfd(pid)),
      identity_(kernel::pidfd_identity(pidfd_.get()))
{
}

attachment::~attachment()
{
    if (lost())
    {
        static_cast<void>(pidfd_.release());
    }
}

// Whether the number of the pidfd belongs to another file now.
bool attachment::lost() const noexcept
{
    if (!pidfd_)
    {
        return false;
    }
    return identity_ != 0 ? kernel::pidfd_identity(pidfd_.get()) != identity_
                          : kernel::target_of_pidfd(pidfd_.get(),
                                                    static_cast<pid_t>(pid_)) ==
                                kernel::pidfd_target::other;
}

int attachment::pidfd_locked()
{
    if (lost())
    {
        static_cast<void>(pidfd_.release());
    }
    if (!pidfd_)
    {
        throw_os_error(EBADF, "pidfd");
    }
    return pidfd_.get();
}

int attachment::pidfd()
{
    std::lock_guard const held(mutex_);
    return pidfd_locked();
}

std::optional<process_end> attachment::ended() const
{
    std::lock_guard const held(mutex_);
    return ended_;
}

// Looks at the pidfd first: only that tells the end of a process that is no
// child.
std::optional<process_end> attachment::poll_locked()
{
    if (ended_)
    {
        return ended_;
    }
    auto const number = pidfd_locked();
    if (!has_ended(number))
    {
        return std::nullopt;
    }
    auto const found = kernel::wait_pidfd(number);
    if (found.what == state::failed)
    {
        throw_os_error(found.error);
    }
    // A child that has ended may still have to be waited for by its tracer.
    if (found.what != state::running)
    {
        ended_ = end_of(found);
    }
    return ended_;
}

std::optional<process_end> attachment::poll()
{
    std::lock_guard const held(mutex_);
    return poll_locked();
}

void attachment::send_signal(int signal)
{
    std::lock_guard const held(mutex_);
    if (poll_locked())
    {
        return;
    }
    auto const error = kernel::signal_pidfd(pidfd_locked(), signal);
    if (error != 0 && error != ESRCH)
    {
        throw_os_error(error);
    }
}

process_report attachment::report() const
{
    std::lock_guard const held(mutex_);
    process_report all;
    all.pid = pid_;
    all.ended = ended_;
    all.elapsed = std::chrono::steady_clock::now() - start_;
    return all;
}

} // namespace concur::subprocess::detail
