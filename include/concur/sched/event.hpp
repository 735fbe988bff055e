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

/** The action of an event: a function and its arguments. Copies refer to the
    same action.
*/
class CONCUR_VISIBLE action
{
public:
    /// Construct an action. Only schedulers call this.
    action(boost::intrusive_ptr<detail::task> t, std::uint32_t slot) noexcept
        : task_(std::move(t)), slot_(slot)
    {
    }

    /// Call the function with the arguments.
    void operator()() const
    {
        task_->run();
    }

    /// The type of the function.
    std::type_info const& target_type() const noexcept
    {
        return task_->type();
    }

    /// Whether both are actions of the same event.
    friend bool operator==(action const& a, action const& b) noexcept
    {
        return a.task_ == b.task_;
    }

private:
    template<class>
    friend struct basic_event;
    friend struct detail::access;

    boost::intrusive_ptr<detail::task> task_;
    std::uint32_t slot_; // the event's slot when this action was made
};

/** An event of a scheduler. enterabs(), enter() and enter_every() return it.

    Copies refer to the same event.

    @tparam Time The type of the scheduler's times.

    @par Thread safety
    Distinct objects: safe, even if they refer to the same event.

    @par Difference from Python
    There is no `kwargs`; argument() has all arguments.
*/
template<class Time>
struct CONCUR_VISIBLE basic_event
{
    /// The time of the event; for a repeating event, the time of its next run
    /// when this object was made.
    Time time;
    /// Events with the same time run in the order of priority, the lowest
    /// first.
    int priority;
    /// The number of the event in the order of arrival.
    std::uint64_t sequence;
    /// The function and its arguments.
    sched::action action;

    /// Only schedulers make events.
    basic_event() = delete;

    /// Construct from the members. Only schedulers call this.
    basic_event(Time t, int p, std::uint64_t s, sched::action a)
        : time(std::move(t)), priority(p), sequence(s), action(std::move(a))
    {
    }

    /// The arguments of the action; null if their types are not `Args`.
    template<class... Args>
    std::tuple<Args...> const* argument() const noexcept
    {
        return static_cast<std::tuple<Args...> const*>(
            action.task_->arguments(typeid(std::tuple<Args...>)));
    }

    /// Whether both refer to the same event. Different events may have the same
    /// time, priority and sequence number.
    friend bool operator==(basic_event const& a, basic_event const& b) noexcept
    {
        return a.action == b.action;
    }

    /// Whether `a` comes before `b`: by time, priority and sequence.
    friend bool operator<(basic_event const& a, basic_event const& b)
    {
        return std::tie(a.time, a.priority, a.sequence) <
               std::tie(b.time, b.priority, b.sequence);
    }

    /// Whether `a` comes after `b`: by time, priority and sequence.
    friend bool operator>(basic_event const& a, basic_event const& b)
    {
        return b < a;
    }

    /// Whether `a` does not come after `b`: by time, priority and sequence.
    friend bool operator<=(basic_event const& a, basic_event const& b)
    {
        return !(b < a);
    }

    /// Whether `a` does not come before `b`: by time, priority and sequence.
    friend bool operator>=(basic_event const& a, basic_event const& b)
    {
        return !(a < b);
    }

    /** A text like Python's repr():

        @verbatim
Event(time=5.0, priority=1, sequence=0, action=<f>, argument=(1, 'a'))
        @endverbatim

        `f` is the type of the function.
    */
    friend std::string to_string(basic_event const& e)
    {
        return e.text();
    }

    /// Print to_string().
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

/// Reads the private members of an action.
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

/// An event of a scheduler whose times are seconds.
using Event = basic_event<double>;

} // namespace concur::sched

#endif
