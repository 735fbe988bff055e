// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_DETAIL_IMMEDIATE_EXECUTOR_HPP
#define CONCUR_DETAIL_IMMEDIATE_EXECUTOR_HPP

#include <concur/config.hpp>

#if __has_include(<boost/asio/associated_immediate_executor.hpp>)
#include <boost/asio/associated_immediate_executor.hpp>
#include <boost/asio/dispatch.hpp>
#else
#include <boost/asio/post.hpp>
#endif

#include <utility>

namespace concur::detail {

/** Runs functions of an operation that has ended during its initiation, on the
    handler's immediate executor.

    A handler without such an executor, and every handler of a Boost before
    1.82, gets an executor that never runs a function at once.
*/
template<class Handler, class IoExecutor>
class immediate_executor
{
public:
    immediate_executor([[maybe_unused]] Handler const& handler,
                       IoExecutor const& io)
#if __has_include(<boost/asio/associated_immediate_executor.hpp>)
        : executor_(boost::asio::get_associated_immediate_executor(handler, io))
#else
        : executor_(io)
#endif
    {
    }

    /// Run a function on the executor, then on its associated executor.
    template<class Function>
    void run(Function&& f) const
    {
#if __has_include(<boost/asio/associated_immediate_executor.hpp>)
        boost::asio::dispatch(executor_, std::forward<Function>(f));
#else
        boost::asio::post(executor_, std::forward<Function>(f));
#endif
    }

private:
#if __has_include(<boost/asio/associated_immediate_executor.hpp>)
    boost::asio::associated_immediate_executor_t<Handler, IoExecutor> executor_;
#else
    IoExecutor executor_;
#endif
};

} // namespace concur::detail

#endif
