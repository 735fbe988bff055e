// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SUBPROCESS_ASYNC_POPEN_BASE_HPP
#define CONCUR_SUBPROCESS_ASYNC_POPEN_BASE_HPP

#include <concur/subprocess/detail/popen_async.hpp>
#include <concur/subprocess/popen_base.hpp>
#include <concur/subprocess/stop.hpp>

#include <concepts>
#include <memory>
#include <optional>

namespace concur::subprocess {

namespace detail {

/// An argument that is not the steps of a stop.
template<class T>
concept no_stop_steps = !std::convertible_to<T, sequence<stop_step>>;

} // namespace detail

/** The functions of basic_popen that depend on the executor, and on no other
    policy. They need <concur/subprocess/async_popen.hpp>.

    @tparam Executor The type of the executor.

    @par Thread safety
    As basic_popen.
*/
template<class Executor>
class async_popen_base : public popen_base
{
public:
    /// The executor of the asynchronous operations.
    /// @throws ValueError The object was made without an executor.
    Executor get_executor() const
    {
        return async().executor;
    }

    /** Wait until the child ends, without blocking a thread.

        The wait may run beside any others, and beside poll(), wait() and the
        functions that send signals on other threads. The handler is never
        called within this function.

        @param token A completion token for `void(error_code, int)`; the number
        is the exit status, as wait() returns it. Without a token, the function
        returns the awaitable of `use_awaitable`. The error is
        `operation_aborted` if the wait was cancelled or the object destroyed,
        moved to or released.

        @throws ValueError The object was made without an executor.

        @par Cancellation
        All types end the wait. The child goes on, and async_wait() may be
        called again.

        @par Thread safety
        Shared objects: safe.
    */
    template<class... Token>
    auto async_wait(Token&&... token);

    /** stop(), without blocking a thread.

        The first signal is sent after this function. The operation may run
        beside any others.

        @param token A completion token for `void(error_code, int)`; the number
        is the exit status, as stop() returns it. Without a token, the function
        returns the awaitable of `use_awaitable`. The error is
        `operation_aborted` if the operation was cancelled before the first
        signal, or if the object was destroyed, moved to or released; then no
        other step follows. It is that of the OSError that stop() would throw.

        @throws ValueError The object was made without an executor.

        @par Cancellation
        Terminal: SIGKILL is sent at once, in place of the steps that are left.
        Others end the operation before the first signal, and have no effect
        after it.

        @par Thread safety
        Shared objects: safe.
    */
    template<detail::no_stop_steps... Token>
    auto async_stop(Token&&... token);

    /// async_stop() by other steps: `async_stop({{SIGTERM, 1s}}, token)`, or in
    /// a coroutine, where g++ 12 takes no braced list, a `sequence<stop_step>`.
    /// @throws ValueError The object was made without an executor; a signal
    /// does not exist, or a time is negative.
    template<class... Token>
    auto async_stop(sequence<stop_step> steps, Token&&... token);

    /// The asynchronous stream to the child's standard input; false if it is
    /// not piped. It stays valid when this object is moved.
    /// @throws ValueError The object was made without an executor.
    auto& async_stdin() const
    {
        return async().in;
    }

    /// The asynchronous stream from the child's standard output, as
    /// async_stdin().
    auto& async_stdout() const
    {
        return async().out;
    }

    /// The asynchronous stream from the child's standard error, as
    /// async_stdin().
    auto& async_stderr() const
    {
        return async().err;
    }

protected:
    /// No child yet.
    async_popen_base() noexcept = default;
    /// Take over the child of another object.
    async_popen_base(async_popen_base&&) noexcept = default;
    /// Take over the child of another object, without a look at the own one.
    async_popen_base& operator=(async_popen_base&&) noexcept = default;
    ~async_popen_base() = default;

    /// The part with the executor and the asynchronous streams. It is a
    /// template, so that the class of the part may be incomplete until a member
    /// function needs it.
    /// @throws ValueError The object was made without an executor, or has been
    /// moved from.
    template<class E = Executor>
    detail::async_part<E>& async() const
    {
        core();
        detail::check_asynchronous(async_.get());
        return static_cast<detail::async_part<E>&>(*async_);
    }

    /// The same part; null without an executor.
    std::unique_ptr<detail::popen_attachment> async_;

private:
    template<class... Token>
    auto start_stop(std::optional<sequence<stop_step>> steps, Token&&... token);
};

} // namespace concur::subprocess

#endif
