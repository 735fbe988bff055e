// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_TYPED_QUEUE_HPP
#define CONCUR_QUEUE_DETAIL_TYPED_QUEUE_HPP

#include <concur/config.hpp>
#include <concur/detail/exit_survivor.hpp>
#include <concur/limit.hpp>
#include <concur/queue/detail/blocking.hpp>
#include <concur/queue/detail/engine.hpp>
#include <concur/queue/detail/node.hpp>
#include <concur/queue/moves_quietly.hpp>

#include <cstddef>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace concur::queue::detail {

/// Move the item out of an unlinked node and retire the node. No lock is held
/// at the beginning. The waiters in `woken` are woken before the move, since
/// the move may wait for their threads. If the move throws, the item goes back
/// to the queue.
template<class T, class Engine>
T take(Engine& engine, node* n, wakeups& woken)
{
    woken.flush();
    auto const move = [&]() -> T {
        try
        {
            return std::move(item_of<T>(n));
        }
        catch (...)
        {
            node_list back;
            back.push_front(n);
            engine.cancel_get(back, woken);
            throw;
        }
    };
    T item(move());
    destroy_item<T>(n);
    engine.resume_get();
    engine.retire(n);
    engine.commit_get(woken);
    return item;
}

/** A queue of items of one type. It moves items into and out of the nodes of an
    engine.

    @par Thread safety
    Safe, except construction and destruction.
*/
template<class T, class Policy, class Order>
class typed_queue
{
public:
    using value_type = T;
    using engine_type = engine<Policy, Order>;

    template<class... Args>
    explicit typed_queue(std::ptrdiff_t bound, Args&&... args)
        : engine_(std::make_shared<engine_type>(bound, node_type_of<T>,
                                                std::forward<Args>(args)...))
    {
    }

    typed_queue(typed_queue const&) = delete;
    typed_queue& operator=(typed_queue const&) = delete;

    // While the program exits, the engine stays: other threads may use it.
    ~typed_queue()
    {
        if (!concur::detail::is_exiting())
        {
            shared()->abandon();
        }
    }

    /// The engine. Operations and waiting threads own it until they end.
    std::shared_ptr<engine_type> const& shared() const noexcept
    {
        return *engine_;
    }

    engine_type& operator*() const noexcept
    {
        return *shared();
    }

    engine_type* operator->() const noexcept
    {
        return shared().get();
    }

    void put(T&& item, bool may_wait, limit const& until)
    {
        auto& engine = *shared();
        if constexpr (has_shortcuts)
        {
            if (auto* const n =
                    until.negative() ? nullptr : engine.shortcut_to_put())
            {
                construct_item<T>(n, std::move(item));
                engine.finish_put(n);
                return;
            }
        }
        call_wakeups woken;
        auto* const n = calls::begin_put(engine, may_wait, until, woken);
        if constexpr (moves_quietly<T>)
        {
            construct_item<T>(n, std::move(item));
        }
        else
        {
            engine.pause_put();
            woken.flush();
            try
            {
                construct_item<T>(n, std::move(item));
            }
            catch (...)
            {
                engine.cancel_put(n, woken);
                throw;
            }
            engine.resume_put();
        }
        engine.commit_put(n, woken);
    }

    T get(bool may_wait, limit const& until)
    {
        auto& engine = *shared();
        if constexpr (has_shortcuts)
        {
            if (auto* const n =
                    until.negative() ? nullptr : engine.shortcut_to_get())
            {
                return move_out(n, [&] { engine.finish_get(n); });
            }
        }
        call_wakeups woken;
        auto* const n = calls::begin_get(engine, may_wait, until, woken);
        if constexpr (moves_quietly<T>)
        {
            return move_out(n, [&] {
                engine.retire(n);
                engine.commit_get(woken);
            });
        }
        else
        {
            engine.pause_get();
            return take<T>(engine, n, woken);
        }
    }

    bool join(limit const& until)
    {
        return calls::join(*shared(), until);
    }

    /// Remove at most `most` items, and at least one item unless `most` is 0.
    /// Wait for the first item if `may_wait`.
    /// @throws ... The exceptions of get(), or `std::bad_alloc`. But if the
    /// move or comparison of a later item throws, the items before it are
    /// returned.
    std::vector<T> get_many(std::size_t most, bool may_wait, limit const& until)
    {
        auto& engine = *shared();
        call_wakeups woken;
        if (most == 0)
        {
            return {};
        }
        auto* const n = calls::begin_get(engine, may_wait, until, woken);
        return take_many(engine, n, most, may_wait && !until.passed(), woken);
    }

    std::vector<T> drain()
    {
        auto& engine = *shared();
        wakeups woken;
        auto* const n = engine.try_get(false);
        return n == nullptr ? std::vector<T>()
                            : take_many(engine, n,
                                        std::numeric_limits<std::size_t>::max(),
                                        false, woken);
    }

private:
    using calls = blocking<engine_type>;

    static constexpr bool has_shortcuts =
        moves_quietly<T> && engine_type::has_shortcuts;

    // A separate function, so that its result is not moved once more.
    template<class Finish>
    static T move_out(node* n, Finish finish)
    {
        T item(std::move(item_of<T>(n)));
        destroy_item<T>(n);
        finish();
        return item;
    }

    // Move out the item of an unlinked node, and more items, `most` in all. The
    // get end is locked at the beginning.
    static std::vector<T> take_many(engine_type& engine, node* n,
                                    std::size_t most, bool fair, wakeups& woken)
    {
        node_list nodes;
        std::size_t number = 1;
        nodes.push_back(n);
        try
        {
            for (; number != most && (n = engine.get_more(fair)); ++number)
            {
                nodes.push_back(n);
            }
        }
        catch (...)
        {
            // A comparison has thrown. The item stays in the queue. The
            // exception is dropped, since there are items to return.
        }
        engine.pause_get();
        woken.flush();

        std::vector<T> items;
        node_list emptied;
        try
        {
            items.reserve(number);
            while ((n = nodes.front()) != nullptr)
            {
                items.push_back(std::move(item_of<T>(n)));
                nodes.pop_front();
                destroy_item<T>(n);
                emptied.push_front(n);
            }
        }
        catch (...)
        {
            restore(engine, nodes, woken);
            if (items.empty())
            {
                throw;
            }
        }
        retire_all(engine, emptied, woken);
        return items;
    }

    static void restore(engine_type& engine, node_list& nodes,
                        wakeups& woken) noexcept
    {
        node_list last_first;
        while (auto* const n = nodes.pop_front())
        {
            last_first.push_front(n);
        }
        engine.cancel_get(last_first, woken);
    }

    static void retire_all(engine_type& engine, node_list& nodes,
                           wakeups& woken) noexcept
    {
        engine.resume_get();
        while (auto* const n = nodes.pop_front())
        {
            engine.retire(n);
        }
        engine.commit_get(woken);
    }

    concur::detail::exit_survivor<std::shared_ptr<engine_type>> engine_;
};

} // namespace concur::queue::detail

#endif
