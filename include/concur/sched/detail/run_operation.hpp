// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_RUN_OPERATION_HPP
#define CONCUR_SCHED_DETAIL_RUN_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/durations.hpp>
#include <concur/detail/parking_lock.hpp>
#include <concur/sched/detail/async_timer.hpp>
#include <concur/sched/detail/durations.hpp>
#include <concur/sched/detail/errors.hpp>
#include <concur/sched/detail/event_queue.hpp>
#include <concur/sched/policy.hpp>

#include <boost/asio/associated_allocator.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/execution/context.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/query.hpp>
#include <boost/asio/system_executor.hpp>
#include <boost/thread/lock_guard.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

namespace concur::sched::detail {

template<class Executor>
boost::asio::execution_context& context_of(Executor const& executor)
{
    if constexpr (boost::asio::can_query_v<Executor const&,
                                           boost::asio::execution::context_t>)
    {
        return boost::asio::query(executor, boost::asio::execution::context);
    }
    else
    {
        return executor.context(); // of the Networking TS
    }
}

/** A scheduler::async_run() with its handler.

    It is either posted, or waits for its timer, or is being called: so its
    steps follow one another, on whatever threads. Others only wake it.
*/
template<async_policy Policy, class Handler>
class run_operation final
    : public std::enable_shared_from_this<run_operation<Policy, Handler>>,
      public timed_operation
{
    // A handler without an executor of its own runs on the system's: what Asio
    // would take itself may call it at once.
    using fallback_type = boost::asio::system_executor;
    using executor_type =
        boost::asio::associated_executor_t<Handler, fallback_type>;
    using time_type = typename Policy::time_type;

public:
    run_operation(Policy& policy, event_queue<time_type>& events,
                  Handler handler)
        : policy_(policy), events_(events), handler_(std::move(handler)),
          executor_(
              boost::asio::get_associated_executor(handler_, fallback_type())),
          work_(executor_), timer_(context_of(executor_))
    {
    }

    run_operation(run_operation const&) = delete;
    run_operation& operator=(run_operation const&) = delete;

    /// It may end, and be gone, before this returns.
    static void begin(std::shared_ptr<run_operation> op)
    {
        auto slot = boost::asio::get_associated_cancellation_slot(op->handler_);
        if (slot.is_connected())
        {
            slot.assign([weak = std::weak_ptr(op)](
                            boost::asio::cancellation_type type) {
                if (auto const self = weak.lock())
                {
                    self->cancel(type);
                }
            });
        }
        try
        {
            post(std::move(op));
        }
        catch (...)
        {
            slot.clear();
            throw;
        }
    }

private:
    using guard = boost::lock_guard<concur::detail::parking_lock>;

    // What is posted, in the handler's memory.
    struct step
    {
        using executor_type = typename run_operation::executor_type;
        using allocator_type = boost::asio::associated_allocator_t<Handler>;

        executor_type get_executor() const noexcept
        {
            return executor;
        }

        allocator_type get_allocator() const noexcept
        {
            return allocator;
        }

        void operator()() const
        {
            advance(op);
        }

        std::shared_ptr<run_operation> op;
        executor_type executor;
        allocator_type allocator;
    };

    struct waker
    {
        void operator()() const noexcept
        {
            op->wake();
        }

        run_operation* op;
    };

    static step step_of(std::shared_ptr<run_operation> op)
    {
        auto executor = op->executor_;
        auto allocator = boost::asio::get_associated_allocator(op->handler_);
        return {std::move(op), std::move(executor), std::move(allocator)};
    }

    static void post(std::shared_ptr<run_operation> op)
    {
        auto const executor = op->executor_;
        boost::asio::post(executor, step_of(std::move(op)));
    }

    // On a thread of the context, which may not be the executor's.
    void resume() override
    {
        boost::asio::dispatch(executor_, step_of(this->shared_from_this()));
    }

    static void advance(std::shared_ptr<run_operation> const& op)
    {
        std::exception_ptr failure;
        try
        {
            if (op->go_on())
            {
                return; // it may have ended elsewhere by now
            }
        }
        catch (...)
        {
            failure = std::current_exception();
        }
        op->complete(std::move(failure));
    }

    // False if there is nothing left to do; otherwise there is a next step.
    bool go_on()
    {
        if (cancelled_)
        {
            throw_aborted();
        }
        auto const time = events_.first_time();
        if (!time)
        {
            return false;
        }
        time_type const now = policy_.now();
        if (now < *time)
        {
            if (auto const changed = events_.watch(*time))
            {
                wait(in_nanoseconds(policy_.async_delay(until(*time, now))),
                     *changed);
                return true;
            }
        }
        else if (auto const event = events_.take_due(now))
        {
            ran_ = true;
            events_.run(event);
        }
        post(this->shared_from_this());
        return true;
    }

    template<class Delay>
    static std::chrono::nanoseconds in_nanoseconds(Delay const& d)
    {
        if constexpr (duration_like<Delay>)
        {
            return concur::detail::to_nanoseconds(d);
        }
        else
        {
            return d;
        }
    }

    void wait(std::chrono::nanoseconds time, std::stop_token const& changed)
    {
        watch_.emplace(changed, waker{this});
        guard const lock(mutex_);
        timer_.wait(std::exchange(woken_, false) ? std::chrono::nanoseconds(0)
                                                 : time,
                    this->shared_from_this());
    }

    // A total one is for an operation that has had no effect.
    void cancel(boost::asio::cancellation_type type) noexcept
    {
        using enum boost::asio::cancellation_type;
        if (!ran_ || (type & (terminal | partial)) != none)
        {
            cancelled_ = true;
            wake();
        }
    }

    // From any thread.
    void wake() noexcept
    {
        guard const lock(mutex_);
        woken_ = true;
        timer_.cancel();
    }

    void complete(std::exception_ptr failure)
    {
        boost::asio::get_associated_cancellation_slot(handler_).clear();
        auto handler = std::move(handler_);
        std::move(handler)(std::move(failure));
    }

    Policy& policy_;
    event_queue<time_type>& events_;
    Handler handler_;
    executor_type const executor_;
    boost::asio::executor_work_guard<executor_type> work_;
    std::atomic<bool> ran_{false};
    std::atomic<bool> cancelled_{false};
    concur::detail::parking_lock mutex_; // guards the next two
    bool woken_ = false;
    async_timer timer_;
    // The last, so that it has gone before what it uses.
    std::optional<std::stop_callback<waker>> watch_;
};

template<class Policy, class Token>
auto initiate_run(Policy& policy,
                  event_queue<typename Policy::time_type>& events,
                  Token&& token)
{
    return boost::asio::async_initiate<Token, void(std::exception_ptr)>(
        [&policy, &events](auto handler) {
            using operation = run_operation<Policy, decltype(handler)>;
            // Not in the handler's memory, which would have to be free before
            // the handler is called.
            operation::begin(std::make_shared<operation>(policy, events,
                                                         std::move(handler)));
        },
        token);
}

} // namespace concur::sched::detail

#endif
