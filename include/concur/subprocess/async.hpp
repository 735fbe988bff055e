// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_HPP
#define CONCUR_SUBPROCESS_ASYNC_HPP

#include <concur/subprocess/completed_process.hpp>
#include <concur/subprocess/detail/async_arguments.hpp>
#include <concur/subprocess/detail/async_starts.hpp>
#include <concur/subprocess/policy.hpp>

#include <exception>
#include <utility>

namespace concur::subprocess {

/** Run a command as run() does, without blocking a thread.

    The arguments are moved or copied into the operation, and the child is
    started when the token initiates it. While the child runs, the operation
    waits on the executor. The handler is called when the child has ended and
    was reaped.

    The handler is never called within this function, with one exception: with
    Boost 1.82 or later, if the child cannot be started, the handler's immediate
    executor decides. Without such an executor the handler is posted.

    @tparam Policy See default_policy; `on_destroy` is not used.

    @param executor An executor of Asio, such as that of an `io_context` or a
    `thread_pool`. Handlers without an associated executor are called on it.
    @param args The command.
    @param arguments The keywords of run(), and a completion token for
    `void(std::exception_ptr, basic_completed_process<Policy::bytes>)` as the
    last argument. Without a token, the function returns the awaitable of
    `use_awaitable`. With Boost 1.81, a coroutine cannot await a `deferred`
    operation that has a result. The first argument of the handler is null or
    the exception that run() would throw, or a `boost::system::system_error` if
    the executor cannot wait for the child. After any exception but one of the
    start, the second argument has the output that was collected and is not in
    the exception.

    @par Cancellation
    Any type of cancellation kills the child; by the steps of `stop`, unless it
    is a terminal one. The operation completes when the child was reaped, with a
    `boost::system::system_error` of `boost::asio::error::operation_aborted`. If
    the timeout has passed as well, the cancellation wins.

    @par Exception safety
    The function throws only if there is no memory for the operation. Then no
    child is left. All other exceptions go to the handler, also those for wrong
    arguments. If the execution context ends before the child does, the child is
    killed and the handler is not called.
*/
template<policy Policy = default_policy, class Executor, class... Arguments>
auto async_run(Executor const& executor, command args, Arguments&&... arguments)
{
    using result = basic_completed_process<typename Policy::bytes>;
    return detail::initiate_process<detail::run_start, Policy, result>(
        executor, std::move(args), std::forward<Arguments>(arguments)...);
}

/** Run a command as call() does, without blocking a thread.

    @param executor,args,arguments The arguments of async_run(). The token is
    for `void(std::exception_ptr, int)`; the number is the exit status.

    @par Cancellation
    That of async_run().
*/
template<policy Policy = default_policy, class Executor, class... Arguments>
auto async_call(Executor const& executor, command args,
                Arguments&&... arguments)
{
    return detail::initiate_process<detail::call_start, Policy, int>(
        executor, std::move(args), std::forward<Arguments>(arguments)...);
}

/** Run a command as check_call() does, without blocking a thread.

    @param executor,args,arguments The arguments of async_call(). If the exit
    status is not zero, the exception is a CalledProcessError.

    @par Cancellation
    That of async_run().
*/
template<policy Policy = default_policy, class Executor, class... Arguments>
auto async_check_call(Executor const& executor, command args,
                      Arguments&&... arguments)
{
    return detail::initiate_process<detail::check_call_start, Policy, int>(
        executor, std::move(args), std::forward<Arguments>(arguments)...);
}

/** Run a command as check_output() does, without blocking a thread.

    @param executor,args,arguments The arguments of async_run(), without the
    keywords `stdout_` and `check`. The token is for `void(std::exception_ptr,
    Policy::bytes)`; the second argument is the standard output.

    @par Cancellation
    That of async_run().
*/
template<policy Policy = default_policy, class Executor, class... Arguments>
auto async_check_output(Executor const& executor, command args,
                        Arguments&&... arguments)
{
    return detail::initiate_process<detail::check_output_start, Policy,
                                    typename Policy::bytes>(
        executor, std::move(args), std::forward<Arguments>(arguments)...);
}

} // namespace concur::subprocess

#endif
