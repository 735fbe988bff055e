// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_CONTEXT_OF_HPP
#define CONCUR_DETAIL_CONTEXT_OF_HPP

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

#include <concepts>

namespace concur::detail {

/// An executor with the property `context`.
template<class E>
concept executor_with_context_property = requires(E const& executor)
{
    {
        boost::asio::query(executor, boost::asio::execution::context)
        } -> std::convertible_to<boost::asio::execution_context&>;
};

/// An executor with an execution context. Executors of the Networking TS have a
/// member function for it.
template<class E>
concept executor_with_context = executor_with_context_property<E> ||
    requires(E const& executor)
{
    {
        executor.context()
        } -> std::convertible_to<boost::asio::execution_context&>;
};

/// The execution context of an executor.
template<executor_with_context E>
boost::asio::execution_context& context_of(E const& executor)
{
    if constexpr (executor_with_context_property<E>)
    {
        return boost::asio::query(executor, boost::asio::execution::context);
    }
    else
    {
        return executor.context();
    }
}

} // namespace concur::detail

#endif
