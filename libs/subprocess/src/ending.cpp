// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
#include "ending.hpp"

#include "child.hpp"
#include "conversation.hpp"

#include <concur/detail/interrupts.hpp>
#include <concur/errors.hpp>
#include <concur/hooks.hpp>

#include <algorithm>
#include <exception>
#include <string>
#include <utility>

namespace concur::subprocess::detail {
namespace {

// A child as an array. The pointer must outlive the span.
std::span<child* const> only(child* const& process) noexcept
{
    return {&process, 1};
}

void kill_silently(child& process) noexcept
{
    try
    {
        process.kill(ended_by::stop);
    }
    catch (OSError const&)
    {
        // A destructor cannot report the error.
    }
}

} // namespace

void ending::wait_for_grace(std::span<child* const> children,
                            wait_end const& until)
{
    auto const most = std::exchange(grace_, std::chrono::nanoseconds(0));
    deadline const end(
        concur::timeout(std::min(most, until.left().value_or(most))));
    for (auto* const each : children)
    {
        each->wait(end);
    }
}

void ending::give_grace(std::span<child* const> children, wait_end const& until)
{
    wait_for_grace(children, until);
    // That wait has noted that the interrupt's exception was caught. But the
    // caller rethrows it.
    concur::detail::interrupt_thrown();
}

std::optional<int> ending::wait(child& process, wait_end const& until)
{
    std::optional<int> code;
    child* const whole = &process;
    interruptibly(only(whole), until, [&] { code = process.wait(until); });
    return code;
}

void ending::close_and_wait(child& process, conversation& streams)
{
    interrupt_watch const interrupts;
    std::exception_ptr first;
    try
    {
        streams.close();
    }
    catch (...)
    {
        first = std::current_exception();
    }
    if (interrupts.thrown())
    {
        child* const whole = &process;
        give_grace(only(whole), {});
    }
    else
    {
        wait(process, {});
    }
    if (first)
    {
        std::rethrow_exception(first);
    }
}

void ending::finish_stop(child& process, conversation& streams,
                         stop_machine& stop) noexcept
{
    if (!stop.begun())
    {
        return;
    }
    child* const whole = &process;
    interrupt_watch const interrupts;
    try
    {
        streams.close_without_blocking();
        while (!process.wait(wait_end().sooner(stop.left())))
        {
            stop.advance(only(whole));
        }
    }
    catch (...)
    {
        if (interrupts.thrown())
        {
            concur::detail::defer_interrupt(std::current_exception());
            kill_silently(process);
        }
    }
}

void ending::leave_scope(child& process, conversation& streams) noexcept
{
    interrupt_watch const interrupts;
    try
    {
        if (!concur::detail::interrupt_in_flight())
        {
            close_and_wait(process, streams);
            return;
        }
        try
        {
            streams.close();
        }
        catch (OSError const&)
        {
            // Keep the exception that leaves the scope: it is more important.
        }
        if (grace_.count() != 0)
        {
            child* const whole = &process;
            wait_for_grace(only(whole), {});
        }
    }
    catch (...)
    {
        // A destructor cannot report errors; close_and_wait() can.
        if (interrupts.thrown())
        {
            concur::detail::defer_interrupt(std::current_exception());
        }
    }
}

void warn_of_running(child const& process) noexcept
{
    try
    {
        concur::detail::warn(warning::resource,
                             "subprocess " + std::to_string(process.pid()) +
                                 " is still running");
    }
    catch (...)
    {
        // There is no memory for the warning, or the hook for warnings threw.
    }
}

void abandon_with_warning(std::unique_ptr<child> process) noexcept
{
    warn_of_running(*process);
    abandon(std::move(process));
    reap_abandoned();
}

} // namespace concur::subprocess::detail
