// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/hooks.hpp>

#include <atomic>
#include <mutex>
#include <utility>

namespace concur {
namespace {

std::mutex warning_mutex;
warning_hook current_warning_hook;
std::atomic<interrupt_hook> current_interrupt_hook{nullptr};

} // namespace

warning_hook set_warning_hook(warning_hook hook)
{
    std::lock_guard lock(warning_mutex);
    return std::exchange(current_warning_hook, std::move(hook));
}

interrupt_hook set_interrupt_hook(interrupt_hook hook) noexcept
{
    return current_interrupt_hook.exchange(hook);
}

namespace detail {

void warn(warning kind, std::string_view text)
{
    // Called on a copy: a hook may set another hook.
    std::unique_lock lock(warning_mutex);
    auto hook = current_warning_hook;
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
        hook();
    }
}

} // namespace detail
} // namespace concur
