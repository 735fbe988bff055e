// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/hooks.hpp>

#include <concur/detail/hook_slot.hpp>
#include <concur/detail/interrupts.hpp>

#include <atomic>
#include <utility>

namespace concur {
namespace {

// The slot is never destroyed, since threads may run after main() has returned.
detail::hook_slot<warning_hook>& current_warning_hook()
{
    static auto& it = *new detail::hook_slot<warning_hook>;
    return it;
}

// Constructs the slot when the library is loaded, before there are threads.
[[maybe_unused]] auto const& made = current_warning_hook();

std::atomic<interrupt_hook> current_interrupt_hook{nullptr};

} // namespace

warning_hook set_warning_hook(warning_hook hook)
{
    return current_warning_hook().exchange(std::move(hook));
}

interrupt_hook set_interrupt_hook(interrupt_hook hook) noexcept
{
    return current_interrupt_hook.exchange(hook);
}

namespace detail {

void warn(warning kind, std::string_view text)
{
    // `hook` keeps the function alive, since it may be replaced while it runs.
    if (auto const hook = current_warning_hook().get())
    {
        hook->call(kind, text);
    }
}

void interrupted()
{
    if (auto hook = current_interrupt_hook.load())
    {
        try
        {
            hook();
        }
        catch (...)
        {
            interrupt_thrown();
            throw;
        }
    }
    handle_interrupts();
}

} // namespace detail
} // namespace concur
