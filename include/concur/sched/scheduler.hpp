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

/** Runs events at their times. Each call of run() runs one event at a time.

    Events are ordered by time, then priority (the lowest first), then arrival.
    An event leaves the queue before its action is called. Actions may enter,
    cancel and run events.

    If actions take too long, events run late, but no event is lost. Late runs
    of a repeating event may be skipped: see late_runs.

    @tparam Policy The clock that the scheduler uses.

    @par Exception safety
    Strong, except for run().

    @par Thread safety
    Distinct objects: safe. Shared objects: safe, except construction and
    destruction. A scheduler must not be destroyed during a run() or
    async_run().

    @par Difference from Python
    With an interruptible_policy, a run() that waits notices when another thread
    enters an earlier event or cancels the first event. A time that is not a
    number is a ValueError. Priorities are whole numbers.
*/
template<clock_policy Policy = steady_policy>
class scheduler
{
public:
    /// The clock that the scheduler uses.
    using policy_type = Policy;
    /// The type of the policy's times.
    using time_type = typename Policy::time_type;
    /// The type of the difference of two times.
    using duration_type =
        decltype(std::declval<time_type>() - std::declval<time_type>());
    /// The type of the events that enter() returns.
    using event_type = basic_event<time_type>;

    /// Construct a scheduler without events.
    scheduler() requires std::default_initializable<Policy>
    = default;

    /// Construct a scheduler that uses a policy.
    explicit scheduler(Policy policy) : policy_(std::move(policy)) {}

    /** Construct a scheduler that uses two functions.

        @param timefunc Returns the time.
        @param delayfunc Waits for a duration, the difference of two times.
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

    /** Enter an event that runs at a given time.

        @param time The time of the event. If it has passed, the event runs as
        soon as possible.
        @param priority Events with the same time run in the order of priority,
        the lowest first.
        @param f,args The function and its arguments, which are copied or moved.

        @return The event. Only cancel() needs it.

        @throws ValueError The time is not a number.
        @throws ... The exception of a copy or move, or `std::bad_alloc`.
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

        @param delay The time from now, of a type that converts to
        `duration_type`. If times are floating-point seconds, durations of
        std::chrono can be given, too. If the sum lies beyond the clock's first
        or last time, the event gets that time.
        @param priority Events with the same time run in the order of priority,
        the lowest first.
        @param f,args The function and its arguments, which are copied or moved.

        @return The event. Only cancel() needs it.

        @throws ValueError The delay is not a number.
        @throws ... The exception of the policy, a copy or a move, or
        `std::bad_alloc`.
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

        The event is due 1, 2, 3 and more intervals from now, however long its
        action takes. The event is entered again when the action has returned
        or thrown, so it never runs twice at the same time. While its action
        runs, the event is not in the queue: another thread's run() does not
        wait for it, but cancel() can still end it. The event ends when the
        clock has no later time for a run.

        If the clock's times become so large that they are less precise than the
        interval, several runs get the same time. Of these, late_runs::all runs
        all, late_runs::once runs one, and late_runs::skipped may run none.

        @param interval The time between two runs, of the types that enter()
        takes. It must be positive.
        @param rule How late runs are treated.
        @param priority Events with the same time run in the order of priority,
        the lowest first.
        @param f,args The function and its arguments, which are copied or moved.

        @return The event. Only cancel() needs it.

        @throws ValueError The interval is not positive, is infinite, or is too
        short to change the clock's time.
        @throws ... The exception of the policy, a copy or a move, or
        `std::bad_alloc`.
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

    /** Remove an event from the queue. If a repeating event is running, it is
        not entered again.

        @throws ValueError The event is not in the queue and is not a repeating
        event that is running: it was cancelled, has run, or belongs to another
        scheduler.
    */
    void cancel(event_type const& event)
    {
        events_->cancel(event);
    }

    /// Whether the queue is empty.
    bool empty() const
    {
        return events_->empty();
    }

    /** The events in the queue, in the order in which they run.

        @throws std::bad_alloc There is no memory.
    */
    std::vector<event_type> queue() const
    {
        return events_->list();
    }

    /** Run events until none are left.

        While the first event is not due, run() waits by the policy's delay().
        After each event run() calls delay(0), which lets other threads run.

        @return std::nullopt.

        @throws ... The exception of an action or of the policy, or
        `std::bad_alloc`. An event whose action has thrown is not in the queue
        any more, unless it repeats. All other events stay there.
    */
    std::optional<duration_type> run()
    {
        return run(true);
    }

    /** Run events, with or without a wait for events that are not due.

        @param wait Whether to wait for events that are not due, as run() does.
        The keyword may be used: `sched::blocking = false`.

        @return The time until the next event is due; absent if there is none.

        @throws ... The exceptions of run().
    */
    std::optional<duration_type> run(std::same_as<bool> auto wait)
    {
        return run_until(wait, {});
    }

    /** Run events until none are left or a stop is requested.

        With an interruptible_policy, a stop ends a wait at once. Actions and
        the delays of other policies are not interrupted.

        @return The time until the next event is due; absent if there is none.
        It is zero if that event is due.

        @throws ... The exceptions of run().
    */
    std::optional<duration_type> run(std::stop_token stop)
    {
        std::stop_callback const on_stop(
            stop, [this] { events_->notify_watchers(); });
        return run_until(true, stop);
    }

    /** Run events until none are left, without blocking a thread.

        Actions are called on the token's executor, or on the system executor if
        it has none, in the order of run(). Each action is posted, so that other
        handlers can run in between. This function itself calls no action and no
        handler. A timer waits until the next event is due.

        @param token A completion token for `void(std::exception_ptr)`. The
        argument is null when no events are left. Otherwise it is the exception
        of an action or of the policy, `std::bad_alloc`, or, after a
        cancellation, a `boost::system::system_error` with
        `boost::asio::error::operation_aborted`. As usual in Asio, the
        cancellation signal must be emitted on the executor. Total cancellation
        is ignored once the first action has begun.

        @throws std::bad_alloc There is no memory; the operation has not begun.
    */
    template<boost::asio::completion_token_for<void(std::exception_ptr)> Token>
    requires async_policy<Policy>
    auto async_run(Token&& token)
    {
        return detail::initiate_run(*policy_, *events_,
                                    std::forward<Token>(token));
    }

    /// The policy, for example to move a simulated clock.
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

    // The time until the first event is due, at least zero; absent without
    // events.
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

    // When the program exits, the members of a static scheduler are not
    // destroyed, since a thread may still be in run().
    concur::detail::exit_survivor<Policy> policy_;
    concur::detail::exit_survivor<detail::event_queue<time_type>> events_;
};

template<class TimeFunc, class DelayFunc>
scheduler(TimeFunc, DelayFunc) -> scheduler<
    callable_policy<std::decay_t<std::invoke_result_t<TimeFunc&>>>>;

} // namespace concur::sched

#endif
