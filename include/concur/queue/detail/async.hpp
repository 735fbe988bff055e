// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ASYNC_HPP
#define CONCUR_QUEUE_DETAIL_ASYNC_HPP

#include <concur/config.hpp>
#include <concur/detail/async_operation.hpp>
#include <concur/detail/pending_operations.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/queue/detail/attempts.hpp>
#include <concur/queue/errors.hpp>

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/errc.hpp>
#include <boost/system/error_code.hpp>

#include <memory>
#include <tuple>
#include <utility>

namespace concur::queue::detail {

inline boost::system::error_code to_error(attempt_result outcome)
{
    switch (outcome)
    {
    case attempt_result::shut_down:
        return errc::shut_down;
    case attempt_result::aborted:
        return boost::asio::error::operation_aborted;
    case attempt_result::comparison_failed:
        return errc::comparison_failed;
    case attempt_result::no_memory:
        return make_error_code(boost::system::errc::not_enough_memory);
    case attempt_result::done:
    case attempt_result::wait:
        break;
    }
    return {};
}

/** An asynchronous operation of a queue: a waiter without a thread.

    When the operation is notified or cancelled, it posts a step to its
    executor. Only the step takes a unit. So no unit is lost if the step never
    runs.

    The body implements the operation by these functions:

    - `enter(w)`: start to wait; return true to post the first step at once
    - `leave(w, woken)`: stop waiting; return false if `w` has been notified
    - `requeue(w)`: wait again, since there was no memory for a step
    - `attempt(w, give_up, woken)`: make an attempt and return its outcome
    - `result()`: the values for the handler after a successful attempt
    - `no_result()`: the values for the handler after an unsuccessful attempt

    Only enter() may throw, since only its exception reaches the caller.
*/
template<class Body, class Handler>
class queue_operation final
    : public concur::detail::async_operation<queue_operation<Body, Handler>,
                                             Handler>,
      public concur::detail::pending_operation,
      public queued_waiter
{
    using frame =
        concur::detail::async_operation<queue_operation<Body, Handler>,
                                        Handler>;

public:
    template<class... Args>
    explicit queue_operation(Handler&& handler, Args&&... args)
        : frame(std::move(handler)),
          pending_operation(
              concur::detail::pending_operations::of(this->get_executor())),
          queued_waiter(true), body_(std::forward<Args>(args)...)
    {
    }

    ~queue_operation()
    {
        unregister();
    }

    void initiate()
    {
        if (!register_with_context())
        {
            // The operation is dropped, like a function that is posted to a
            // context that has ended.
            this->slot().clear();
            frame::destroy();
        }
        else if (body_.enter(*this))
        {
            try
            {
                post_first_step();
            }
            catch (...)
            {
                give_up();
                throw;
            }
        }
    }

    void run_step() override
    {
        begin_step();
        attempt_result outcome;
        {
            concur::detail::wakeups woken;
            outcome = body_.attempt(*this, cancelled_, woken);
            if (outcome == attempt_result::wait)
            {
                return; // the operation may be destroyed
            }
        }
        complete_with(outcome == attempt_result::done ? body_.result()
                                                      : body_.no_result(),
                      to_error(outcome));
    }

    void cancel(boost::asio::cancellation_type)
    {
        if (!std::exchange(cancelled_, true) && stop_waiting())
        {
            resume();
        }
    }

    void destroy() noexcept override
    {
        give_up();
        frame::destroy();
    }

private:
    void wake() noexcept override
    {
        resume();
    }

    // Any thread may notify the operation, so the handler's allocator cannot be
    // used.
    void post_step() override
    {
        this->post(std::allocator<void>());
    }

    void requeue() noexcept override
    {
        body_.requeue(*this);
    }

    bool stop_waiting() noexcept override
    {
        concur::detail::wakeups woken;
        return body_.leave(*this, woken);
    }

    void give_up() noexcept
    {
        concur::detail::wakeups woken;
        body_.attempt(*this, true, woken);
    }

    template<class Result>
    void complete_with(Result result, boost::system::error_code error)
    {
        std::apply(
            [&](auto&&... values) {
                this->complete(error,
                               std::forward<decltype(values)>(values)...);
            },
            std::move(result));
    }

    Body body_;
    bool cancelled_ = false;
};

template<class Body>
struct operation_of
{
    template<class Handler>
    using with = queue_operation<Body, Handler>;
};

/// Start an operation with the handler of a completion token.
template<class Signature, class Body, class Token, class... Args>
auto initiate(Token&& token, Args&&... args)
{
    return concur::detail::initiate_operation<
        Signature, operation_of<Body>::template with>(
        std::forward<Token>(token), std::forward<Args>(args)...);
}

} // namespace concur::queue::detail

#endif
