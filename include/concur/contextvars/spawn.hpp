// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_SPAWN_HPP
#define CONCUR_CONTEXTVARS_SPAWN_HPP

#include <concur/contextvars/context.hpp>
#include <concur/contextvars/copy_context.hpp>
#include <concur/contextvars/detail/spawn.hpp>
#include <concur/detail/misuse.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/async_result.hpp>

#include <concepts>
#include <utility>

namespace concur::contextvars {

/** Start a coroutine that runs in a copy of a context, in parallel with the
    caller: Python's `asyncio.create_task()`.

    A change of a variable in the coroutine is not seen by the caller, nor the
    other way round. The coroutine keeps its values across each `co_await`, even
    if it is resumed on another thread.

    The function does not block, and no part of the coroutine runs within this
    call. The coroutine is started when the token initiates the operation. With
    a token such as `use_awaitable` or `deferred` that is later than this call,
    or never.

    The coroutine may be cancelled through the slot of the handler, also while
    it runs on another thread.

    @param executor The coroutine runs on this executor, or on the threads of
    this pool or other execution context. On a strand, or on the executor of
    another coroutine, it never runs at the same time as the others.

    @param context The context that is copied at this call.

    @param c An awaitable or a function that returns one. It is moved or copied.

    @param token The completion token. The signature of the handler is
    `void(std::exception_ptr, T)` for an `awaitable<T>`, and
    `void(std::exception_ptr)` for an `awaitable<void>`. The pointer is null if
    the coroutine has returned. A handler without an associated executor is
    called on the coroutine's executor, in the coroutine's context.

    @return The result of the token, for example an awaitable or a future.

    @throws std::bad_alloc There is no memory.

    @par Exception safety
    Strong: if the call throws, the coroutine has not begun. If the executor
    threw, the arguments may live until its execution context ends.

    @par Thread safety
    Safe.

    @par Difference from Python
    Python's `create_task(coroutine, context=ctx)` runs in `ctx` itself. For
    coroutines that share one context, call `asio::co_spawn` with one
    context_executor.
*/
template<detail::executor_source Source, detail::coroutine Coroutine,
         class Token>
auto spawn(Source&& executor, Context const& context, Coroutine&& c,
           Token&& token)
{
    using inner = decltype(detail::executor_from(executor));
    using awaitable_executor =
        typename detail::coroutine_traits<Coroutine>::executor_type;
    static_assert(
        std::convertible_to<context_executor<inner>, awaitable_executor>,
        "context_executor of the executor that spawn() is given does not "
        "convert to the executor of the awaitable");
    return boost::asio::async_initiate<
        Token, typename detail::coroutine_traits<Coroutine>::signature>(
        detail::spawn_initiation<inner>(detail::executor_from(executor),
                                        context),
        token, std::forward<Coroutine>(c));
}

/// Start a coroutine that runs in a copy of the current context. The copy is
/// made at this call. The arguments, the handler, the errors and the
/// cancellation are those of the overload with an executor and a context.
template<detail::executor_source Source, detail::coroutine Coroutine,
         class Token>
auto spawn(Source&& executor, Coroutine&& c, Token&& token)
{
    return spawn(std::forward<Source>(executor), copy_context(),
                 std::forward<Coroutine>(c), std::forward<Token>(token));
}

/** Start a coroutine on the executor of the caller, in a copy of `context`.

    The caller is a coroutine or another function that runs on a
    context_executor. The new coroutine runs on the inner executor of that one,
    so it can run at the same time as the caller.

    @throws RuntimeError The caller does not run on a context_executor, or its
    inner executor does not convert to `asio::any_io_executor`. Python has this
    error where no event loop is running.

    @see spawn(Source&&, Context const&, Coroutine&&, Token&&)
*/
template<detail::coroutine Coroutine, class Token>
auto spawn(Context const& context, Coroutine&& c, Token&& token)
{
    return spawn(detail::running_inner_executor(), context,
                 std::forward<Coroutine>(c), std::forward<Token>(token));
}

/// Start a coroutine on the executor of the caller, in a copy of the current
/// context. Throws as the overload with a context and without an executor.
template<detail::coroutine Coroutine, class Token>
auto spawn(Coroutine&& c, Token&& token)
{
    return spawn(copy_context(), std::forward<Coroutine>(c),
                 std::forward<Token>(token));
}

/// A compile-time error: spawn() takes no such arguments.
template<class... Args>
requires(!detail::spawn_takes<Args...>) void spawn(Args&&...)
{
    static_assert(concur::detail::right_use<Args...>,
                  "spawn() takes an executor or pool (optional), a Context "
                  "(optional), a coroutine and a completion token; the "
                  "coroutine is an awaitable, which must be moved, or a "
                  "function that returns one");
}

} // namespace concur::contextvars

#endif
