// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_SELECT_BODY_HPP
#define CONCUR_QUEUE_DETAIL_SELECT_BODY_HPP

#include <concur/config.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/queue/detail/attempts.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/detail/operations.hpp>
#include <concur/queue/detail/select_order.hpp>
#include <concur/queue/detail/typed_queue.hpp>
#include <concur/queue/detail/waiter_group.hpp>

#include <boost/mp11/algorithm.hpp>

#include <array>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>

namespace concur::queue::detail {

/** The body of async_select(), for queue_operation.

    The operation enters the wait queues one after the other, until an attempt
    can be made at once. A step makes the attempts in the queues that have
    notified the operation, and enters the other wait queues if it must wait.
    An operation that ends leaves all wait queues, so that other waiters are
    notified there.

    @tparam Queues The types typed_queue<...> of the queues.
*/
template<class... Queues>
class select_body
{
    static constexpr std::size_t number = sizeof...(Queues);

public:
    using item = std::variant<typename Queues::value_type...>;

    explicit select_body(
        std::shared_ptr<typename Queues::engine_type>... engines) noexcept
        : engines_(std::move(engines)...)
    {
    }

    select_body(select_body const&) = delete;
    select_body& operator=(select_body const&) = delete;

    ~select_body()
    {
        leave_all();
    }

    bool enter(concur::detail::waiter& operation)
    {
        group_ = new waiter_group_of<number>(operation);
        bool ready = false;
        for (std::size_t i = 0; i != number && !ready; ++i)
        {
            visit(i, [&](auto i_th) {
                this->enter_queue(i_th);
                ready = places_[i_th] == place::ready;
            });
        }
        return ready || !group_->rest();
    }

    /// Keep other threads from resuming the operation. It stays in the wait
    /// queues until the attempt that follows.
    bool leave(concur::detail::waiter const&, wakeups&) noexcept
    {
        return group_->activate();
    }

    void requeue(concur::detail::waiter const&) noexcept
    {
        group_->requeue_and_rest(group_->members, [this](std::size_t woken) {
            boost::mp11::mp_with_index<number>(woken, [this](auto i) {
                auto& e = this->engine(i);
                detail::requeue(e, e.getters(), this->member(i));
            });
        });
    }

    /// Make attempts until one is successful, all queues have ended, or no
    /// queue notifies the operation.
    attempt_result attempt(concur::detail::waiter const&, bool give_up,
                           wakeups& woken) noexcept
    {
        auto outcome = attempt_result::aborted;
        while (!give_up)
        {
            outcome = attempt_each(woken);
            if (outcome != attempt_result::wait)
            {
                break;
            }
            if (group_->rest())
            {
                return outcome; // the operation may be destroyed
            }
        }
        leave_all();
        return outcome;
    }

    std::tuple<async_item<item>> result()
    {
        std::optional<item> taken;
        boost::mp11::mp_with_index<number>(from_, [&](auto i) {
            wakeups woken;
            taken.emplace(std::in_place_index<i>,
                          take<std::variant_alternative_t<i, item>>(
                              this->engine(i), node_, woken));
        });
        return {std::move(*taken)};
    }

    std::tuple<async_item<item>> no_result() noexcept
    {
        return otherwise_.take();
    }

private:
    enum class place
    {
        outside, // of the wait queue
        waiting,
        ready, // in the wait queue, and must make an attempt
        ended  // outside for good: the queue has ended
    };

    template<class Function>
    void visit(std::size_t i, Function function)
    {
        boost::mp11::mp_with_index<number>((first_ + i) % number, function);
    }

    template<std::size_t I>
    auto& engine(std::integral_constant<std::size_t, I>) noexcept
    {
        return *std::get<I>(engines_);
    }

    auto& member(std::size_t i) noexcept
    {
        return group_->members[i];
    }

    template<class Index>
    void enter_queue(Index i)
    {
        auto& e = engine(i);
        bool const at_once = detail::enter(e, e.getters(), member(i));
        places_[i] = at_once ? place::ready : place::waiting;
    }

    attempt_result attempt_each(wakeups& woken) noexcept
    {
        auto outcome = attempt_result::wait;
        for (std::size_t i = 0; i != number && outcome == attempt_result::wait;
             ++i)
        {
            visit(i, [&](auto i_th) {
                outcome = this->attempt_if_ready(i_th, woken);
            });
        }
        return outcome;
    }

    // If a comparison throws, store its exception in its queue.
    template<class Index>
    attempt_result attempt_if_ready(Index i, wakeups& woken) noexcept
    {
        try
        {
            if (places_[i] == place::outside)
            {
                enter_queue(i);
            }
            if (places_[i] == place::ready ||
                (places_[i] == place::waiting && group_->take_wake(member(i))))
            {
                return attempt(i, woken);
            }
            return attempt_result::wait;
        }
        catch (...)
        {
            engine(i).comparison_threw(std::current_exception());
            return attempt_result::comparison_failed;
        }
    }

    template<class Index>
    attempt_result attempt(Index i, wakeups& woken)
    {
        places_[i] = place::outside;
        auto const outcome =
            attempt_get(engine(i), member(i), node_, false, woken);
        if (outcome == attempt_result::done)
        {
            from_ = i;
            return outcome;
        }
        if (outcome == attempt_result::wait)
        {
            places_[i] = place::waiting;
            return outcome;
        }
        places_[i] = place::ended;
        any_destroyed_ |= outcome == attempt_result::aborted;
        if (++ended_ != number)
        {
            return attempt_result::wait;
        }
        return any_destroyed_ ? attempt_result::aborted
                              : attempt_result::shut_down;
    }

    void leave_all() noexcept
    {
        if (group_ == nullptr)
        {
            return;
        }
        unsigned wakes = 0;
        for (std::size_t i = 0; i != number; ++i)
        {
            boost::mp11::mp_with_index<number>(
                i, [this](auto i_th) { this->leave_queue(i_th); });
            wakes += member(i).times_notified();
        }
        std::exchange(group_, nullptr)->destroy_after_wakes(wakes);
    }

    template<class Index>
    void leave_queue(Index i) noexcept
    {
        if (places_[i] == place::waiting || places_[i] == place::ready)
        {
            auto& e = engine(i);
            wakeups woken;
            if (!detail::leave(e, e.getters(), member(i), woken))
            {
                node* none = nullptr;
                attempt_get(e, member(i), none, true, woken);
            }
        }
    }

    std::tuple<std::shared_ptr<typename Queues::engine_type>...> engines_;
    waiter_group_of<number>* group_ = nullptr;
    std::size_t const first_ = next_first<Queues...>();
    std::array<place, number> places_{};
    std::size_t ended_ = 0; // the number of queues that have ended
    bool any_destroyed_ = false;
    std::size_t from_ = 0; // the queue of node_
    node* node_ = nullptr;
    [[no_unique_address]] no_item<async_item<item>> otherwise_;
};

} // namespace concur::queue::detail

#endif
