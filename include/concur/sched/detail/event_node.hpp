// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_NODE_HPP
#define CONCUR_SCHED_DETAIL_EVENT_NODE_HPP

#include <concur/config.hpp>
#include <concur/detail/text.hpp>
#include <concur/sched/detail/repetition.hpp>

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

/// Where an event that repeats comes back after it has run: its queue, while it
/// runs, unless it is cancelled. That queue sets it under its lock. Others may
/// look whether it is them.
struct comeback
{
    std::atomic<void const*> queue{nullptr};
};

/// An event: what it does.
class CONCUR_VISIBLE task
{
public:
    task(task const&) = delete;
    task& operator=(task const&) = delete;
    virtual ~task() = default;

    /// As intrusive_ptr_add_ref(), on behalf of the only owner.
    void add_second_owner() noexcept
    {
        owners_.store(2, std::memory_order_relaxed);
    }

    virtual void run() = 0;

    /// The type of the function.
    virtual std::type_info const& type() const noexcept = 0;

    /// The arguments, if they are a std::tuple of that type; else null.
    virtual void const*
    arguments(std::type_info const& type) const noexcept = 0;

    /// The arguments as Python would print a tuple of them.
    virtual std::string arguments_text() const = 0;

    /// Null unless it repeats.
    virtual comeback* comes_back() noexcept
    {
        return nullptr;
    }

    /// Its slot, if it is not the one that it was entered with any more. Its
    /// queue sets it under its lock; others may look.
    std::atomic<std::uint32_t> new_slot{static_cast<std::uint32_t>(-1)};

protected:
    task() = default;

private:
    friend void intrusive_ptr_add_ref(task const* t) noexcept
    {
        t->owners_.fetch_add(1, std::memory_order_relaxed);
    }

    // The last owner needs no atomic operation: nobody else can add one.
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

/// The same, with what depends on the scheduler's times.
template<class Time>
class CONCUR_VISIBLE event_node : public task
{
public:
    /// Null unless it repeats.
    virtual repetition<Time>* again() noexcept
    {
        return nullptr;
    }
};

template<class T>
using kept = std::decay_t<T>&;

/// What can be called with arguments, once all have been copied.
template<class F, class... Args>
concept action_for = std::invocable<kept<F>, kept<Args>...>;

template<class Time, class F, class... Args>
class CONCUR_VISIBLE bound_event : public event_node<Time>
{
public:
    template<class G, class... As>
    explicit bound_event(G&& f, As&&... args)
        : function_(std::forward<G>(f)), arguments_(std::forward<As>(args)...)
    {
    }

    void run() override
    {
        std::apply(function_, arguments_);
    }

    std::type_info const& type() const noexcept override
    {
        return typeid(F);
    }

    void const* arguments(std::type_info const& type) const noexcept override
    {
        return type == typeid(arguments_) ? &arguments_ : nullptr;
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
            arguments_);
    }

private:
    [[no_unique_address]] F function_;
    [[no_unique_address]] std::tuple<Args...> arguments_;
};

template<class Time, class F, class... Args>
class CONCUR_VISIBLE repeating_event final
    : public bound_event<Time, F, Args...>
{
public:
    template<class... As>
    explicit repeating_event(repetition<Time> again, As&&... args)
        : bound_event<Time, F, Args...>(std::forward<As>(args)...),
          again_(std::move(again))
    {
    }

    repetition<Time>* again() noexcept override
    {
        return &again_;
    }

    comeback* comes_back() noexcept override
    {
        return &comeback_;
    }

private:
    repetition<Time> again_;
    comeback comeback_;
};

} // namespace concur::sched::detail

#endif
