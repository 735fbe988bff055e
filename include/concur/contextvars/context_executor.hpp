// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_CONTEXT_EXECUTOR_HPP
#define CONCUR_CONTEXTVARS_CONTEXT_EXECUTOR_HPP

#include <concur/config.hpp>
#include <concur/contextvars/context.hpp>
#include <concur/contextvars/copy_context.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/entered.hpp>

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

/** An executor of Asio's whose functions run in a context of their own.

    Spawn a coroutine on a new one: it runs in a copy of the context in which
    you are, keeps what it sets across all that it awaits, on whichever thread
    it goes on, and nobody else sees it.

    @code
    asio::co_spawn(contextvars::context_executor(pool), session(),
                   asio::detached);
    @endcode

    The functions of one such executor, which has copies, never run at the same
    time: it is a strand as well. For what shall run beside them make another
    one, out of get_inner_executor() or of what that came from.

    Copies have the context in common. So has what is made of one by class
    template argument deduction, which copies it.

    @tparam Executor Any executor, a strand among them.

    @par Thread safety
    Safe, but for assignment.

    @par Difference from Python
    There every task has a copy of the context of its creator. Here it is the
    executor that has.
*/
template<class Executor>
class CONCUR_VISIBLE context_executor
{
    using const_strand = boost::asio::strand<Executor> const&;

public:
    /// The type of the executor that it wraps, named as in `asio::strand`.
    using inner_executor_type = Executor;

    /// In a copy of the current context.
    template<std::same_as<Executor> E> // no conversion, of this class say
    explicit context_executor(E inner)
        : context_executor(std::move(inner), copy_context())
    {
    }

    /// In a copy of a context.
    context_executor(Executor inner, Context const& context)
        : strand_(boost::asio::make_strand(std::move(inner))),
          state_(std::make_shared<detail::state>(detail::access::held(context)))
    {
    }

    /// On a pool, or another execution context, in a copy of the current
    /// context.
    template<detail::execution_context Pool>
    explicit context_executor(Pool& pool)
        : context_executor(pool.get_executor())
    {
    }

    /// On a pool, or another execution context, in a copy of a context.
    template<detail::execution_context Pool>
    context_executor(Pool& pool, Context const& context)
        : context_executor(pool.get_executor(), context)
    {
    }

    /// What it was made of.
    Executor get_inner_executor() const noexcept
    {
        return strand_.get_inner_executor();
    }

    /// Run a function in the context, where the inner executor does, and when
    /// no other one runs.
    template<class F>
    void execute(F&& f) const
    {
        strand_.execute([state = state_, f = std::forward<F>(f)]() mutable {
            detail::switched const here(*state);
            auto mine = std::move(f); // it goes while the context is there
            std::move(mine)();
        });
    }

    /// As the strand's.
    template<class Property>
    requires boost::asio::can_query_v<const_strand, Property>
    decltype(auto) query(Property const& p) const
    {
        return boost::asio::query(strand_, p);
    }

    /// The same context, with a property.
    template<class Property>
    requires boost::asio::can_require_v<const_strand, Property>
    auto require(Property const& p) const
    {
        return of(boost::asio::require(strand_, p));
    }

    /// The same context, with a property if that can be.
    template<class Property>
    requires boost::asio::can_prefer_v<const_strand, Property>
    auto prefer(Property const& p) const
    {
        return of(boost::asio::prefer(strand_, p));
    }

    /// True if they have the context in common.
    friend bool operator==(context_executor const& a,
                           context_executor const& b) noexcept
    {
        return a.strand_ == b.strand_;
    }

private:
    template<class>
    friend class context_executor;

    context_executor(boost::asio::strand<Executor> strand,
                     std::shared_ptr<detail::state> state) noexcept
        : strand_(std::move(strand)), state_(std::move(state))
    {
    }

    template<class Other>
    context_executor<Other> of(boost::asio::strand<Other> strand) const
    {
        return {std::move(strand), state_};
    }

    boost::asio::strand<Executor> strand_;
    std::shared_ptr<detail::state> state_;
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
