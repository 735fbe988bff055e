// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_SPAWN_HPP
#define CONCUR_CONTEXTVARS_DETAIL_SPAWN_HPP

#include <concur/config.hpp>
#include <concur/contextvars/context.hpp>
#include <concur/contextvars/context_executor.hpp>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associator.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/executor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <type_traits>
#include <utility>

// The parts of spawn(): which arguments it takes, and how it starts a
// coroutine.

namespace concur::contextvars::detail {

template<class T>
struct awaitable_traits
{
    static constexpr bool is_awaitable = false;
};

template<class Executor>
struct awaitable_traits<boost::asio::awaitable<void, Executor>>
{
    static constexpr bool is_awaitable = true;
    using executor_type = Executor;
    using signature = void(std::exception_ptr);
};

template<class T, class Executor>
struct awaitable_traits<boost::asio::awaitable<T, Executor>>
{
    static constexpr bool is_awaitable = true;
    using executor_type = Executor;
    using signature = void(std::exception_ptr, T);
};

// The type of the awaitable: T itself, or the result of the function T.
template<class T>
struct awaitable_of
{
    using type = T;
};

template<std::invocable T>
struct awaitable_of<T>
{
    using type = std::invoke_result_t<T>;
};

/// The awaitable_traits of a coroutine that spawn() takes.
template<class C>
using coroutine_traits =
    awaitable_traits<typename awaitable_of<std::decay_t<C>>::type>;

/// An awaitable or a function that returns one. It can be moved or copied into
/// an operation.
template<class C>
concept coroutine = coroutine_traits<C>::is_awaitable &&
    std::constructible_from<std::decay_t<C>, C>;

/// What context_executor can be constructed from: an executor, a pool or
/// another execution context.
template<class T>
concept executor_source = execution_context<std::remove_cvref_t<T>> ||
    boost::asio::execution::is_executor_v<std::remove_cvref_t<T>>;

template<class T>
concept context_argument = std::same_as<std::remove_cvref_t<T>, Context>;

/// Whether spawn() takes arguments of these types.
template<class... Args>
inline constexpr bool spawn_takes = false;

template<coroutine C, class Token>
inline constexpr bool spawn_takes<C, Token> = true;

template<context_argument Ctx, coroutine C, class Token>
inline constexpr bool spawn_takes<Ctx, C, Token> = true;

template<executor_source E, coroutine C, class Token>
inline constexpr bool spawn_takes<E, C, Token> = true;

template<executor_source E, context_argument Ctx, coroutine C, class Token>
inline constexpr bool spawn_takes<E, Ctx, C, Token> = true;

template<class Source>
auto executor_from(Source& source)
{
    if constexpr (execution_context<std::remove_cv_t<Source>>)
    {
        return source.get_executor();
    }
    else
    {
        return source;
    }
}

/** Passes cancellation on to a coroutine which may run at the same time as the
    code that requests the cancellation.

    The signal is emitted on the executor of the coroutine.
*/
template<class Executor>
class cancellation_relay
{
public:
    explicit cancellation_relay(Executor executor)
        : executor_(std::move(executor))
    {
    }

    boost::asio::cancellation_slot slot() noexcept
    {
        return signal_.slot();
    }

    static void emit(std::shared_ptr<cancellation_relay> const& relay,
                     boost::asio::cancellation_type type)
    {
        // Asio may post the cancellation, with a plain pointer to the signal.
        // The second function keeps the signal until then.
        boost::asio::dispatch(relay->executor_, [relay, type] {
            relay->signal_.emit(type);
            boost::asio::post(relay->executor_, [relay] {});
        });
    }

private:
    Executor executor_;
    boost::asio::cancellation_signal signal_;
};

/// The function that co_spawn() calls to get the awaitable. Asio destroys it at
/// the end of the coroutine. From then on, cancellation has no effect.
template<class Coroutine, class Relay>
struct spawned_coroutine
{
    using awaitable = typename awaitable_of<Coroutine>::type;

    Coroutine coroutine;
    std::shared_ptr<Relay> relay;

    awaitable operator()()
    {
        // co_spawn() may call this function within the function that spawns the
        // coroutine. The post lets the caller go on.
        co_await boost::asio::post(
            boost::asio::use_awaitable_t<typename awaitable::executor_type>());
        if constexpr (awaitable_traits<Coroutine>::is_awaitable)
        {
            co_return co_await std::move(coroutine);
        }
        else
        {
            co_return co_await coroutine();
        }
    }
};

/// A handler with another cancellation slot. `bind_cancellation_slot` of Boost
/// 1.81 does not compile for a handler that it made itself.
template<class Handler>
struct relayed_handler
{
    Handler handler;
    boost::asio::cancellation_slot slot;

    template<class... Results>
    void operator()(Results&&... results)
    {
        std::move(handler)(std::forward<Results>(results)...);
    }
};

/// Starts a coroutine in a context of its own.
template<class Executor>
class spawn_initiation
{
public:
    using executor_type = context_executor<Executor>;

    spawn_initiation(Executor inner, Context const& context)
        : executor_(std::move(inner), context), context_(context)
    {
    }

    /// A copy starts another coroutine, so it has another context. Asio copies
    /// the initiation when an operation is started several times.
    spawn_initiation(spawn_initiation const& other)
        : spawn_initiation(other.executor_.get_inner_executor(), other.context_)
    {
    }

    spawn_initiation(spawn_initiation&&) noexcept = default;

    /// The executor on which the coroutine runs.
    executor_type get_executor() const noexcept
    {
        return executor_;
    }

    template<class Handler, class Coroutine>
    void operator()(Handler handler, Coroutine coroutine) const
    {
        using relay = cancellation_relay<executor_type>;
        using function = spawned_coroutine<Coroutine, relay>;
        auto slot = boost::asio::get_associated_cancellation_slot(handler);
        if (!slot.is_connected())
        {
            boost::asio::co_spawn(executor_,
                                  function{std::move(coroutine), nullptr},
                                  std::move(handler));
            return;
        }
        auto const own = std::make_shared<relay>(executor_);
        slot.assign([weak = std::weak_ptr(own)](auto type) {
            if (auto const coroutine_relay = weak.lock())
            {
                relay::emit(coroutine_relay, type);
            }
        });
        boost::asio::co_spawn(
            executor_, function{std::move(coroutine), own},
            relayed_handler<Handler>{std::move(handler), own->slot()});
    }

private:
    executor_type executor_;
    Context context_;
};

} // namespace concur::contextvars::detail

template<template<class, class> class Associator, class Handler, class Default>
struct boost::asio::associator<
    Associator, concur::contextvars::detail::relayed_handler<Handler>, Default>
    : Associator<Handler, Default>
{
    static auto
    get(concur::contextvars::detail::relayed_handler<Handler> const& h)
    {
        return Associator<Handler, Default>::get(h.handler);
    }

    static auto
    get(concur::contextvars::detail::relayed_handler<Handler> const& h,
        Default const& otherwise)
    {
        return Associator<Handler, Default>::get(h.handler, otherwise);
    }
};

template<class Handler, class Default>
struct boost::asio::associated_cancellation_slot<
    concur::contextvars::detail::relayed_handler<Handler>, Default>
{
    using type = boost::asio::cancellation_slot;

    static type
    get(concur::contextvars::detail::relayed_handler<Handler> const& h,
        Default const& = Default()) noexcept
    {
        return h.slot;
    }
};

#endif
