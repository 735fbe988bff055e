// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_WAIT_END_HPP
#define CONCUR_LIBS_SUBPROCESS_WAIT_END_HPP

#include "stop_signal.hpp"

#include <concur/timeout.hpp>

#include <atomic>
#include <chrono>
#include <optional>
#include <stop_token>
#include <utility>

namespace concur::subprocess::detail {

/** Makes a descriptor readable when a stop is requested of a token, so that a
    wait in poll() ends. It does nothing if no stop can be requested.

    @par Thread safety
    Shared objects: safe.
*/
class stop_watch
{
public:
    /// @throws OSError The system has no descriptors left.
    explicit stop_watch(std::stop_token token);

    bool possible() const noexcept
    {
        return token_.stop_possible();
    }

    bool requested() const noexcept
    {
        return token_.stop_requested();
    }

    /// The descriptor; -1 if there is none. Then look at requested() from time
    /// to time.
    int number() const noexcept
    {
        return lost_ || !signal_ ? -1 : signal_->number();
    }

    /// The descriptor is readable although no stop was requested: the program
    /// has closed it, or has forked and requested a stop there.
    void lose() const noexcept
    {
        lost_ = true;
    }

private:
    struct stopper
    {
        stop_signal& signal;

        void operator()() const noexcept
        {
            signal.stop();
        }
    };

    std::stop_token token_;
    std::optional<stop_signal> signal_;
    mutable std::atomic<bool> lost_ = false;
    // Destroyed first. The destructor waits until a callback that is running
    // has returned.
    std::optional<std::stop_callback<stopper>> callback_;
};

/** The end of the waits of a call: a deadline, or a stop that is requested,
    which is like a deadline that passes at that moment.

    @par Thread safety
    Distinct objects: safe. Shared objects: safe for const functions.
*/
class wait_end
{
public:
    /// The waits never end.
    wait_end() noexcept = default;

    /// The stop watch, if there is one, must outlive this object.
    wait_end(deadline const& at, stop_watch const* stop = nullptr) noexcept
        : at_(at), stop_(stop != nullptr && stop->possible() ? stop : nullptr)
    {
    }

    /// Whether the waits may end.
    explicit operator bool() const noexcept
    {
        return at_ || stop_ != nullptr;
    }

    /// Whether a stop was requested.
    bool stopped() const noexcept
    {
        return stop_ != nullptr && stop_->requested();
    }

    /// Whether the deadline has passed or a stop was requested.
    bool passed() const
    {
        return stopped() || at_.passed();
    }

    /// The time to wait at most, never negative; absent for any time. It is
    /// less than the time until the deadline if stopped() must be looked at.
    std::optional<std::chrono::nanoseconds> left() const;

    /// The same end, or that after a time, whichever comes first.
    wait_end sooner(std::optional<std::chrono::nanoseconds> left) const;

    /// The stop watch; null if no stop can be requested.
    stop_watch const* stop() const noexcept
    {
        return stop_;
    }

private:
    deadline at_;
    stop_watch const* stop_ = nullptr;
};

} // namespace concur::subprocess::detail

#endif
