// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/sched/steady_policy.hpp>

#include <concur/detail/durations.hpp>
#include <concur/detail/interrupts.hpp>
#include <concur/detail/parker.hpp>
#include <concur/limit.hpp>

#include <boost/thread/thread.hpp>

#include <utility>

namespace concur::sched {
namespace {

template<class Clock>
double seconds_of() noexcept
{
    return std::chrono::duration<double>(Clock::now().time_since_epoch())
        .count();
}

} // namespace

double steady_policy::now() const noexcept
{
    return seconds_of<std::chrono::steady_clock>();
}

void steady_policy::delay(double seconds, std::stop_token stop) const
{
    if (seconds > 0)
    {
        concur::detail::parker().park(limit(seconds, std::move(stop)));
    }
    else
    {
        boost::this_thread::interruption_point();
        concur::detail::handle_interrupts();
        boost::this_thread::yield();
    }
}

std::chrono::nanoseconds
steady_policy::async_delay(double seconds) const noexcept
{
    return concur::detail::to_nanoseconds(
        std::chrono::duration<double>(seconds));
}

double system_policy::now() const noexcept
{
    return seconds_of<std::chrono::system_clock>();
}

} // namespace concur::sched
