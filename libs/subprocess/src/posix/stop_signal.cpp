// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../stop_signal.hpp"

#include "kernel.hpp"

#include <concur/detail/uncancellable.hpp>
#include <concur/errors.hpp>

#include <cerrno>
#include <chrono>
#include <optional>
#include <string>

#include <poll.h>

namespace concur::subprocess::detail {

stop_signal::stop_signal(char const* step) : event_(kernel::make_event())
{
    if (!event_ && errno != ENOSYS)
    {
        throw_os_error(errno, step != nullptr ? std::optional<std::string>(step)
                                              : std::nullopt);
    }
}

void stop_signal::stop() noexcept
{
    concur::detail::uncancellable const whole;
    std::lock_guard const held(mutex_);
    if (!stopped_)
    {
        stopped_ = true;
        kernel::raise_event(event_.get());
    }
}

bool stop_signal::disturbed() const noexcept
{
    concur::detail::uncancellable const whole;
    pollfd event{event_.get(), POLLIN, 0};
    return event_ &&
           kernel::poll(&event, 1, std::chrono::nanoseconds(0)) == 0 &&
           event.revents != 0 && !stopped();
}

} // namespace concur::subprocess::detail
