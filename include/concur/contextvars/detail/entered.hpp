// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_ENTERED_HPP
#define CONCUR_CONTEXTVARS_DETAIL_ENTERED_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/errors.hpp>

#include <atomic>

namespace concur::contextvars::detail {

/// Makes what it is given the current context as long as this exists.
class switched
{
public:
    explicit switched(state& s) noexcept : before_(current)
    {
        current = &s;
    }

    switched(switched const&) = delete;
    switched& operator=(switched const&) = delete;

    ~switched()
    {
        current = before_;
    }

private:
    state* const before_;
};

/// Bars others as long as this exists.
class entered
{
public:
    /// Throws a RuntimeError if another of these exists for it.
    entered(state& s, std::atomic<bool>& running) : running_(running)
    {
        if (running.exchange(true, std::memory_order_acquire))
        {
            throw_entered(&s);
        }
    }

    entered(entered const&) = delete;
    entered& operator=(entered const&) = delete;

    ~entered()
    {
        running_.store(false, std::memory_order_release);
    }

private:
    std::atomic<bool>& running_;
};

} // namespace concur::contextvars::detail

#endif
