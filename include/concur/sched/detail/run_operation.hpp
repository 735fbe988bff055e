// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_RUN_OPERATION_HPP
#define CONCUR_SCHED_DETAIL_RUN_OPERATION_HPP

#include <concur/config.hpp>
#include <concur/detail/async_operation.hpp>
#include <concur/detail/context_of.hpp>
#include <concur/detail/durations.hpp>
#include <concur/detail/parking_lock.hpp>
#include <concur/sched/detail/async_timer.hpp>
#include <concur/sched/detail/durations.hpp>
#include <concur/sched/detail/errors.hpp>
#include <concur/sched/detail/event_queue.hpp>
#include <concur/sched/policy.hpp>

#include <boost/asio/cancellation_type.hpp>

#include <atomic>
#include <chrono>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <utility>

namespace concur::sched::detail {

/** The operation of a scheduler::async_run().

    At any time one step is posted, waits for the timer or runs. When a step has
    posted the next step or begun a wait, the next step may begin on another
    thread before run_step() has returned. Other threads only cancel the
    operation or end its wait for the timer.
*/
template<class Policy, class Handler>
class run_operation final
    : public concur::detail::async_operation<run_operation<Policy, Handler>,
                                             Handler>,
      public timed_operation
{
    using frame = concur::detail::async_operation<run_operation, Handler>;
    using time_type = typename Policy::time_type;

public:
    run_operation(Handler&& handler, Policy* policy,
                  event_queue<time_type>* events)
        : frame(std::move(handler)), policy_(*policy), events_(*events),
          timer_(concur::detail::context_of(this->get_executor()))
    {
    }

    void initiate()
    {
        post_next();
    }

    void run_step() override
    {
        std::exception_ptr failure;
        try
        {
            if (advance())
            {
                return; // another thread may have destroyed this object
            }
        }
        catch (...)
        {
            failure = std::current_exception();
        }
        wait_for_mutex();
        this->complete(std::move(failure));
    }

    void destroy() noexcept override
    {
        wait_for_mutex();
        frame::destroy();
    }

    // Total cancellation is ignored once the first action has begun.
    void cancel(boost::asio::cancellation_type type) noexcept
    {
        using enum boost::asio::cancellation_type;
        if (!ran_ || (type & (terminal | partial)) != none)
        {
            cancelled_ = true;
            end_wait();
        }
    }

private:
    using guard = std::lock_guard<concur::detail::parking_lock>;

    struct wait_ender
    {
        void operator()() const noexcept
        {
            operation->end_wait();
        }

        run_operation* operation;
    };

    // Posts the next step. Only initiate() and steps call this function. Both
    // may use the handler's allocator.
    void post_next()
    {
        this->post(this->get_allocator());
    }

    // Runs the first event if it is due, otherwise begins to wait for it.
    // Returns true if a next step will follow, false if there are no events.
    // Throws if the operation was cancelled.
    bool advance()
    {
        if (cancelled_)
        {
            throw_aborted();
        }
        if (events_.empty())
        {
            return false;
        }
        time_type const now = policy_.now();
        auto first = events_.take_due(now);
        if (first.due)
        {
            ran_ = true;
            events_.run(first.due);
            first.due.reset(); // release the event before the next step
        }
        else if (first.time)
        {
            if (auto const changed = events_.watch(*first.time))
            {
                auto const delay = policy_.async_delay(until(*first.time, now));
                wait(in_nanoseconds(delay), *changed);
                return true;
            }
        }
        post_next();
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
        watch_.emplace(changed, wait_ender{this});
        start_timer(time);
    }

    void start_timer(std::chrono::nanoseconds time)
    {
        this->hand_over([&] {
            guard const lock(mutex_);
            timer_.wait(std::exchange(wait_ended_, false)
                            ? std::chrono::nanoseconds(0)
                            : time,
                        *this);
        });
    }

    // Wait for the thread that started the timer: it may still hold the mutex.
    void wait_for_mutex() noexcept
    {
        guard const lock(mutex_);
    }

    // The timer calls this on a thread that may not belong to the executor. So
    // the handler's allocator cannot be used.
    void resume_after_wait() override
    {
        try
        {
            this->post(std::allocator<void>());
        }
        catch (...)
        {
            try_again_later();
        }
    }

    // Called if the step could not be posted, usually for lack of memory. Waits
    // 10 ms before another attempt. The timer rarely needs memory for that. If
    // the wait cannot begin, destroys the operation and throws.
    void try_again_later()
    {
        try
        {
            start_timer(std::chrono::milliseconds(10));
        }
        catch (...)
        {
            destroy();
            throw;
        }
    }

    void drop_after_wait() noexcept override
    {
        this->drop();
    }

    // Ends the current wait, if any, and the next wait, which may be about to
    // begin. Any thread may call this function.
    void end_wait() noexcept
    {
        guard const lock(mutex_);
        wait_ended_ = true;
        timer_.cancel();
    }

    Policy& policy_;
    event_queue<time_type>& events_;
    std::atomic<bool> ran_{false};
    std::atomic<bool> cancelled_{false};
    concur::detail::parking_lock mutex_; // guards the next two members
    bool wait_ended_ = false;
    async_timer timer_;
    // The callback is destroyed first, since it uses the other members.
    std::optional<std::stop_callback<wait_ender>> watch_;
};

template<class Policy>
struct run_operation_of
{
    template<class Handler>
    using with = run_operation<Policy, Handler>;
};

template<class Policy, class Token>
auto initiate_run(Policy& policy,
                  event_queue<typename Policy::time_type>& events,
                  Token&& token)
{
    return concur::detail::initiate_operation<
        void(std::exception_ptr), run_operation_of<Policy>::template with>(
        std::forward<Token>(token), &policy, &events);
}

} // namespace concur::sched::detail

#endif
