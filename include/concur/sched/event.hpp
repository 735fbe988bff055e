// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_EVENT_HPP
#define CONCUR_SCHED_EVENT_HPP

#include <concur/config.hpp>
#include <concur/detail/text.hpp>
#include <concur/sched/detail/event_node.hpp>
#include <concur/sched/detail/event_text.hpp>

#include <cstdint>
#include <ostream>
#include <string>
#include <tuple>
#include <typeinfo>
#include <utility>

namespace concur::sched {

namespace detail {
struct access;
} // namespace detail

/** What an event does: a function, with the arguments that it was entered with.

    Copies are the same one.
*/
class CONCUR_VISIBLE action
{
public:
    /// Construct what a scheduler has entered. Schedulers make it.
    action(boost::intrusive_ptr<detail::task> t, std::uint32_t slot) noexcept
        : task_(std::move(t)), slot_(slot)
    {
    }

    /// Do it.
    void operator()() const
    {
        task_->run();
    }

    /// The type of the function.
    std::type_info const& target_type() const noexcept
    {
        return task_->type();
    }

    /// True if it is the same event's.
    friend bool operator==(action const& a, action const& b) noexcept
    {
        return a.task_ == b.task_;
    }

private:
    template<class>
    friend struct basic_event;
    friend struct detail::access;

    boost::intrusive_ptr<detail::task> task_;
    std::uint32_t slot_; // in the scheduler that made this
};

/** An event of a scheduler: what enterabs() returns, and cancel() takes.

    Copies are the same event.

    @tparam Time What the scheduler's times are.

    @par Thread safety
    Distinct objects: safe, though they be the same event.

    @par Difference from Python
    `kwargs` are among the arguments.
*/
template<class Time>
struct CONCUR_VISIBLE basic_event
{
    /// When it is to run; of a repeating event, the next run when this object
    /// was made.
    Time time;
    /// Of events at one time, those with lower priorities run first.
    int priority;
    /// The number of the event in the order of arrival.
    std::uint64_t sequence;
    /// What it does.
    sched::action action;

    /// It comes from enterabs().
    basic_event() = delete;

    /// Construct from its members. Schedulers do so.
    basic_event(Time t, int p, std::uint64_t s, sched::action a)
        : time(std::move(t)), priority(p), sequence(s), action(std::move(a))
    {
    }

    /// The arguments of the action, null if they are of other types than these.
    template<class... Args>
    std::tuple<Args...> const* argument() const noexcept
    {
        return static_cast<std::tuple<Args...> const*>(
            action.task_->arguments(typeid(std::tuple<Args...>)));
    }

    /// True if they are the same event, not for equal ones.
    friend bool operator==(basic_event const& a, basic_event const& b) noexcept
    {
        return a.action == b.action;
    }

    /// By time, priority and sequence, as they run.
    friend bool operator<(basic_event const& a, basic_event const& b)
    {
        return std::tie(a.time, a.priority, a.sequence) <
               std::tie(b.time, b.priority, b.sequence);
    }

    /// By time, priority and sequence, as operator<.
    friend bool operator>(basic_event const& a, basic_event const& b)
    {
        return b < a;
    }

    /// By time, priority and sequence, as operator<.
    friend bool operator<=(basic_event const& a, basic_event const& b)
    {
        return !(b < a);
    }

    /// By time, priority and sequence, as operator<.
    friend bool operator>=(basic_event const& a, basic_event const& b)
    {
        return !(a < b);
    }

    /// As Python's repr(): `Event(time=5.0, priority=1, sequence=0,
    /// action=<f>, argument=(1, 'a'))`.
    friend std::string to_string(basic_event const& e)
    {
        return e.text();
    }

    /// to_string().
    friend std::ostream& operator<<(std::ostream& out, basic_event const& e)
    {
        return out << e.text();
    }

private:
    std::string text() const
    {
        return detail::event_text(concur::detail::text_of(time), priority,
                                  sequence, *action.task_);
    }
};

namespace detail {

/// The way into an action.
struct access
{
    static task* task_of(action const& a) noexcept
    {
        return a.task_.get();
    }

    static std::uint32_t slot_of(action const& a) noexcept
    {
        return a.slot_;
    }
};

} // namespace detail

/// An event of a scheduler that counts seconds.
using Event = basic_event<double>;

} // namespace concur::sched

#endif
