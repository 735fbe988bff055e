// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ITEM_QUEUE_HPP
#define CONCUR_QUEUE_DETAIL_ITEM_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/detail/exit_survivor.hpp>
#include <concur/queue/detail/cell.hpp>
#include <concur/queue/detail/engine.hpp>
#include <concur/queue/moves_quietly.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace concur::queue::detail {

template<class T>
T& item_of(cell* c) noexcept
{
    return static_cast<item_cell<T>*>(c)->value;
}

/// Move the item out of a cell that was unlinked, with no lock held, and
/// recycle the cell. It goes back to the queue when the move throws. Nobody
/// sleeps while it is moved.
template<class T, class Engine>
T take(Engine& engine, cell* c, wakeups& woken)
{
    woken.flush();
    auto const move = [&]() -> T {
        try
        {
            return std::move(item_of<T>(c));
        }
        catch (...)
        {
            cell_list back;
            back.push_front(c);
            engine.cancel_get(back, woken);
            throw;
        }
    };
    T item(move());
    std::destroy_at(std::addressof(item_of<T>(c)));
    engine.resume_get();
    engine.count_get(c);
    engine.end_get(woken);
    return item;
}

/** Moves items of a type in and out of an engine's cells. */
template<class T, class Policy, class Order>
class item_queue
{
public:
    using value_type = T;
    using engine_type = engine<Policy, Order>;

    template<class... Args>
    explicit item_queue(std::ptrdiff_t maxsize, Args&&... args)
        : handle_(std::make_shared<engine_type>(maxsize, cell_type_of<T>,
                                                std::forward<Args>(args)...))
    {
    }

    item_queue(item_queue const&) = delete;
    item_queue& operator=(item_queue const&) = delete;

    // Nothing changes for threads that go on while the program exits.
    ~item_queue()
    {
        if (!concur::detail::is_exiting())
        {
            shared()->abandon();
        }
    }

    // Operations, and threads that wait, hold on to it until they have ended.
    std::shared_ptr<engine_type> const& shared() const noexcept
    {
        return *handle_;
    }

    engine_type& operator*() const noexcept
    {
        return *shared();
    }

    engine_type* operator->() const noexcept
    {
        return shared().get();
    }

    void put(T&& item, bool block, limit const& until)
    {
        auto& engine = *shared();
        if constexpr (has_shortcut)
        {
            if (auto* const c =
                    until.negative() ? nullptr : engine.shortcut_to_put())
            {
                std::construct_at(std::addressof(value(c)), std::move(item));
                engine.finish_put(c);
                return;
            }
        }
        call_wakeups woken;
        auto* const c = engine.begin_put(block, until, woken);
        if constexpr (moves_quietly<T>)
        {
            std::construct_at(std::addressof(value(c)), std::move(item));
        }
        else
        {
            engine.pause_put();
            woken.flush();
            try
            {
                std::construct_at(std::addressof(value(c)), std::move(item));
            }
            catch (...)
            {
                engine.cancel_put(c, woken);
                throw;
            }
            engine.resume_put();
        }
        engine.end_put(c, woken);
    }

    T get(bool block, limit const& until)
    {
        auto& engine = *shared();
        if constexpr (has_shortcut)
        {
            if (auto* const c =
                    until.negative() ? nullptr : engine.shortcut_to_get())
            {
                return finish_get(engine, c);
            }
        }
        call_wakeups woken;
        auto* const c = engine.begin_get(block, until, woken);
        if constexpr (moves_quietly<T>)
        {
            return take_quietly(engine, c, woken);
        }
        else
        {
            engine.pause_get();
            return take<T>(engine, c, woken);
        }
    }

    /// Wait for an item, and take as many as there are; if a move throws, as
    /// many as came before.
    std::vector<T> get_many(std::size_t most, bool block, limit const& until)
    {
        auto& engine = *shared();
        call_wakeups woken;
        if (most == 0)
        {
            return {};
        }
        auto* const c = engine.begin_get(block, until, woken);
        return take_many(engine, c, most, block && !until.passed(), woken);
    }

    std::vector<T> drain()
    {
        auto& engine = *shared();
        wakeups woken;
        auto* const c = engine.try_get(false);
        return c == nullptr ? std::vector<T>()
                            : take_many(engine, c,
                                        std::numeric_limits<std::size_t>::max(),
                                        false, woken);
    }

private:
    static T& value(cell* c) noexcept
    {
        return item_of<T>(c);
    }

    static constexpr bool has_shortcut =
        moves_quietly<T> && engine_type::has_shortcut;

    static T finish_get(engine_type& engine, cell* c)
    {
        T item(std::move(value(c)));
        std::destroy_at(std::addressof(value(c)));
        engine.finish_get(c);
        return item;
    }

    // The get end is locked. A function of its own, whose result is not moved
    // once more.
    static T take_quietly(engine_type& engine, cell* c, wakeups& woken)
    {
        T item(std::move(value(c)));
        std::destroy_at(std::addressof(value(c)));
        engine.count_get(c);
        engine.end_get(woken);
        return item;
    }

    // The get end is locked.
    static std::vector<T> take_many(engine_type& engine, cell* c,
                                    std::size_t most, bool fair, wakeups& woken)
    {
        cell_list cells;
        std::size_t number = 1;
        cells.push_back(c);
        try
        {
            for (; number != most && (c = engine.get_more(fair)); ++number)
            {
                cells.push_back(c);
            }
        }
        catch (...)
        {
            // A comparison: let the next call have it.
        }
        engine.pause_get();
        woken.flush();

        std::vector<T> items;
        cell_list emptied;
        try
        {
            items.reserve(number);
            while ((c = cells.front()) != nullptr)
            {
                items.push_back(std::move(value(c)));
                cells.pop_front();
                std::destroy_at(std::addressof(value(c)));
                emptied.push_front(c);
            }
        }
        catch (...)
        {
            restore(engine, cells, woken);
            if (items.empty())
            {
                throw;
            }
        }
        recycle(engine, emptied, woken);
        return items;
    }

    static void restore(engine_type& engine, cell_list& cells,
                        wakeups& woken) noexcept
    {
        cell_list last_first;
        while (auto* const c = cells.pop_front())
        {
            last_first.push_front(c);
        }
        engine.cancel_get(last_first, woken);
    }

    static void recycle(engine_type& engine, cell_list& cells,
                        wakeups& woken) noexcept
    {
        engine.resume_get();
        while (auto* const c = cells.pop_front())
        {
            engine.count_get(c);
        }
        engine.end_get(woken);
    }

    concur::detail::exit_survivor<std::shared_ptr<engine_type>> handle_;
};

} // namespace concur::queue::detail

#endif
