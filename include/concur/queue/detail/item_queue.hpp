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

    ~item_queue()
    {
        shared()->abandon();
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
        wakeups woken;
        auto* const c = shared()->begin_put(block, until, woken);
        if constexpr (moves_quietly<T>)
        {
            std::construct_at(std::addressof(value(c)), std::move(item));
        }
        else
        {
            shared()->pause_put();
            woken.flush();
            try
            {
                std::construct_at(std::addressof(value(c)), std::move(item));
            }
            catch (...)
            {
                shared()->cancel_put(c, woken);
                throw;
            }
            shared()->resume_put();
        }
        shared()->end_put(c, woken);
    }

    T get(bool block, limit const& until)
    {
        wakeups woken;
        auto* const c = shared()->begin_get(block, until, woken);
        if constexpr (moves_quietly<T>)
        {
            return take_quietly(c, woken);
        }
        else
        {
            shared()->pause_get();
            return take<T>(*shared(), c, woken);
        }
    }

    /// Wait for an item, and take as many as there are; if a move throws, as
    /// many as came before.
    std::vector<T> get_many(std::size_t most, bool block, limit const& until)
    {
        wakeups woken;
        if (most == 0)
        {
            return {};
        }
        auto* const c = shared()->begin_get(block, until, woken);
        return take_many(c, most, block && !until.passed(), woken);
    }

    std::vector<T> drain()
    {
        wakeups woken;
        auto* const c = shared()->try_get(false);
        return c == nullptr
                   ? std::vector<T>()
                   : take_many(c, std::numeric_limits<std::size_t>::max(),
                               false, woken);
    }

private:
    static T& value(cell* c) noexcept
    {
        return item_of<T>(c);
    }

    // The get end is locked. A function of its own, whose result is not moved
    // once more.
    T take_quietly(cell* c, wakeups& woken)
    {
        T item(std::move(value(c)));
        std::destroy_at(std::addressof(value(c)));
        shared()->count_get(c);
        shared()->end_get(woken);
        return item;
    }

    // The get end is locked.
    std::vector<T> take_many(cell* c, std::size_t most, bool fair,
                             wakeups& woken)
    {
        cell_list cells;
        std::size_t number = 1;
        cells.push_back(c);
        try
        {
            for (; number != most && (c = shared()->get_more(fair)); ++number)
            {
                cells.push_back(c);
            }
        }
        catch (...)
        {
            // A comparison: let the next call have it.
        }
        shared()->pause_get();
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
            restore(cells, woken);
            if (items.empty())
            {
                throw;
            }
        }
        recycle(emptied, woken);
        return items;
    }

    void restore(cell_list& cells, wakeups& woken) noexcept
    {
        cell_list last_first;
        while (auto* const c = cells.pop_front())
        {
            last_first.push_front(c);
        }
        shared()->cancel_get(last_first, woken);
    }

    void recycle(cell_list& cells, wakeups& woken) noexcept
    {
        shared()->resume_get();
        while (auto* const c = cells.pop_front())
        {
            shared()->count_get(c);
        }
        shared()->end_get(woken);
    }

    concur::detail::exit_survivor<std::shared_ptr<engine_type>> handle_;
};

} // namespace concur::queue::detail

#endif
