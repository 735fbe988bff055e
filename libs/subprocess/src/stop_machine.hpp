// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_LIBS_SUBPROCESS_STOP_MACHINE_HPP
#define CONCUR_LIBS_SUBPROCESS_STOP_MACHINE_HPP

#include <concur/subprocess/process_report.hpp>
#include <concur/subprocess/stop.hpp>
#include <concur/timeout.hpp>

#include <chrono>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace concur::subprocess::detail {

class child;

/** A stop of children: the steps of the keyword `stop`, then SIGKILL. It sends
    the signals, and waits for nothing.

    A driver waits for the children, at most for left(). Then it calls
    advance().

    @par Thread safety
    Distinct objects: safe, also for the same children. Shared objects: unsafe.
*/
class stop_machine
{
public:
    /// @param steps The steps, which were checked.
    explicit stop_machine(std::span<stop_step const> steps)
        : steps_(steps.begin(), steps.end())
    {
    }

    std::vector<stop_step> const& steps() const noexcept
    {
        return steps_;
    }

    /// Whether there are steps before SIGKILL.
    bool gradual() const noexcept
    {
        return !steps_.empty();
    }

    bool begun() const noexcept
    {
        return begun_;
    }

    /** Send the first signal to all children. Later calls do nothing.

        @throws OSError A process may not be signalled. All others have got the
        signal; no other step follows.
    */
    void begin(std::span<child* const> children, ended_by why);

    /// Send the signal of the next step, if its time has come and a child still
    /// runs. Throws as begin().
    void advance(std::span<child* const> children);

    /// Send SIGKILL in place of the steps that are left. Throws as begin().
    void kill(std::span<child* const> children, ended_by why);

    /// The time until the next step; absent if none follows.
    std::optional<std::chrono::nanoseconds> left() const
    {
        return next_.left();
    }

private:
    void signal(std::span<child* const> children);

    std::vector<stop_step> const steps_;
    std::size_t step_ = 0;
    ended_by why_ = ended_by::itself;
    bool begun_ = false;
    deadline next_; // of the current step; never if it is the last
};

} // namespace concur::subprocess::detail

#endif
