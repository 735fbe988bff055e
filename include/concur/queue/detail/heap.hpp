// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_HEAP_HPP
#define CONCUR_QUEUE_DETAIL_HEAP_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/node.hpp>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <thread>
#include <utility>
#include <vector>

namespace concur::queue::detail {

/** The order of a PriorityQueue: the lowest item first; of equal items, the
    oldest first.

    A binary heap of pointers to nodes. Comparisons find the place of a node
    before any pointer is moved. So nothing has changed if a comparison throws.
*/
template<class T, class Compare>
class heap
{
public:
    static constexpr bool two_ended = false;
    static constexpr bool compares = true;

    explicit heap(Compare compare = Compare()) : less_(std::move(compare)) {}

    // The capacity doubles, so that allocation takes constant time for each put
    // on average.
    void reserve(std::size_t more)
    {
        auto const needed = size() + more;
        if (needed > entries_.capacity())
        {
            entries_.reserve(std::max(needed, 2 * entries_.capacity()));
        }
    }

    // Free memory that the queue needed when it had more items.
    void shrink(std::size_t more) noexcept
    {
        auto const needed = std::max(2 * (size() + more), least_room);
        if (needed > entries_.capacity() / 2)
        {
            return;
        }
        try
        {
            std::vector<node*> fewer;
            fewer.reserve(needed);
            fewer.assign(entries_.begin(), entries_.end());
            entries_.swap(fewer);
        }
        catch (std::bad_alloc const&)
        {
            // Shrinking is optional; keep the larger buffer.
        }
    }

    void link(node* c)
    {
        comparing const mark(*this);
        c->arrival = arrivals_;
        insert(c);
        ++arrivals_;
    }

    node* unlink()
    {
        comparing const mark(*this);
        while (auto* const c = restored_.front())
        {
            insert(c);
            restored_.pop_front();
            --restored_number_;
        }
        if (entries_.empty())
        {
            return nullptr;
        }
        auto* const first = entries_.front();
        pop();
        return first;
    }

    // The node gets its place in unlink(), since comparisons may throw and this
    // function must not.
    void restore(node* c) noexcept
    {
        restored_.push_front(c);
        ++restored_number_;
    }

    void take_all(node_list& to) noexcept
    {
        to.splice_front(restored_);
        restored_number_ = 0;
        for (auto* const c : entries_)
        {
            to.push_back(c);
        }
        entries_ = {};
    }

    bool in_comparison() const noexcept
    {
        return comparing_.load(std::memory_order_relaxed) ==
               std::this_thread::get_id();
    }

private:
    class comparing
    {
    public:
        explicit comparing(heap& h) noexcept : heap_(h)
        {
            heap_.comparing_.store(std::this_thread::get_id(),
                                   std::memory_order_relaxed);
        }

        ~comparing()
        {
            heap_.comparing_.store({}, std::memory_order_relaxed);
        }

    private:
        heap& heap_;
    };

    std::size_t size() const noexcept
    {
        return entries_.size() + restored_number_;
    }

    static T const& value(node const* c) noexcept
    {
        return static_cast<item_node<T> const*>(c)->value;
    }

    bool before(node const* a, node const* b)
    {
        if (less_(value(a), value(b)))
        {
            return true;
        }
        return a->arrival < b->arrival && !less_(value(b), value(a));
    }

    void insert(node* c)
    {
        entries_.push_back(c);
        auto to = entries_.size() - 1;
        try
        {
            while (to != 0 && before(c, entries_[(to - 1) / 2]))
            {
                to = (to - 1) / 2;
            }
        }
        catch (...)
        {
            entries_.pop_back();
            throw;
        }
        for (auto i = entries_.size() - 1; i != to; i = (i - 1) / 2)
        {
            entries_[i] = entries_[(i - 1) / 2];
        }
        entries_[to] = c;
    }

    // Remove the first node. The last node takes its place and moves down.
    // `path` has one bit for each level that it moves down, the first level in
    // the highest bit. A leading 1 marks the beginning.
    void pop()
    {
        auto const size = entries_.size() - 1;
        auto* const last = entries_[size];
        std::size_t path = 1;
        for (std::size_t i = 0, child; (child = 2 * i + 1) < size; i = child)
        {
            if (child + 1 < size &&
                before(entries_[child + 1], entries_[child]))
            {
                ++child;
            }
            if (!before(entries_[child], last))
            {
                break;
            }
            path = path << 1 | (child + 1) % 2;
        }
        std::size_t i = 0;
        for (auto levels = std::bit_width(path) - 1; levels-- != 0;)
        {
            auto const child = 2 * i + 1 + (path >> levels & 1);
            entries_[i] = entries_[child];
            i = child;
        }
        entries_[i] = last;
        entries_.pop_back();
    }

    static constexpr std::size_t least_room = 1024;

    Compare less_;
    std::vector<node*> entries_;
    node_list restored_; // not in entries_ yet
    std::size_t restored_number_ = 0;
    std::uint64_t arrivals_ = 0;
    // The thread that is comparing items while it holds the lock.
    std::atomic<std::thread::id> comparing_{};
};

} // namespace concur::queue::detail

#endif
