// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_BIND_CONTEXT_HPP
#define CONCUR_CONTEXTVARS_BIND_CONTEXT_HPP

#include <concur/config.hpp>
#include <concur/contextvars/context.hpp>
#include <concur/contextvars/copy_context.hpp>

#include <boost/asio/associator.hpp>

#include <concepts>
#include <memory>
#include <type_traits>
#include <utility>

namespace concur::contextvars {

/** A function that runs in a context of its own: the result of bind_context().

    Copies run in the same context. The associated executor, allocator and
    cancellation slot are those of the bound function.
*/
template<class Function>
class CONCUR_VISIBLE context_bound
{
public:
    /// Bind a function to a copy of a context.
    context_bound(Context const& context, Function f)
        : context_(std::make_shared<Context>(context)), function_(std::move(f))
    {
    }

    /** Call the function in the context.

        @throws RuntimeError A thread is running in the context already.
        @throws ... The exception of the function.
    */
    template<class... Args>
    requires std::invocable<Function&, Args...>
        std::invoke_result_t<Function&, Args...>
    operator()(Args&&... args)
    {
        return context_->run(function_, std::forward<Args>(args)...);
    }

    /// The context. All copies of this object share it.
    Context& context() const noexcept
    {
        return *context_;
    }

    /// The function.
    Function const& get() const noexcept
    {
        return function_;
    }

private:
    std::shared_ptr<Context> context_;
    Function function_;
};

/** Bind a function to a copy of a context. The function runs in that copy, even
    if it is called on another thread or as a completion handler.

    @param context The context that is copied.
    @param f A function or a completion handler. It is copied or moved.
*/
template<class F>
context_bound<std::decay_t<F>> bind_context(Context const& context, F&& f)
{
    return {context, std::forward<F>(f)};
}

/// Bind a function to a copy of the current context.
template<class F>
context_bound<std::decay_t<F>> bind_context(F&& f)
{
    return {copy_context(), std::forward<F>(f)};
}

} // namespace concur::contextvars

template<template<class, class> class Associator, class Function, class Default>
struct boost::asio::associator<
    Associator, concur::contextvars::context_bound<Function>, Default>
    : Associator<Function, Default>
{
    static auto get(concur::contextvars::context_bound<Function> const& f)
    {
        return Associator<Function, Default>::get(f.get());
    }

    static auto get(concur::contextvars::context_bound<Function> const& f,
                    Default const& otherwise)
    {
        return Associator<Function, Default>::get(f.get(), otherwise);
    }
};

#endif
