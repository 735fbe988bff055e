// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_OPERATIONS_HPP
#define CONCUR_QUEUE_DETAIL_OPERATIONS_HPP

#include <concur/config.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/queue/detail/attempts.hpp>
#include <concur/queue/detail/engine.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/detail/typed_queue.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

// Body classes for queue_operation: the work of get, put and join.

namespace concur::queue::detail {

/// The type that the handler of async_get() gets. After an error, the value is
/// a default item, or std::nullopt if items have no default constructor.
template<class T>
using async_item =
    std::conditional_t<std::default_initializable<T>, T, std::optional<T>>;

/// The common part of the operations in a wait queue.
template<class Engine>
struct queued_body
{
    queued_body(std::shared_ptr<Engine> e, wait_queue& q) noexcept
        : engine(std::move(e)), waiters(&q)
    {
    }

    bool enter(queued_waiter& w)
    {
        return detail::enter(*engine, *waiters, w);
    }

    void requeue(queued_waiter& w) noexcept
    {
        detail::requeue(*engine, *waiters, w);
    }

    bool leave(queued_waiter& w, concur::detail::wakeups& woken)
    {
        return detail::leave(*engine, *waiters, w, woken);
    }

    /// Make an attempt by `step`. If a comparison throws, store its exception
    /// and return `comparison_failed`.
    template<class Step>
    attempt_result catch_comparison_errors(Step step) noexcept
    {
        try
        {
            return step();
        }
        catch (...)
        {
            engine->comparison_threw(std::current_exception());
            return attempt_result::comparison_failed;
        }
    }

    std::shared_ptr<Engine> engine;
    wait_queue* waiters;
};

/// The default item for the case of an error. If its constructor may throw, the
/// item is constructed in advance.
template<class T, bool = std::is_nothrow_default_constructible_v<T>>
struct no_item
{
    T take() noexcept
    {
        return T();
    }
};

template<class T>
struct no_item<T, false>
{
    T take() noexcept
    {
        return std::move(made);
    }

    T made{};
};

template<class T, class Engine>
struct get_body : queued_body<Engine>
{
    explicit get_body(std::shared_ptr<Engine> const& e)
        : queued_body<Engine>(e, e->getters())
    {
    }

    attempt_result attempt(queued_waiter& w, bool give_up,
                           concur::detail::wakeups& woken)
    {
        return this->catch_comparison_errors([&] {
            return attempt_get(*this->engine, w, taken, give_up, woken);
        });
    }

    std::tuple<async_item<T>> result()
    {
        concur::detail::wakeups woken;
        return take<T>(*this->engine, taken, woken);
    }

    std::tuple<async_item<T>> no_result() noexcept
    {
        return otherwise.take();
    }

    node* taken = nullptr;
    [[no_unique_address]] no_item<async_item<T>> otherwise;
};

/// Frees the node of a put that was not successful.
template<class T>
struct node_deleter
{
    bool full = false; // whether there is an item in the node

    void operator()(node* n) const noexcept
    {
        if (full)
        {
            node_type_of<T>.destroy_item(n);
        }
        node_type_of<T>.free(n);
    }
};

template<class T>
using owned_node = std::unique_ptr<node, node_deleter<T>>;

/// A put whose item belongs to the operation.
template<class T, class Engine>
struct put_body : queued_body<Engine>
{
    put_body(std::shared_ptr<Engine> const& e, T&& item)
        : queued_body<Engine>(e, e->putters()), place(new item_node<T>)
    {
        construct_item<T>(place.get(), std::move(item));
        place.get_deleter().full = true;
    }

    attempt_result attempt(queued_waiter& w, bool give_up,
                           concur::detail::wakeups& woken)
    {
        auto const outcome = this->catch_comparison_errors([&] {
            return attempt_put(*this->engine, w, give_up, woken,
                               [&] { this->engine->link(place.get(), woken); });
        });
        if (outcome == attempt_result::done)
        {
            place.release();
        }
        return outcome;
    }

    std::tuple<> result()
    {
        return {};
    }

    std::tuple<> no_result()
    {
        return {};
    }

    owned_node<T> place;
};

/** A put whose item belongs to the caller until it is put.

    An attempt that finds room claims it. Then no lock is held while the item is
    moved into the node.
*/
template<class T, class Engine>
struct put_from_body : queued_body<Engine>
{
    put_from_body(std::shared_ptr<Engine> const& e, T* from)
        : queued_body<Engine>(e, e->putters()), item(from),
          place(new item_node<T>)
    {
    }

    attempt_result attempt(queued_waiter& w, bool give_up,
                           concur::detail::wakeups& woken) noexcept
    {
        auto const claim = this->catch_comparison_errors([&] {
            return attempt_put(*this->engine, w, give_up, woken,
                               [&] { this->engine->nodes().claim_room(); });
        });
        return claim == attempt_result::done ? use_claim(w, woken) : claim;
    }

    attempt_result use_claim(queued_waiter const& w,
                             concur::detail::wakeups& woken) noexcept
    {
        woken.flush(); // a move may wait for the woken threads
        auto* const n = place.release();
        construct_item<T>(n, std::move(*item));
        auto const outcome = this->catch_comparison_errors(
            [&] { return link_claimed(*this->engine, w, n, woken); });
        if (outcome != attempt_result::done)
        {
            *item = std::move(item_of<T>(n));
            destroy_item<T>(n);
            this->engine->cancel_put(n, woken);
        }
        return outcome;
    }

    std::tuple<> result()
    {
        return {};
    }

    std::tuple<> no_result()
    {
        return {};
    }

    T* item;
    owned_node<T> place;
};

template<class Engine>
struct join_body
{
    explicit join_body(std::shared_ptr<Engine> e) noexcept
        : engine(std::move(e))
    {
    }

    bool enter(queued_waiter& w)
    {
        return !enter_join(*engine, w);
    }

    void requeue(queued_waiter& w) noexcept
    {
        requeue_join(*engine, w);
    }

    bool leave(queued_waiter& w, concur::detail::wakeups&)
    {
        return leave_join(*engine, w);
    }

    attempt_result attempt(queued_waiter& w, bool give_up,
                           concur::detail::wakeups&)
    {
        return attempt_join(*engine, w, give_up);
    }

    std::tuple<bool> result()
    {
        return {!engine->tasks().any_dropped()};
    }

    std::tuple<bool> no_result()
    {
        return {false};
    }

    std::shared_ptr<Engine> engine;
};

} // namespace concur::queue::detail

#endif
