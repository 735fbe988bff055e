// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_GUARDS_HPP
#define CONCUR_CONTEXTVARS_DETAIL_GUARDS_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/errors.hpp>

#include <atomic>

namespace concur::contextvars::detail {

/// Makes a context the thread's current context while the guard exists.
class current_context_guard
{
public:
    explicit current_context_guard(state& s) noexcept : before_(current)
    {
        current = &s;
    }

    current_context_guard(current_context_guard const&) = delete;
    current_context_guard& operator=(current_context_guard const&) = delete;

    ~current_context_guard()
    {
        current = before_;
    }

private:
    state* const before_;
};

/// Prevents a second entry into a context while the guard exists.
class entry_guard
{
public:
    /// Mark the context as entered. Throw a RuntimeError if a thread is running
    /// in it already.
    entry_guard(state& s, std::atomic<bool>& running) : running_(running)
    {
        if (running.exchange(true, std::memory_order_acquire))
        {
            throw_entered(&s);
        }
    }

    entry_guard(entry_guard const&) = delete;
    entry_guard& operator=(entry_guard const&) = delete;

    ~entry_guard()
    {
        running_.store(false, std::memory_order_release);
    }

private:
    std::atomic<bool>& running_;
};

} // namespace concur::contextvars::detail

#endif
