// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_CONTEXT_EXECUTOR_HPP
#define CONCUR_CONTEXTVARS_CONTEXT_EXECUTOR_HPP

#include <concur/config.hpp>
#include <concur/contextvars/context.hpp>
#include <concur/contextvars/copy_context.hpp>
#include <concur/contextvars/detail/executor_state.hpp>

#include <boost/asio/execution_context.hpp>
#include <boost/asio/prefer.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/require.hpp>
#include <boost/asio/strand.hpp>

#include <concepts>
#include <memory>
#include <utility>

namespace concur::contextvars {

namespace detail {

template<class T>
concept execution_context =
    std::derived_from<T, boost::asio::execution_context>;

} // namespace detail

/** An Asio executor whose functions run in a context of their own.

    A coroutine that is spawned on a new context_executor runs in a copy of the
    current context. The coroutine keeps the values that it sets across each
    `co_await`, even if it is resumed on another thread. Only functions of this
    executor and its copies see these values.

    @code
    asio::co_spawn(contextvars::context_executor(pool), session(),
                   asio::detached);
    @endcode

    The executor is also a strand: the functions of an executor and its copies
    never run at the same time. For functions that should run concurrently,
    construct another context_executor from get_inner_executor().

    Copies share the context. With class template argument deduction,
    `context_executor(other)` is a copy too.

    @tparam Executor Any executor, for example a strand.

    @par Thread safety
    Safe, except for assignment.

    @par Difference from Python
    In Python every task has a copy of its creator's context. Here every
    executor has a copy. spawn() starts a coroutine as Python starts a task.
*/
template<class Executor>
class CONCUR_VISIBLE context_executor
{
    using const_strand = boost::asio::strand<Executor> const&;

public:
    /// The type of the inner executor. `asio::strand` has a type of this name,
    /// too.
    using inner_executor_type = Executor;

    /// Construct an executor whose functions run in a copy of the current
    /// context.
    template<std::same_as<Executor> E> // not a type that converts to Executor
    explicit context_executor(E inner)
        : context_executor(std::move(inner), copy_context())
    {
    }

    /// Construct an executor whose functions run in a copy of `context`.
    context_executor(Executor inner, Context const& context)
        : strand_(boost::asio::make_strand(inner)),
          state_(std::make_shared<detail::executor_state_of<Executor>>(
              std::move(inner), detail::access::held(context)))
    {
    }

    /// Construct an executor whose functions run on a pool or another Asio
    /// execution context, in a copy of the current context.
    template<detail::execution_context Pool>
    explicit context_executor(Pool& pool)
        : context_executor(pool.get_executor())
    {
    }

    /// Construct an executor whose functions run on a pool or another Asio
    /// execution context, in a copy of `context`.
    template<detail::execution_context Pool>
    context_executor(Pool& pool, Context const& context)
        : context_executor(pool.get_executor(), context)
    {
    }

    /// The inner executor, which runs the functions of this executor.
    Executor get_inner_executor() const noexcept
    {
        return strand_.get_inner_executor();
    }

    /// Run a function in the context, on the inner executor, when no other
    /// function of this executor is running. If such a function calls
    /// execute(), the new function may run at once, within that call.
    template<class F>
    void execute(F&& f) const
    {
        strand_.execute([state = state_, given = std::forward<F>(f)]() mutable {
            detail::executor_guard const here(*state);
            // The function is destroyed before the guard. So its destructor
            // runs in the context.
            auto function = std::move(given);
            std::move(function)();
        });
    }

    /// Query a property of the strand.
    template<class Property>
    requires boost::asio::can_query_v<const_strand, Property>
    decltype(auto) query(Property const& p) const
    {
        return boost::asio::query(strand_, p);
    }

    /// An executor with the same context and the property `p`.
    template<class Property>
    requires boost::asio::can_require_v<const_strand, Property>
    auto require(Property const& p) const
    {
        return of(boost::asio::require(strand_, p));
    }

    /// An executor with the same context, and with the property `p` if the
    /// inner executor supports it.
    template<class Property>
    requires boost::asio::can_prefer_v<const_strand, Property>
    auto prefer(Property const& p) const
    {
        return of(boost::asio::prefer(strand_, p));
    }

    /// Whether both share one context: if one is a copy of the other, or was
    /// made from the other by require() or prefer().
    friend bool operator==(context_executor const& a,
                           context_executor const& b) noexcept
    {
        return a.strand_ == b.strand_;
    }

private:
    template<class>
    friend class context_executor;

    context_executor(boost::asio::strand<Executor> strand,
                     std::shared_ptr<detail::executor_state> state) noexcept
        : strand_(std::move(strand)), state_(std::move(state))
    {
    }

    template<class Other>
    context_executor<Other> of(boost::asio::strand<Other> strand) const
    {
        return {std::move(strand), state_};
    }

    boost::asio::strand<Executor> strand_;
    std::shared_ptr<detail::executor_state> state_;
};

template<class Executor>
requires(!detail::execution_context<Executor>) explicit context_executor(
    Executor)
    ->context_executor<Executor>;

template<detail::execution_context Pool>
context_executor(Pool&) -> context_executor<typename Pool::executor_type>;

template<detail::execution_context Pool>
context_executor(Pool&, Context const&)
    -> context_executor<typename Pool::executor_type>;

} // namespace concur::contextvars

#endif
