// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_NODE_HPP
#define CONCUR_SCHED_DETAIL_EVENT_NODE_HPP

#include <concur/config.hpp>
#include <concur/detail/bound_call.hpp>
#include <concur/detail/text.hpp>
#include <concur/sched/detail/recurrence.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <atomic>
#include <concepts>
#include <cstdint>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <utility>

namespace concur::sched::detail {

/// While a repeating event runs, `queue` is the queue in which it is entered
/// again after the run, or null if it was cancelled. That queue sets `queue`
/// under its lock; other queues may compare `queue` with themselves.
struct requeue_state
{
    std::atomic<void const*> queue{nullptr};
};

/// The part of an event that does not depend on the type of its time. Its
/// owners are all copies of its action, and the queue that it is in or the
/// run() that calls it.
class CONCUR_VISIBLE task
{
public:
    task(task const&) = delete;
    task& operator=(task const&) = delete;
    virtual ~task() = default;

    /// Add an owner. The caller must be the only owner.
    void add_second_owner() noexcept
    {
        owners_.store(2, std::memory_order_relaxed);
    }

    /// Call the function with the arguments.
    virtual void run() = 0;

    /// The type of the function.
    virtual std::type_info const& type() const noexcept = 0;

    /// The arguments if `type` is the type of their std::tuple, null otherwise.
    virtual void const*
    arguments(std::type_info const& type) const noexcept = 0;

    /// The arguments, as Python prints a tuple of them.
    virtual std::string arguments_text() const = 0;

    /// The requeue_state of a repeating event; null for other events.
    virtual requeue_state* find_requeue_state() noexcept
    {
        return nullptr;
    }

    /// The event's slot after it has moved to a new one; -1 before. Its queue
    /// sets this under the lock; other queues may read it.
    std::atomic<std::uint32_t> new_slot{static_cast<std::uint32_t>(-1)};

protected:
    task() = default;

private:
    friend void intrusive_ptr_add_ref(task const* t) noexcept
    {
        t->owners_.fetch_add(1, std::memory_order_relaxed);
    }

    // The last owner needs no atomic subtraction: no other thread can add an
    // owner.
    friend void intrusive_ptr_release(task const* t) noexcept
    {
        if (t->owners_.load(std::memory_order_acquire) == 1 ||
            t->owners_.fetch_sub(1, std::memory_order_acq_rel) == 1)
        {
            delete t;
        }
    }

    mutable std::atomic<std::uint32_t> owners_{1};
};

/// An event of a scheduler whose times have the type `Time`.
template<class Time>
class CONCUR_VISIBLE event_node : public task
{
public:
    /// The times of a repeating event; null for other events.
    virtual recurrence<Time>* find_recurrence() noexcept
    {
        return nullptr;
    }
};

template<class T>
using stored = std::decay_t<T>&;

/// A function that can be called with copies of the arguments.
template<class F, class... Args>
concept action_for = std::invocable<stored<F>, stored<Args>...>;

/// An event that runs once. repeating_event derives from it.
template<class Time, class F, class... Args>
class CONCUR_VISIBLE bound_event : public event_node<Time>
{
public:
    template<class G, class... As>
    explicit bound_event(G&& f, As&&... args)
        : call_(std::forward<G>(f), std::forward<As>(args)...)
    {
    }

    void run() override
    {
        call_.call();
    }

    std::type_info const& type() const noexcept override
    {
        return typeid(F);
    }

    void const* arguments(std::type_info const& type) const noexcept override
    {
        return type == typeid(std::tuple<Args...>) ? &call_.arguments()
                                                   : nullptr;
    }

    std::string arguments_text() const override
    {
        return std::apply(
            [](auto const&... each) {
                std::string text;
                ((text += ", " + concur::detail::text_of(each)), ...);
                return '(' + (text.empty() ? text : text.substr(2)) +
                       (sizeof...(each) == 1 ? ",)" : ")");
            },
            call_.arguments());
    }

private:
    [[no_unique_address]] concur::detail::bound_call<F, Args...> call_;
};

/// An event that runs repeatedly, until it is cancelled or its times end.
template<class Time, class F, class... Args>
class CONCUR_VISIBLE repeating_event final
    : public bound_event<Time, F, Args...>
{
public:
    template<class... As>
    explicit repeating_event(recurrence<Time> next, As&&... args)
        : bound_event<Time, F, Args...>(std::forward<As>(args)...),
          next_(std::move(next))
    {
    }

    recurrence<Time>* find_recurrence() noexcept override
    {
        return &next_;
    }

    requeue_state* find_requeue_state() noexcept override
    {
        return &requeue_;
    }

private:
    recurrence<Time> next_;
    requeue_state requeue_;
};

} // namespace concur::sched::detail

#endif
