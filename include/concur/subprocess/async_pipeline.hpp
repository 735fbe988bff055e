// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_PIPELINE_HPP
#define CONCUR_SUBPROCESS_ASYNC_PIPELINE_HPP

#include <concur/subprocess/detail/async_arguments.hpp>
#include <concur/subprocess/detail/async_pipeline_start.hpp>
#include <concur/subprocess/pipeline_errors.hpp>
#include <concur/subprocess/pipeline_result.hpp>
#include <concur/subprocess/policy.hpp>
#include <concur/subprocess/stage.hpp>

#include <exception>
#include <utility>

namespace concur::subprocess {

/** Run a pipeline as run_pipeline() does, without blocking a thread.

    The arguments are moved or copied into the operation, and the processes are
    started when the token initiates it. While they run, the operation waits on
    the executor. The handler is called when all of them have ended and were
    reaped; if a stage cannot be started, when those that were started have been
    killed and reaped.

    The handler is never called within this function, with the exception that
    async_run() describes: no process was started.

    @tparam Policy See default_policy; `on_destroy` is not used.

    @param executor An executor of Asio; see async_run().
    @param stages The stages; see the class pipeline. g++ 12 refuses a braced
    list within a `co_await` expression, but not
    `command("git", "log") | command("sort", "-u")`.
    @param arguments The keywords of run_pipeline(), and a completion token for
    `void(std::exception_ptr, basic_pipeline_result<Policy::bytes>)` as the last
    argument. Without a token, the function returns the awaitable of
    `use_awaitable`. The first argument of the handler is null or the exception
    that run_pipeline() would throw, or a `boost::system::system_error` if the
    executor cannot wait. After any exception but one of the start, the second
    argument has the commands, and the output that was collected and is not in
    the exception.

    @par Cancellation
    Any type of cancellation kills all processes; by the steps of `stop`, unless
    it is a terminal one. The operation completes when they were reaped, with a
    `boost::system::system_error` of `boost::asio::error::operation_aborted`. If
    the timeout has passed as well, the cancellation wins.

    @par Exception safety
    That of async_run(): if the execution context ends before the processes do,
    they are killed and the handler is not called.
*/
template<policy Policy = default_policy, class Executor, class... Arguments>
auto async_run_pipeline(Executor const& executor, pipeline stages,
                        Arguments&&... arguments)
{
    using result = basic_pipeline_result<typename Policy::bytes>;
    return detail::initiate_process<detail::run_pipeline_start, Policy, result>(
        executor, std::move(stages), std::forward<Arguments>(arguments)...);
}

/// The same, with each stage as an argument of its own.
template<policy Policy = default_policy, class Executor,
         detail::stage_argument Second, class... More>
auto async_run_pipeline(Executor const& executor, pipeline first,
                        Second&& second, More&&... more)
{
    return async_run_pipeline<Policy>(
        executor, std::move(first) | pipeline(std::forward<Second>(second)),
        std::forward<More>(more)...);
}

} // namespace concur::subprocess

#endif
