// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_SELECTION_HPP
#define CONCUR_QUEUE_DETAIL_SELECTION_HPP

#include <concur/config.hpp>
#include <concur/detail/parker.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/item_queue.hpp>
#include <concur/queue/detail/line.hpp>
#include <concur/queue/error.hpp>

#include <boost/throw_exception.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>

namespace concur::queue::detail {

/// A thread in the line of one of several queues.
class place_in_line final : public in_line
{
public:
    explicit place_in_line(concur::detail::parker& at) noexcept
        : in_line(false), at_(at)
    {
    }

    void wake() noexcept override
    {
        told_.store(true, std::memory_order_release);
        at_.unpark();
    }

    /// Whether it was woken, since this was asked last.
    bool told() noexcept
    {
        return told_.exchange(false, std::memory_order_acquire);
    }

private:
    concur::detail::parker& at_;
    std::atomic<bool> told_{false};
};

/** One thread in the lines of several queues.

    Where it is called it steps up; when it has got an item, it gives up its
    turn everywhere else, so that somebody else is called.
*/
template<class... ItemQueues>
class selection final : concur::detail::interruption
{
    static constexpr std::size_t number = sizeof...(ItemQueues);

public:
    using item = std::variant<typename ItemQueues::value_type...>;

    explicit selection(ItemQueues&... queues) : engines_(queues.shared()...)
    {
        parker_.around_interrupts(*this);
    }

    selection(selection const&) = delete;
    selection& operator=(selection const&) = delete;

    ~selection()
    {
        leave_all();
    }

    /// The item, absent when the limit came first.
    std::optional<item> wait(limit const& until)
    {
        static std::atomic<std::size_t> turns{0};
        auto const first = turns.fetch_add(1, std::memory_order_relaxed);
        for (std::size_t i = 0; i != number; ++i)
        {
            visit((first + i) % number, [this](auto at) { this->enter(at); });
            if (item_)
            {
                return std::move(item_);
            }
        }
        for (bool again = true;;)
        {
            if (ended_ == number)
            {
                boost::throw_exception(ShutDown());
            }
            if (!again || until.passed())
            {
                return last_try(first);
            }
            again = parker_.park(until);
            for (std::size_t i = 0; i != number && !item_; ++i)
            {
                visit(i, [this](auto at) { this->step_up(at); });
            }
            if (item_)
            {
                return std::move(item_);
            }
        }
    }

private:
    template<std::size_t I>
    using place = std::integral_constant<std::size_t, I>;

    // What is there, whoever keeps a turn for it.
    std::optional<item> last_try(std::size_t first)
    {
        leave_all();
        for (std::size_t i = 0; i != number && !item_; ++i)
        {
            visit((first + i) % number, [this](auto at) { this->grab(at); });
        }
        return std::move(item_);
    }

    template<std::size_t I>
    void grab(place<I> p)
    {
        if (auto* const c = engine(p).try_get(false))
        {
            wakeups woken;
            engine(p).pause_get();
            put_item(p, c, woken);
        }
    }

    template<std::size_t I>
    void put_item(place<I> p, cell* c, wakeups& woken)
    {
        using value_type = std::variant_alternative_t<I, item>;
        item_.emplace(std::in_place_index<I>,
                      take<value_type>(engine(p), c, woken));
    }

    template<class Function>
    void visit(std::size_t which, Function function)
    {
        [&]<std::size_t... I>(std::index_sequence<I...>)
        {
            static_cast<void>(
                ((I == which && (function(place<I>()), true)) || ...));
        }
        (std::index_sequence_for<ItemQueues...>());
    }

    // Handlers of interrupts run while the thread stands in no line.
    void begin() noexcept override
    {
        leave_all();
    }

    void end() noexcept override
    {
        for (std::size_t i = 0; i != number; ++i)
        {
            visit(i, [this](auto at) { this->come_back(at); });
        }
    }

    template<std::size_t I>
    auto& engine(place<I>)
    {
        return *std::get<I>(engines_);
    }

    template<std::size_t I>
    void enter(place<I> p)
    {
        auto& e = engine(p);
        auto const at_once = e.enter(e.getters(), places_[I]);
        standing_[I] = true;
        if (at_once)
        {
            step(p);
        }
    }

    template<std::size_t I>
    void come_back(place<I> p) noexcept
    {
        static_cast<void>(places_[I].told()); // of the calls that were given up
        if (closed_[I])
        {
            return;
        }
        auto& e = engine(p);
        standing_[I] = true;
        if (e.enter(e.getters(), places_[I]))
        {
            places_[I].wake();
        }
    }

    template<std::size_t I>
    void step_up(place<I> p)
    {
        if (standing_[I] && places_[I].told())
        {
            ++calls_;
            step(p);
        }
    }

    template<std::size_t I>
    void step(place<I> p)
    {
        cell* c = nullptr;
        wakeups woken;
        standing_[I] = false;
        switch (engine(p).step_get(places_[I], c, false, woken))
        {
        case turn::taken:
            woken.flush(); // or two who take would wait for each other
            leave_all();
            put_item(p, c, woken);
            break;
        case turn::wait:
            standing_[I] = true;
            break;
        case turn::shut_down:
        case turn::aborted:
        case turn::comparison_failed: // is thrown
        case turn::no_memory:         // of puts only
            ++ended_;
            closed_[I] = true;
            break;
        }
    }

    void leave_all() noexcept
    {
        for (std::size_t i = 0; i != number; ++i)
        {
            visit(i, [this](auto at) { this->leave(at); });
        }
        parker_.await(calls_);
    }

    template<std::size_t I>
    void leave(place<I> p) noexcept
    {
        auto& e = engine(p);
        if (!standing_[I])
        {
            return;
        }
        standing_[I] = false;
        wakeups woken;
        if (!e.leave(e.getters(), places_[I], woken))
        {
            // Called: somebody else has to be.
            ++calls_;
            cell* none = nullptr;
            e.step_get(places_[I], none, true, woken);
        }
    }

    // A queue may be destroyed while the thread waits.
    std::tuple<std::shared_ptr<typename ItemQueues::engine_type>...> engines_;
    concur::detail::parker parker_;
    std::array<place_in_line, number> places_{
        ((void)sizeof(ItemQueues), place_in_line(parker_))...};
    std::array<bool, number> standing_{};
    std::array<bool, number> closed_{};
    unsigned calls_ = 0; // wakes that have come, or are on their way
    std::size_t ended_ = 0;
    std::optional<item> item_;
};

} // namespace concur::queue::detail

#endif
