// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../../readiness_set.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <cerrno>

#include <sys/epoll.h>
#include <sys/timerfd.h>

namespace concur::subprocess::detail {

using std::chrono::steady_clock;

readiness_set::readiness_set() : set_(::epoll_create1(EPOLL_CLOEXEC))
{
    if (!set_)
    {
        throw_os_error(errno);
    }
}

void readiness_set::add(int number, unsigned events)
{
    epoll_event event{};
    event.events = events;
    if (::epoll_ctl(set_.get(), EPOLL_CTL_ADD, number, &event) != 0)
    {
        throw_os_error(errno);
    }
}

void readiness_set::add_reader(int number)
{
    add(number, EPOLLIN);
}

void readiness_set::add_writer(int number)
{
    add(number, EPOLLOUT);
}

void readiness_set::remove(int number) noexcept
{
    ::epoll_ctl(set_.get(), EPOLL_CTL_DEL, number, nullptr);
}

void readiness_set::set_timer(steady_clock::time_point at)
{
    if (!timer_)
    {
        if (at == steady_clock::time_point::max())
        {
            return;
        }
        timer_.reset(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
        if (!timer_)
        {
            throw_os_error(errno);
        }
        add(timer_.get(), EPOLLIN);
    }
    itimerspec when{};
    if (at != steady_clock::time_point::max())
    {
        // A time of zero would stop the timer.
        auto const since =
            std::max(at.time_since_epoch(), steady_clock::duration(1));
        auto const seconds =
            std::chrono::duration_cast<std::chrono::seconds>(since);
        when.it_value.tv_sec = static_cast<std::time_t>(seconds.count());
        when.it_value.tv_nsec = static_cast<long>((since - seconds).count());
    }
    if (::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME, &when, nullptr) != 0)
    {
        throw_os_error(errno);
    }
}

} // namespace concur::subprocess::detail
