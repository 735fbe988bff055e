// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_CONTEXT_OF_HPP
#define CONCUR_DETAIL_CONTEXT_OF_HPP

#include <boost/asio/execution/context.hpp>
#include <boost/asio/execution_context.hpp>
#include <boost/asio/query.hpp>

namespace concur::detail {

/// An executor with an execution context. Executors of the Networking TS have a
/// member function for it.
template<class E>
concept executor_with_context =
    boost::asio::can_query_v<E const&, boost::asio::execution::context_t> ||
    requires(E const& executor)
{
    executor.context();
};

/// The execution context of an executor.
template<executor_with_context E>
boost::asio::execution_context& context_of(E const& executor)
{
    if constexpr (boost::asio::can_query_v<E const&,
                                           boost::asio::execution::context_t>)
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
