// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_OPERATIONS_HPP
#define CONCUR_QUEUE_DETAIL_OPERATIONS_HPP

#include <concur/config.hpp>
#include <concur/detail/waiter.hpp>
#include <concur/queue/detail/cell.hpp>
#include <concur/queue/detail/engine.hpp>
#include <concur/queue/detail/item_queue.hpp>
#include <concur/queue/detail/line.hpp>

#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>

// What the asynchronous operations of a queue do: bodies for operation_with.

namespace concur::queue::detail {

/// What async_get() yields: an item, or what there is of one in case of an
/// error.
template<class T>
using async_item =
    std::conditional_t<std::default_initializable<T>, T, std::optional<T>>;

/// What operations that stand in a line have in common.
template<class Engine>
struct line_body
{
    line_body(std::shared_ptr<Engine> e, line& l) noexcept
        : engine(std::move(e)), mine(&l)
    {
    }

    bool enter(in_line& w)
    {
        return engine->enter(*mine, w);
    }

    void stand_again(in_line& w) noexcept
    {
        engine->stand_again(*mine, w);
    }

    bool leave(in_line& w, concur::detail::wakeups& woken)
    {
        return engine->leave(*mine, w, woken);
    }

    /// A step in which items are compared.
    template<class Step>
    turn try_to(Step step) noexcept
    {
        try
        {
            return step();
        }
        catch (...)
        {
            engine->comparison_threw(std::current_exception());
            return turn::comparison_failed;
        }
    }

    std::shared_ptr<Engine> engine;
    line* mine;
};

/// What there is of an item in case of an error; made in advance where that may
/// throw.
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
struct get_body : line_body<Engine>
{
    explicit get_body(std::shared_ptr<Engine> const& e)
        : line_body<Engine>(e, e->getters())
    {
    }

    turn try_it(in_line& w, bool give_up, concur::detail::wakeups& woken)
    {
        return this->try_to(
            [&] { return this->engine->step_get(w, taken, give_up, woken); });
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

    cell* taken = nullptr;
    [[no_unique_address]] no_item<async_item<T>> otherwise;
};

template<class T, class Engine>
struct put_body : line_body<Engine>
{
    put_body(std::shared_ptr<Engine> const& e, T&& item)
        : line_body<Engine>(e, e->putters()), place(new item_cell<T>)
    {
        std::construct_at(std::addressof(item_of<T>(place.get())),
                          std::move(item));
        place.get_deleter().full = true;
    }

    turn try_it(in_line& w, bool give_up, concur::detail::wakeups& woken)
    {
        auto const outcome = this->try_to([&] {
            return this->engine->step_put(w, place.get(), give_up, woken);
        });
        if (outcome == turn::taken)
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

    struct deleter
    {
        bool full = false;

        void operator()(cell* c) const noexcept
        {
            if (full)
            {
                cell_type_of<T>.destroy_item(c);
            }
            cell_type_of<T>.free(c);
        }
    };

    std::unique_ptr<cell, deleter> place;
};

template<class Engine>
struct join_body
{
    explicit join_body(std::shared_ptr<Engine> e) noexcept
        : engine(std::move(e))
    {
    }

    bool enter(in_line& w)
    {
        return engine->enter_join(w);
    }

    void stand_again(in_line& w) noexcept
    {
        engine->join_again(w);
    }

    bool leave(in_line& w, concur::detail::wakeups&)
    {
        return engine->leave_join(w);
    }

    turn try_it(in_line&, bool give_up, concur::detail::wakeups&)
    {
        return give_up || engine->abandoned() ? turn::aborted : turn::taken;
    }

    std::tuple<bool> result()
    {
        return {engine->complete()};
    }

    std::tuple<bool> no_result()
    {
        return {false};
    }

    std::shared_ptr<Engine> engine;
};

} // namespace concur::queue::detail

#endif
