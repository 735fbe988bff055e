// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_HEAP_HPP
#define CONCUR_SCHED_DETAIL_EVENT_HEAP_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/event_node.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace concur::sched::detail {

/** Events, by time, priority and arrival.

    A heap of four branches to a node, whose entries have all that is compared,
    so that no event is looked at until it is due. Each event knows its place,
    so that it is found again when it is cancelled.

    @par Thread safety
    None.
*/
template<class Time>
class event_heap
{
public:
    using node = event_node<Time>;
    using node_ptr = boost::intrusive_ptr<node>;

    struct entry
    {
        Time time;
        int priority;
        std::uint64_t sequence;
        node* event;
    };

    event_heap() = default;
    event_heap(event_heap const&) = delete;
    event_heap& operator=(event_heap const&) = delete;

    ~event_heap()
    {
        for (auto const& e : entries_)
        {
            e.event->owner = nullptr;
            intrusive_ptr_release(e.event);
        }
    }

    bool empty() const noexcept
    {
        return entries_.empty();
    }

    std::size_t size() const noexcept
    {
        return entries_.size();
    }

    /// The first one, if there is any.
    entry const& front() const noexcept
    {
        return entries_.front();
    }

    /** Put one in that is in no heap.

        @throws std::bad_alloc It has not been put in.
    */
    void push(Time const& time, int priority, std::uint64_t sequence,
              node_ptr const& n)
    {
        entries_.push_back({time, priority, sequence, n.get()});
        intrusive_ptr_add_ref(n.get());
        rise(entries_.size() - 1);
    }

    /// Give the first one another time, not before its own.
    void postpone_front(Time const& time, std::uint64_t sequence) noexcept
    {
        entries_.front().time = time;
        entries_.front().sequence = sequence;
        sink(0);
    }

    /// Remove the one at a place.
    node_ptr remove(std::size_t hole) noexcept
    {
        node_ptr n(entries_[hole].event, false);
        auto const last = entries_.back();
        entries_.pop_back();
        if (hole != entries_.size())
        {
            put(hole, last);
            if (hole != 0 && before(last, entries_[(hole - 1) / width]))
            {
                rise(hole);
            }
            else
            {
                sink(hole);
            }
        }
        return n;
    }

    /// All of them, in the order of their times.
    std::vector<entry> sorted() const
    {
        auto entries = entries_;
        std::sort(entries.begin(), entries.end(), before);
        return entries;
    }

private:
    static constexpr std::size_t width = 4;

    static bool before(entry const& a, entry const& b) noexcept
    {
        if (a.time < b.time || b.time < a.time)
        {
            return a.time < b.time;
        }
        return a.priority != b.priority ? a.priority < b.priority
                                        : a.sequence < b.sequence;
    }

    void put(std::size_t place, entry const& e) noexcept
    {
        entries_[place] = e;
        e.event->place = place;
    }

    void rise(std::size_t at) noexcept
    {
        auto const e = entries_[at];
        while (at != 0 && before(e, entries_[(at - 1) / width]))
        {
            put(at, entries_[(at - 1) / width]);
            at = (at - 1) / width;
        }
        put(at, e);
    }

    void sink(std::size_t at) noexcept
    {
        auto const e = entries_[at];
        for (;;)
        {
            auto const begin = at * width + 1;
            auto const end = std::min(begin + width, entries_.size());
            if (begin >= end)
            {
                break;
            }
            auto least = begin;
            for (auto i = begin + 1; i != end; ++i)
            {
                if (before(entries_[i], entries_[least]))
                {
                    least = i;
                }
            }
            if (!before(entries_[least], e))
            {
                break;
            }
            put(at, entries_[least]);
            at = least;
        }
        put(at, e);
    }

    std::vector<entry> entries_;
};

} // namespace concur::sched::detail

#endif
