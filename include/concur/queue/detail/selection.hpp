// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_SELECTION_HPP
#define CONCUR_QUEUE_DETAIL_SELECTION_HPP

#include <concur/config.hpp>
#include <concur/detail/parker.hpp>
#include <concur/detail/wait_queue.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/attempts.hpp>
#include <concur/queue/detail/select_order.hpp>
#include <concur/queue/detail/typed_queue.hpp>
#include <concur/queue/errors.hpp>

#include <boost/mp11/algorithm.hpp>
#include <boost/throw_exception.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace concur::queue::detail {

/// A thread in the wait queue of one of several queues.
class select_waiter final : public queued_waiter
{
public:
    explicit select_waiter(concur::detail::parker& at) noexcept
        : queued_waiter(false), at_(at)
    {
    }

    void wake() noexcept override
    {
        woken_.store(true, std::memory_order_release);
        at_.unpark();
    }

    /// Whether the waiter was woken since the last call of this function.
    bool take_wake() noexcept
    {
        return woken_.exchange(false, std::memory_order_acquire);
    }

private:
    concur::detail::parker& at_;
    std::atomic<bool> woken_{false};
};

/** One thread in the wait queues of several queues.

    The thread makes an attempt in each queue that notifies it. When it has got
    an item, it leaves all other wait queues, so that other waiters are notified
    there.
*/
template<class... Queues>
class selection final : concur::detail::interruption
{
    static constexpr std::size_t number = sizeof...(Queues);

public:
    using item = std::variant<typename Queues::value_type...>;

    explicit selection(Queues&... queues) : engines_(queues.shared()...)
    {
        parker_.around_interrupts(*this);
    }

    selection(selection const&) = delete;
    selection& operator=(selection const&) = delete;

    ~selection()
    {
        leave_all();
    }

    /// Wait for an item. It is absent if the limit was reached.
    std::optional<item> wait(limit const& until)
    {
        auto const first = next_first<Queues...>();
        for (std::size_t i = 0; i != number; ++i)
        {
            visit((first + i) % number,
                  [this](auto i_th) { this->enter(i_th); });
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
                return last_attempt(first);
            }
            again = parker_.park(until);
            for (std::size_t i = 0; i != number && !item_; ++i)
            {
                visit(i, [this](auto i_th) { this->attempt_if_woken(i_th); });
            }
            if (item_)
            {
                return std::move(item_);
            }
        }
    }

private:
    template<std::size_t I>
    using index = std::integral_constant<std::size_t, I>;

    // Take an item without waiting, even a reserved item.
    std::optional<item> last_attempt(std::size_t first)
    {
        leave_all();
        for (std::size_t i = 0; i != number && !item_; ++i)
        {
            visit((first + i) % number,
                  [this](auto i_th) { this->take_now(i_th); });
        }
        return std::move(item_);
    }

    template<std::size_t I>
    void take_now(index<I> i)
    {
        if (auto* const n = engine(i).try_get(false))
        {
            wakeups woken;
            engine(i).pause_get();
            put_item(i, n, woken);
        }
    }

    template<std::size_t I>
    void put_item(index<I> i, node* n, wakeups& woken)
    {
        using value_type = std::variant_alternative_t<I, item>;
        item_.emplace(std::in_place_index<I>,
                      take<value_type>(engine(i), n, woken));
    }

    template<class Function>
    void visit(std::size_t which, Function function)
    {
        boost::mp11::mp_with_index<number>(which, function);
    }

    // The thread is in no wait queue while it runs interrupt handlers.
    void begin() noexcept override
    {
        leave_all();
    }

    void end() noexcept override
    {
        for (std::size_t i = 0; i != number; ++i)
        {
            visit(i, [this](auto i_th) { this->enter_again(i_th); });
        }
    }

    template<std::size_t I>
    auto& engine(index<I>)
    {
        return *std::get<I>(engines_);
    }

    template<std::size_t I>
    void enter(index<I> i)
    {
        auto& e = engine(i);
        auto const at_once = detail::enter(e, e.getters(), waiters_[I]);
        waiting_[I] = true;
        if (at_once)
        {
            attempt(i);
        }
    }

    template<std::size_t I>
    void enter_again(index<I> i) noexcept
    {
        static_cast<void>(
            waiters_[I].take_wake()); // forget wakes from before begin()
        if (closed_[I])
        {
            return;
        }
        auto& e = engine(i);
        waiting_[I] = true;
        if (detail::enter(e, e.getters(), waiters_[I]))
        {
            waiters_[I].wake();
        }
    }

    template<std::size_t I>
    void attempt_if_woken(index<I> i)
    {
        if (waiting_[I] && waiters_[I].take_wake())
        {
            ++wakes_;
            attempt(i);
        }
    }

    template<std::size_t I>
    void attempt(index<I> i)
    {
        node* n = nullptr;
        wakeups woken;
        waiting_[I] = false;
        switch (attempt_get(engine(i), waiters_[I], n, false, woken))
        {
        case attempt_result::done:
            woken.flush(); // a move may wait for the woken threads
            leave_all();
            put_item(i, n, woken);
            break;
        case attempt_result::wait:
            waiting_[I] = true;
            break;
        case attempt_result::shut_down:
        case attempt_result::aborted:
        case attempt_result::comparison_failed: // attempt_get() throws instead
        case attempt_result::no_memory:         // only puts need memory
            ++ended_;
            closed_[I] = true;
            break;
        }
    }

    void leave_all() noexcept
    {
        for (std::size_t i = 0; i != number; ++i)
        {
            visit(i, [this](auto i_th) { this->leave(i_th); });
        }
        parker_.await(wakes_);
    }

    template<std::size_t I>
    void leave(index<I> i) noexcept
    {
        auto& e = engine(i);
        if (!waiting_[I])
        {
            return;
        }
        waiting_[I] = false;
        wakeups woken;
        if (!detail::leave(e, e.getters(), waiters_[I], woken))
        {
            // This thread was notified. The attempt gives up and notifies
            // another waiter.
            ++wakes_;
            node* none = nullptr;
            attempt_get(e, waiters_[I], none, true, woken);
        }
    }

    // Keeps the engines alive, since a queue may be destroyed while the thread
    // waits.
    std::tuple<std::shared_ptr<typename Queues::engine_type>...> engines_;
    concur::detail::parker parker_;
    std::array<select_waiter, number> waiters_{
        ((void)sizeof(Queues), select_waiter(parker_))...};
    std::array<bool, number> waiting_{};
    std::array<bool, number> closed_{};
    unsigned wakes_ = 0; // calls of unpark() that have come or will come soon
    std::size_t ended_ = 0;
    std::optional<item> item_;
};

} // namespace concur::queue::detail

#endif
