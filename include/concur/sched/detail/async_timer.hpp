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
#include <memory>

namespace concur::sched::detail {

/// What an async_timer resumes.
class CONCUR_VISIBLE timed_operation
{
public:
    /// Called on a thread of the timer's execution context, when the time has
    /// passed or the wait was cancelled.
    virtual void resume() = 0;

protected:
    ~timed_operation() = default;
};

/** A timer of Boost.Asio.

    It is compiled here, since the headers of Asio's timers are slow to compile.
    A wait allocates no memory.

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

    /// Begin a wait. The one before it has ended.
    void wait(std::chrono::nanoseconds time,
              std::shared_ptr<timed_operation> operation);

    /// End a wait early, if there is one.
    void cancel();

private:
    struct state;

    concur::detail::opaque<state, 512> state_;
};

} // namespace concur::sched::detail

#endif
