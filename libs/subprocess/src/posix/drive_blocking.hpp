// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_DRIVE_BLOCKING_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_DRIVE_BLOCKING_HPP

#include "poll_set.hpp"

#include <concur/errors.hpp>
#include <concur/subprocess/detail/driver_step.hpp>
#include <concur/timeout.hpp>

#include <algorithm>
#include <chrono>

#include <poll.h>

namespace concur::subprocess::detail {

/** Block until a driver is done; see driven_operation. Its `error()` is the
    error code of the wait.

    @return False if the deadline has passed first.

    @throws OSError The system refused to wait.
    @throws ... The exception of an interrupt.
*/
template<class Driver>
bool drive_blocking(Driver& w, deadline const& until)
{
    concur::detail::interrupt_descriptor const kept_open;
    for (;;)
    {
        // Read the clock first, so that a child that has ended in time is
        // found.
        auto left = until.left();
        if (w.advance() == driver_step::done)
        {
            if (auto const e = w.error())
            {
                throw_os_error(e.value());
            }
            return true;
        }
        if (left == std::chrono::nanoseconds(0))
        {
            return false;
        }
        poll_set set;
        if (w.number() >= 0)
        {
            set.add(w.number(), POLLIN);
        }
        else
        {
            auto const nap = w.pause();
            left = std::min(nap, left.value_or(nap));
        }
        if (auto const e = set.wait(left))
        {
            throw_os_error(e);
        }
    }
}

} // namespace concur::subprocess::detail

#endif
