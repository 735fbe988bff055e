// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_ASYNC_TIMER_HPP
#define CONCUR_SCHED_DETAIL_ASYNC_TIMER_HPP

#include <concur/config.hpp>
#include <concur/detail/opaque.hpp>

#include <boost/asio/execution_context.hpp>

#include <chrono>

namespace concur::sched::detail {

/// An operation that waits for an async_timer. Exactly one of its functions is
/// called for each wait.
class CONCUR_VISIBLE timed_operation
{
public:
    /// Called when the time of the wait has passed or the wait was cancelled,
    /// on a thread of the timer's execution context.
    virtual void resume_after_wait() = 0;

    /// Called when the execution context is destroyed during the wait, or when
    /// async_timer::wait() throws.
    virtual void drop_after_wait() noexcept = 0;

protected:
    ~timed_operation() = default;
};

/** A timer of Boost.Asio.

    It is compiled in the library, since the headers of Asio's timers are slow
    to compile. A wait uses memory of this object. Asio allocates memory only if
    more timers wait at the same time than ever before.

    @par Thread safety
    None.
*/
class CONCUR_SCHED_DECL async_timer
{
public:
    explicit async_timer(boost::asio::execution_context& context);
    ~async_timer();
    async_timer(async_timer const&) = delete;
    async_timer& operator=(async_timer const&) = delete;

    /// Begin a wait of an operation. The previous wait must have ended. If this
    /// function throws, it has called drop_after_wait() of the operation.
    void wait(std::chrono::nanoseconds time, timed_operation& operation);

    /// End the current wait early, if there is one.
    void cancel();

private:
    struct state;

    concur::detail::opaque<state, 512> state_;
};

} // namespace concur::sched::detail

#endif
