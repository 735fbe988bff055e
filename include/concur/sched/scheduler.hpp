// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_SCHEDULER_HPP
#define CONCUR_SCHED_SCHEDULER_HPP

#include <concur/config.hpp>
#include <concur/detail/exit_survivor.hpp>
#include <concur/sched/callable_policy.hpp>
#include <concur/sched/detail/durations.hpp>
#include <concur/sched/detail/event_node.hpp>
#include <concur/sched/detail/event_queue.hpp>
#include <concur/sched/detail/recurrence.hpp>
#include <concur/sched/detail/run_operation.hpp>
#include <concur/sched/event.hpp>
#include <concur/sched/late_runs.hpp>
#include <concur/sched/policy.hpp>
#include <concur/sched/steady_policy.hpp>

#include <boost/asio/async_result.hpp>

#include <concepts>
#include <exception>
#include <optional>
#include <stop_token>
#include <type_traits>
#include <utility>
#include <vector>

namespace concur::sched {

/** Runs events at their times, one after the other.

    Events are ordered by time, then priority, the lower one first, then
    arrival. An event has left the queue when its action is called. Actions may
    do anything, enter, cancel and run events as well.

    When actions take longer than there is time, events run late, but they all
    run.

    @tparam Policy What tells the time and waits.

    @par Exception safety
    Strong, but for run().

    @par Thread safety
    Distinct objects: safe. Shared objects: safe, except construction and
    destruction: then nobody may be running it, nor an async_run() be going on.

    @par Difference from Python
    A run() that waits notices when another thread enters an earlier event or
    cancels what it waits for, if the policy is an interruptible_policy. A time
    that is not a number is a ValueError. Priorities are whole numbers.
*/
template<clock_policy Policy = steady_policy>
class scheduler
{
public:
    /// What tells the time and waits.
    using policy_type = Policy;
    /// The times of the policy.
    using time_type = typename Policy::time_type;
    /// The difference of two times.
    using duration_type =
        decltype(std::declval<time_type>() - std::declval<time_type>());
    /// What enter() returns and cancel() takes.
    using event_type = basic_event<time_type>;

    /// Construct a scheduler without events.
    scheduler() requires std::default_initializable<Policy>
    = default;

    /// Construct a scheduler that goes by a policy.
    explicit scheduler(Policy policy) : policy_(std::move(policy)) {}

    /** Construct a scheduler that goes by two functions.

        @param timefunc Returns the time.
        @param delayfunc Waits for the difference of two times.
    */
    template<class TimeFunc, class DelayFunc,
             // clang 14 does not see a constraint when it deduces Policy
             class = std::enable_if_t<
                 std::constructible_from<Policy, TimeFunc, DelayFunc>>>
    scheduler(TimeFunc timefunc, DelayFunc delayfunc)
        : policy_(std::move(timefunc), std::move(delayfunc))
    {
    }

    scheduler(scheduler const&) = delete;
    scheduler& operator=(scheduler const&) = delete;

    /** Enter an event at a time.

        @param time When it is to run; if that has passed, as soon as possible.
        @param priority Of events at one time those with lower ones run first.
        @param f,args The action. Copied or moved.

        @return What cancel() takes. It may be dropped.

        @throws ValueError The time is not a number.
        @throws ... What a copy or move throws, or `std::bad_alloc`.
    */
    template<class F, class... Args>
    requires detail::action_for<F, Args...>
        event_type enterabs(time_type time, int priority, F&& f, Args&&... args)
    {
        using event = detail::bound_event<time_type, std::decay_t<F>,
                                          std::decay_t<Args>...>;
        return events_->enter(
            time, priority,
            {new event(std::forward<F>(f), std::forward<Args>(args)...),
             false});
    }

    /** Enter an event after a delay.

        @param delay How long from now; in seconds or of std::chrono, if times
        are in seconds. One that leads beyond the clock's last time leads to
        that.
        @param priority Of events at one time those with lower ones run first.
        @param f,args The action. Copied or moved.

        @return What cancel() takes. It may be dropped.

        @throws ValueError The delay is not a number.
        @throws ... What a copy or move throws, or `std::bad_alloc`.
    */
    template<detail::duration_for<duration_type> Delay, class F, class... Args>
    requires detail::action_for<F, Args...>
        event_type enter(Delay delay, int priority, F&& f, Args&&... args)
    {
        return enterabs(
            detail::after<duration_type>(time_type(policy_->now()), delay),
            priority, std::forward<F>(f), std::forward<Args>(args)...);
    }

    /** Enter an event that repeats until it is cancelled.

        It is due after one interval, after two, and so on, counted from now,
        however long its action takes. When the action returns or throws, the
        event is entered again; it never runs twice at a time. In between it is
        not in the queue, and another thread's run() does not wait for it.
        cancel() ends it, then too. It ends by itself with the last run that the
        clock has a time for. When intervals are too short for the clock to tell
        one run from the next, it runs whenever the clock's time is another.

        @param interval How long, as in enter(); more than nothing.
        @param rule What to do about runs for which it is too late.
        @param priority Of events at one time those with lower ones run first.
        @param f,args The action. Copied or moved.

        @return What cancel() takes.

        @throws ValueError The interval is not more than nothing, or without
        end.
        @throws ... What a copy or move throws, or `std::bad_alloc`.
    */
    template<detail::duration_for<duration_type> Interval, class F,
             class... Args>
    requires detail::action_for<F, Args...>
        event_type enter_every(Interval interval, late_runs rule, int priority,
                               F&& f, Args&&... args)
    {
        using event = detail::repeating_event<time_type, std::decay_t<F>,
                                              std::decay_t<Args>...>;
        detail::recurrence<time_type> next(
            policy_->now(), detail::to_duration<duration_type>(interval), rule,
            priority);
        auto const time = next.time();
        return events_->enter(time, priority,
                              {new event(std::move(next), std::forward<F>(f),
                                         std::forward<Args>(args)...),
                               false});
    }

    /** Remove an event from the queue.

        @throws ValueError It is not there: it was cancelled before, or it has
        run, or it is another scheduler's.
    */
    void cancel(event_type const& event)
    {
        events_->cancel(event);
    }

    /// True if there are no events.
    bool empty() const
    {
        return events_->empty();
    }

    /** The events that are to come, in the order in which they will run.

        @throws std::bad_alloc There is no memory.
    */
    std::vector<event_type> queue() const
    {
        return events_->list();
    }

    /** Run events until there are none left.

        Waits, by the policy, until the first one is due. After each one it
       calls the policy's delay(0), which lets other threads run.

        @return Nothing.

        @throws ... What an action or the policy throws. The event whose action
        threw is gone; all others are there, and run at the next run().
    */
    std::optional<duration_type> run()
    {
        return run(true);
    }

    /** Run events that are due.

        @param wait If it is true, as run(). `sched::blocking = false` may
       be written for `false`.

        @return How long it is until the next event is due, absent if there is
        none.

        @throws ... As run().
    */
    std::optional<duration_type> run(std::same_as<bool> auto wait)
    {
        return run_until(wait, {});
    }

    /** Run events until there are none left or a stop is requested.

        A stop ends a wait at once, if the policy is an interruptible_policy;
        an action, or the delay of another policy, is not interrupted.

        @return How long it is until the next event is due, absent if there is
        none. It is zero for one that could have been run.

        @throws ... As run().
    */
    std::optional<duration_type> run(std::stop_token stop)
    {
        std::stop_callback const on_stop(
            stop, [this] { events_->notify_watchers(); });
        return run_until(true, stop);
    }

    /** Run events until there are none left, without blocking a thread.

        Actions are called on the token's executor, or the system executor if it
        has none, in the same order and by the same rules as by run(); so that
        other handlers may come between two of them, each is posted. It is never
        called before this function returns. Between them a timer waits.

        @param token A completion token for `void(std::exception_ptr)`. What is
        passed is null when there are no events left; what an action or the
        policy throws, or `std::bad_alloc`; or a `boost::system::system_error`
        with `boost::asio::error::operation_aborted` after a cancellation
        through the handler's cancellation slot. That is of use on the executor
        only, as ever; a total one no more when an event has run.

        @throws std::bad_alloc There is no memory, and nothing has begun.
    */
    template<boost::asio::completion_token_for<void(std::exception_ptr)> Token>
    requires async_policy<Policy>
    auto async_run(Token&& token)
    {
        return detail::initiate_run(*policy_, *events_,
                                    std::forward<Token>(token));
    }

    /// The policy, to set a simulated clock for example.
    Policy& policy() noexcept
    {
        return *policy_;
    }

private:
    std::optional<duration_type> run_until(bool blocks,
                                           std::stop_token const& stop)
    {
        while (!events_->empty())
        {
            time_type const now = policy_->now();
            if (stop.stop_requested())
            {
                return until_first(now);
            }
            auto const first = events_->take_due(now);
            if (first.due)
            {
                events_->run(first.due);
                policy_->delay(duration_type{});
            }
            else if (first.time)
            {
                if (!blocks)
                {
                    return detail::until(*first.time, now);
                }
                wait(*first.time, now, stop);
            }
        }
        return std::nullopt;
    }

    // Zero if the first event is due.
    std::optional<duration_type> until_first(time_type const& now) const
    {
        auto const time = events_->first_time();
        if (!time)
        {
            return std::nullopt;
        }
        return now < *time ? detail::until(*time, now) : duration_type{};
    }

    void wait(time_type const& time, time_type const& now,
              std::stop_token const& stop)
    {
        if constexpr (interruptible_policy<Policy>)
        {
            if (auto const changed = events_->watch(time);
                changed && !stop.stop_requested())
            {
                policy_->delay(detail::until(time, now), *changed);
            }
        }
        else
        {
            policy_->delay(detail::until(time, now));
        }
    }

    concur::detail::exit_survivor<Policy> policy_;
    // A thread may be in run() when the program ends.
    concur::detail::exit_survivor<detail::event_queue<time_type>> events_;
};

template<class TimeFunc, class DelayFunc>
scheduler(TimeFunc, DelayFunc) -> scheduler<
    callable_policy<std::decay_t<std::invoke_result_t<TimeFunc&>>>>;

} // namespace concur::sched

#endif
