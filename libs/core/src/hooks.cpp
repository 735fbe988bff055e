// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/hooks.hpp>

#include <concur/detail/interrupts.hpp>

#include <atomic>
#include <mutex>
#include <utility>

namespace concur {
namespace {

struct current
{
    std::mutex mutex; // guards what follows
    warning_hook hook;
};

// Never destroyed: threads may outlive main().
current& the_current()
{
    static auto& it = *new current;
    return it;
}

std::atomic<interrupt_hook> current_interrupt_hook{nullptr};

} // namespace

warning_hook set_warning_hook(warning_hook hook)
{
    auto& c = the_current();
    std::lock_guard lock(c.mutex);
    return std::exchange(c.hook, std::move(hook));
}

interrupt_hook set_interrupt_hook(interrupt_hook hook) noexcept
{
    return current_interrupt_hook.exchange(hook);
}

namespace detail {

void warn(warning kind, std::string_view text)
{
    // Called on a copy: a hook may set another hook.
    auto& c = the_current();
    std::unique_lock lock(c.mutex);
    auto hook = c.hook;
    lock.unlock();
    if (hook)
    {
        hook(kind, text);
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
