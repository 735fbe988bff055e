// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include "../stop_machine.hpp"

#include "../child.hpp"

#include <concur/errors.hpp>

#include <algorithm>
#include <csignal>
#include <exception>

namespace concur::subprocess::detail {

void stop_machine::begin(std::span<child* const> children, ended_by why)
{
    if (!begun_)
    {
        begun_ = true;
        why_ = why;
        signal(children);
    }
}

void stop_machine::advance(std::span<child* const> children)
{
    if (!next_.passed())
    {
        return;
    }
    if (std::all_of(children.begin(), children.end(),
                    [](child* each) { return each->returncode(); }))
    {
        next_ = {};
        return;
    }
    ++step_;
    signal(children);
}

void stop_machine::kill(std::span<child* const> children, ended_by why)
{
    if (!begun_ || step_ != steps_.size())
    {
        begun_ = true;
        why_ = why;
        step_ = steps_.size();
        signal(children);
    }
}

// Sends the signal of the current step to all children, then throws the first
// error.
void stop_machine::signal(std::span<child* const> children)
{
    bool const last = step_ == steps_.size();
    int const number =
        last ? SIGKILL : static_cast<int>(steps_[step_].signal());
    std::exception_ptr first;
    next_ = {};
    for (auto* const each : children)
    {
        try
        {
            each->stop(number, gradual() ? std::optional(step_) : std::nullopt,
                       why_);
        }
        catch (OSError const&)
        {
            if (!first)
            {
                first = std::current_exception();
            }
        }
    }
    if (first)
    {
        std::rethrow_exception(first);
    }
    if (!last)
    {
        next_ = deadline(steps_[step_].wait());
    }
}

} // namespace concur::subprocess::detail
