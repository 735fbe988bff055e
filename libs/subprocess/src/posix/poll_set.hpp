// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_POSIX_POLL_SET_HPP
#define CONCUR_LIBS_SUBPROCESS_POSIX_POLL_SET_HPP

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

/// Descriptors to poll, together with the interrupts of the main thread.
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

    /// Whether another thread can interrupt a wait of this thread.
    static bool interruptible() noexcept
    {
        return concur::detail::may_be_interrupted();
    }

    /// Wait for an event or an interrupt, or until the time has passed. An
    /// interrupt alone leaves no events. Returns 0 or an errno. Throws the
    /// exception of an interrupt handler or a hook.
    int wait(std::optional<std::chrono::nanoseconds> left)
    {
        // From here on, interrupts make the descriptor readable. Earlier
        // interrupts are handled here.
        concur::detail::interrupt_descriptor interrupts;
        concur::detail::handle_interrupts();
        auto count = size_;
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
        if (error == 0 && count != size_ && set_[size_].revents != 0)
        {
            interrupts.clear(set_[size_].revents);
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
    std::array<pollfd, 4> set_{}; // three streams and the interrupts
    std::size_t size_ = 0;
};

} // namespace concur::subprocess::detail

#endif
