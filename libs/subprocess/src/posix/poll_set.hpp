// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_POLL_SET_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_POLL_SET_HPP

#include "../wait_end.hpp"
#include "kernel.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/detail/posix/interrupt_descriptor.hpp>
#include <concur/hooks.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <optional>

#include <poll.h>

namespace concur::subprocess::detail {

/// Descriptors to poll, together with the interrupts of the main thread and
/// with a stop that another thread may request.
class poll_set
{
public:
    void add(int number, short events) noexcept
    {
        set_[size_++] = {number, events, 0};
    }

    std::size_t size() const noexcept
    {
        return size_;
    }

    /// Whether an interrupt may come while this thread waits.
    static bool interruptible() noexcept
    {
        return concur::detail::may_be_interrupted();
    }

    /// Wait for an event, at most for `left`. The wait may end earlier without
    /// events, for example after an interrupt. Returns 0 or an errno. Throws
    /// the exception of an interrupt handler or of the interrupt hook.
    int wait(std::optional<std::chrono::nanoseconds> left,
             stop_watch const* stop = nullptr)
    {
        // From now on, interrupts make the descriptor readable. Handle earlier
        // interrupts at once.
        concur::detail::interrupt_descriptor interrupts;
        concur::detail::handle_interrupts();
        auto count = size_;
        if (stop != nullptr && stop->number() >= 0)
        {
            set_[count++] = {stop->number(), POLLIN, 0};
        }
        auto const before_interrupts = count;
        if (interrupts.get() >= 0)
        {
            set_[count++] = {interrupts.get(), POLLIN, 0};
        }
        else if (interrupts.lacking())
        {
            constexpr std::chrono::nanoseconds look_again =
                std::chrono::milliseconds(50);
            left = std::min(left.value_or(look_again), look_again);
        }
        auto const error = kernel::poll(set_.data(), count, left);
        if (error == EINTR)
        {
            concur::detail::interrupted();
            return 0;
        }
        if (error == 0 && before_interrupts != size_ &&
            set_[size_].revents != 0 && !stop->requested())
        {
            stop->lose();
        }
        if (error == 0 && count != before_interrupts &&
            set_[before_interrupts].revents != 0)
        {
            interrupts.clear(set_[before_interrupts].revents);
            concur::detail::handle_interrupts();
        }
        return error;
    }

    /// The events of the descriptor with index `i`, in the order of add().
    short operator[](std::size_t i) const noexcept
    {
        return set_[i].revents;
    }

private:
    // Three streams, the end of a child, the stop and the interrupts.
    std::array<pollfd, 5> set_{};
    std::size_t size_ = 0;
};

} // namespace concur::subprocess::detail

#endif
