// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_EXECUTOR_STATE_HPP
#define CONCUR_CONTEXTVARS_DETAIL_EXECUTOR_STATE_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/guards.hpp>

#include <boost/asio/any_io_executor.hpp>

#include <concepts>
#include <utility>

namespace concur::contextvars::detail {

/// The state of a context_executor, shared by its copies: the context in which
/// the functions run, and the inner executor as it was given.
class executor_state : public state
{
public:
    executor_state(executor_state const&) = delete;
    executor_state& operator=(executor_state const&) = delete;

    /// The inner executor; empty if it does not convert to `any_io_executor`.
    virtual boost::asio::any_io_executor inner_executor() const = 0;

protected:
    explicit executor_state(values const& v) noexcept : state(v) {}

    ~executor_state() = default;
};

template<class Executor>
class executor_state_of final : public executor_state
{
public:
    executor_state_of(Executor inner, values const& v)
        : executor_state(v), inner_(std::move(inner))
    {
    }

    boost::asio::any_io_executor inner_executor() const override
    {
        if constexpr (std::convertible_to<Executor,
                                          boost::asio::any_io_executor>)
        {
            return inner_;
        }
        else
        {
            return {};
        }
    }

private:
    Executor inner_;
};

/// The state of the innermost context_executor that is running a function on
/// the calling thread; null if there is none.
extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL
    executor_state const* running_executor;

/// The inner executor of running_executor. Throws RuntimeError if there is
/// none.
CONCUR_CONTEXTVARS_DECL boost::asio::any_io_executor running_inner_executor();

/// While the guard exists, the thread runs a function of a context_executor: in
/// its context, and with its state as running_executor.
class executor_guard
{
public:
    explicit executor_guard(executor_state& s) noexcept
        : here_(s), before_(running_executor)
    {
        running_executor = &s;
    }

    executor_guard(executor_guard const&) = delete;
    executor_guard& operator=(executor_guard const&) = delete;

    ~executor_guard()
    {
        running_executor = before_;
    }

private:
    current_context_guard const here_;
    executor_state const* const before_;
};

} // namespace concur::contextvars::detail

#endif
