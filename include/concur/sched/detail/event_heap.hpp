// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_SCHED_DETAIL_EVENT_HEAP_HPP
#define CONCUR_SCHED_DETAIL_EVENT_HEAP_HPP

#include <concur/config.hpp>
#include <concur/sched/detail/event_node.hpp>

#include <boost/config.hpp>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <new>
#include <tuple>
#include <vector>

namespace concur::sched::detail {

/** Events, in the order of time, priority and arrival.

    A heap in which an entry has four children. Entries contain all data that is
    compared, so comparisons read no event. Each event has a slot, and the slot
    contains the index of the event's entry, which cancel() needs. When entries
    move within the heap, the small slots are written, but no events.

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
        std::uint64_t sequence;
        node* event;
        int priority;
        std::uint32_t slot;
    };

    event_heap() = default;
    event_heap(event_heap const&) = delete;
    event_heap& operator=(event_heap const&) = delete;

    ~event_heap()
    {
        while (!empty())
        {
            remove(entries_.back().slot);
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

    /// The first entry. The heap must not be empty.
    entry const& front() const noexcept
    {
        return entries_.front();
    }

    /// Whether this slot leads to the event `t`: the slot contains the index of
    /// the event's entry. By chance a free slot may contain this index, too.
    /// Then is_front() and remove() still find the right event.
    bool contains(task const* t, std::uint32_t slot) const noexcept
    {
        return slot < places_.size() && places_[slot] < entries_.size() &&
               entries_[places_[slot]].event == t;
    }

    /// Whether the event to which this slot leads runs first.
    bool is_front(std::uint32_t slot) const noexcept
    {
        return places_[slot] == 0;
    }

    /// Take a slot for an event that is then pushed. Memory must be reserved.
    std::uint32_t take_slot() noexcept
    {
        auto const slot = free_;
        if (slot != nowhere)
        {
            free_ = places_[slot];
            return slot;
        }
        places_.push_back(nowhere);
        return static_cast<std::uint32_t>(places_.size() - 1);
    }

    /// Add an event that is in no heap. Memory must be reserved.
    void push(Time const& time, int priority, std::uint64_t sequence,
              node_ptr n, std::uint32_t slot) noexcept
    {
        entries_.push_back({time, sequence, n.detach(), priority, slot});
        rise(entries_.size() - 1, entries_.back());
    }

    /// Reserve memory for `size` events.
    /// @throws std::bad_alloc There is no memory.
    void reserve(std::size_t size)
    {
        if (size >= nowhere)
        {
            throw std::bad_alloc();
        }
        if (std::min(entries_.capacity(), places_.capacity()) < size)
        {
            std::vector<std::uint32_t> places; // both grow, or neither
            places.reserve(2 * size);
            entries_.reserve(2 * size);
            places.assign(places_.begin(), places_.end());
            places_.swap(places);
        }
    }

    /// Give memory back if most of it is unused, but keep enough to add `more`
    /// events. Events may get new slots.
    void trim(std::size_t more) noexcept
    {
        if (entries_.capacity() > kept &&
            entries_.capacity() / much > size() + more)
        {
            shrink(std::max(kept, 2 * (size() + more)));
        }
    }

    /// Remove the first event.
    node_ptr pop() noexcept
    {
        auto n = remove_at(0);
        if (!empty())
        {
            __builtin_prefetch(entries_.front().event); // it is run next
        }
        return n;
    }

    /// Remove the event to which this slot leads, and free the event's own
    /// slot.
    node_ptr remove(std::uint32_t slot) noexcept
    {
        return remove_at(places_[slot]);
    }

    /// All entries, in the order in which their events run.
    std::vector<entry> sorted() const
    {
        auto entries = entries_;
        std::sort(entries.begin(), entries.end(), before);
        return entries;
    }

private:
    static constexpr std::size_t width = 4;
    static constexpr auto nowhere = static_cast<std::uint32_t>(-1);
    static constexpr std::size_t much = 16;
    // The number of entries in 64 KiB. trim() never gives that memory back.
    static constexpr std::size_t kept = (64U << 10) / sizeof(entry);

    // Few events have equal times, so the branch is predictable. std::equal_to,
    // since compilers can warn of `==` where the time is a floating-point
    // number.
    static bool before(entry const& a, entry const& b) noexcept
    {
        if (std::equal_to<>()(a.time, b.time)) [[unlikely]]
        {
            return std::tie(a.priority, a.sequence) <
                   std::tie(b.priority, b.sequence);
        }
        return a.time < b.time;
    }

    // Returns `b` if `second`, otherwise `a`, without a branch, which the
    // processor could not predict.
    static std::size_t choose(bool second, std::size_t a,
                              std::size_t b) noexcept
    {
        return a ^ ((a ^ b) & (std::size_t{0} - second));
    }

    // Compares the four adjacent entries at `e`. Returns the index, 0 to 3, of
    // the entry that comes before the others.
    static std::size_t first_of_four(entry const* e) noexcept
    {
        std::size_t const a = before(e[1], e[0]);
        std::size_t const b = 2 + before(e[3], e[2]);
        auto const& time_a = std::min(e[0].time, e[1].time);
        auto const& time_b = std::min(e[2].time, e[3].time);
        if (std::equal_to<>()(time_a, time_b)) [[unlikely]]
        {
            return choose(before(e[b], e[a]), a, b);
        }
        return choose(time_b < time_a, a, b);
    }

    // Compares the children of an entry, which begin at the index `child`.
    // Returns the index of the child that comes before the others.
    std::size_t first_child(std::size_t child) const noexcept
    {
        if (child + width <= entries_.size())
        {
            return child + first_of_four(&entries_[child]);
        }
        auto first = child;
        while (++child != entries_.size())
        {
            if (before(entries_[child], entries_[first]))
            {
                first = child;
            }
        }
        return first;
    }

    static std::size_t parent(std::size_t at) noexcept
    {
        return (at - 1) / width;
    }

    node_ptr remove_at(std::size_t hole) noexcept
    {
        auto const gone = entries_[hole];
        places_[gone.slot] = free_;
        free_ = gone.slot;
        auto const last = entries_.back();
        entries_.pop_back();
        if (hole != entries_.size())
        {
            sink(hole, last);
        }
        return node_ptr(gone.event, false);
    }

    // Moves the entries to new memory for `room` entries, and gives each event
    // a new slot. Without memory, does nothing.
    BOOST_NOINLINE void shrink(std::size_t room) noexcept
    {
        std::vector<entry> entries;
        std::vector<std::uint32_t> places;
        try
        {
            entries.reserve(room);
            places.reserve(room);
        }
        catch (std::bad_alloc const&)
        {
            return;
        }
        for (auto e : entries_)
        {
            e.slot = static_cast<std::uint32_t>(entries.size());
            e.event->new_slot.store(e.slot, std::memory_order_relaxed);
            places.push_back(e.slot);
            entries.push_back(e);
        }
        entries_.swap(entries);
        places_.swap(places);
        free_ = nowhere;
    }

    void put(std::size_t place, entry const& e) noexcept
    {
        entries_[place] = e;
        places_[e.slot] = static_cast<std::uint32_t>(place);
    }

    // Moves the parents of the hole down as long as `e` comes before them. Puts
    // `e` into the hole that is left.
    void rise(std::size_t hole, entry const e) noexcept
    {
        while (hole != 0 && before(e, entries_[parent(hole)]))
        {
            put(hole, entries_[parent(hole)]);
            hole = parent(hole);
        }
        put(hole, e);
    }

    // Moves the first child up into the hole, which leaves a new hole, and so
    // on down to a leaf. From there `e` rises. It was the last leaf, so it
    // rarely rises far. Comparing it on the way down would cost more.
    void sink(std::size_t hole, entry const e) noexcept
    {
        auto child = hole * width + 1;
        while (child < entries_.size())
        {
            prefetch(child * width + 1);
            auto const first = first_child(child);
            put(hole, entries_[first]);
            hole = first;
            child = hole * width + 1;
        }
        rise(hole, e);
    }

    // Prefetches the children of four adjacent entries, which begin at the
    // index `first`. The children of one of the entries are compared next. A
    // small heap is in the cache already. This and the prefetch of pop() save
    // 15 to 23 percent of the time to run 100,000 or 1,000,000 events
    // (bin/bench/sched run-).
    void prefetch(std::size_t first) const noexcept
    {
        constexpr std::size_t line = 64;
        constexpr std::size_t small = 4096;
        if (entries_.size() > small && first + width * width <= entries_.size())
        {
            auto const* const begin =
                reinterpret_cast<char const*>(&entries_[first]);
            for (std::size_t i = 0; i < width * width * sizeof(entry);
                 i += line)
            {
                __builtin_prefetch(begin + i);
            }
        }
    }

    std::vector<entry> entries_;
    // The index of the entry of each slot; for a free slot, the next free slot.
    std::vector<std::uint32_t> places_;
    std::uint32_t free_ = nowhere; // the first free slot
};

} // namespace concur::sched::detail

#endif
