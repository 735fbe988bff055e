// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_LINE_HPP
#define CONCUR_QUEUE_DETAIL_LINE_HPP

#include <concur/config.hpp>
#include <concur/detail/waiter.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace concur::queue::detail {

/// What came of a try of one who waited.
enum class turn
{
    taken,
    wait,
    shut_down,
    aborted,
    comparison_failed,
    no_memory
};

/** One who waits in a line, for an item or for room. */
class in_line : public concur::detail::waiter
{
public:
    /// Told to try again, and has not done so yet.
    bool called() const noexcept
    {
        return called_;
    }

    /// How often it was taken off the line and woken.
    unsigned times_called() const noexcept
    {
        return times_called_;
    }

protected:
    /// Whether to keep what it was called for from those who pass by. A thread
    /// that has been called runs at once; an operation when its executor has
    /// time, so it keeps its turn from the start.
    explicit in_line(bool keeps_turn) noexcept : waiter(keeps_turn) {}
    ~in_line() = default;

private:
    friend class line;

    std::uint64_t arrival_ = 0; // when it stood in the line first
    unsigned times_called_ = 0;
    unsigned period_ = 0; // of the line, when it was called
    bool called_ = false;
    bool returned_ = false; // lost its turn once
    bool keeps_ = false;    // counted in line::kept_
};

/** Those who wait for items, or those who wait for room, in order of arrival.

    They are called, and then try themselves. Whoever passes by in the meantime
    may take what they were called for: this is what makes the queue fast, since
    those who run need not wait for those who wake up. But only once; who comes
    back keeps the turn, at the head of the line.

    Threads are called one at a time: the one that arrives calls the next, if
    there is something left. So a burst of items does not wake a crowd that
    finds nothing.

    Turns hold against those who wait. A call that does not wait takes whatever
    is there.

    An executor may be stalled, so that an operation which was called never
    steps up. So time is divided into periods, by end_period(): an operation
   that has not stepped up in the period after the one in which it was called
   loses its turn, and others are called.

    @par Thread safety
    None. The queue guards the line by the lock of the end that calls; all but
    calling is done under both of its locks.
*/
class line
{
public:
    line() = default;
    line(line const&) = delete;
    line& operator=(line const&) = delete;

    /// How many have a turn that others have to respect.
    std::size_t kept() const noexcept
    {
        return kept_;
    }

    bool empty() const noexcept
    {
        return waiting_.empty();
    }

    /// Stand at the end; or where one stood who was there before.
    void join(in_line& w) noexcept
    {
        if (w.returned_ || w.is_operation())
        {
            keep(w);
        }
        auto at = waiting_.end();
        if (w.arrival_ == 0)
        {
            w.arrival_ = ++arrivals_;
        }
        else
        {
            at = waiting_.begin();
            while (at != waiting_.end() &&
                   static_cast<in_line&>(*at).arrival_ < w.arrival_)
            {
                ++at;
            }
        }
        waiting_.insert(at, w);
    }

    /// Be called as soon as it is possible, without standing in the line.
    void join_as_called(in_line& w) noexcept
    {
        if (w.arrival_ == 0)
        {
            w.arrival_ = ++arrivals_;
        }
        keep(w);
        call(w);
    }

    /// Step out for a try, called or not.
    void step_out(in_line& w) noexcept
    {
        if (w.is_linked())
        {
            waiting_.erase(waiting_.iterator_to(w));
        }
        if (w.called_)
        {
            w.called_ = false;
            w.returned_ = true;
            settle(w);
        }
    }

    /// Give the turn up, after step_out(), having had it or not.
    void quit(in_line& w) noexcept
    {
        if (w.keeps_)
        {
            w.keeps_ = false;
            --kept_;
        }
    }

    /// Whether one who stands in no line, or has stepped out, may take one of
    /// so many items, or rooms.
    bool may_take(in_line const* w, std::size_t available) const noexcept
    {
        if (w != nullptr && w->keeps_)
        {
            return available != 0;
        }
        // Those who were called before one who was called stood before him.
        return available > (w != nullptr && w->returned_ ? owed_ : kept_);
    }

    /// Call those for whom there is something.
    void call(std::size_t available, concur::detail::wakeups& woken) noexcept
    {
        while (!waiting_.empty() &&
               available > owed_ + (thread_called_ ? 1 : 0))
        {
            auto const& first = static_cast<in_line&>(waiting_.front());
            if (!first.keeps_ && thread_called_)
            {
                break;
            }
            call_first(woken);
        }
    }

    /// Whether operations that were called keep others waiting.
    bool may_stall() const noexcept
    {
        return called_now_.number + called_before_.number != 0 &&
               !waiting_.empty();
    }

    /// To be told at intervals. Operations that were called before the last one
    /// keep their turn no longer.
    /// @return Whether there were any.
    bool end_period() noexcept
    {
        auto const late =
            std::exchange(called_before_, std::exchange(called_now_, {}));
        ++period_;
        kept_ -= late.turns;
        owed_ -= late.turns;
        return late.number != 0;
    }

    /// Call others in the place of those who are late: twice as many each time,
    /// until one of them steps up, so that many stalled ones are soon passed.
    /// There is something to take, and who comes first takes it.
    void call_in_place(concur::detail::wakeups& woken) noexcept
    {
        for (auto n = at_once_; n != 0 && !waiting_.empty(); --n)
        {
            auto& first = static_cast<in_line&>(waiting_.front());
            if (first.is_operation())
            {
                quit(first);
            }
            call_first(woken);
        }
        at_once_ = waiting_.empty() ? 1 : 2 * at_once_;
    }

    /// Call all operations; threads go on waiting.
    void call_operations(concur::detail::wakeups& woken) noexcept
    {
        for (auto at = waiting_.begin(); at != waiting_.end();)
        {
            auto& w = static_cast<in_line&>(*at);
            ++at;
            if (w.is_operation())
            {
                ++w.times_called_;
                call(w);
                woken.take(waiting_, w);
            }
        }
    }

    /// Call everybody.
    void call_all(concur::detail::wakeups& woken) noexcept
    {
        while (!waiting_.empty())
        {
            call_first(woken);
        }
    }

private:
    void keep(in_line& w) noexcept
    {
        if (!w.keeps_)
        {
            w.keeps_ = true;
            ++kept_;
        }
    }

    void call_first(concur::detail::wakeups& woken) noexcept
    {
        auto& first = static_cast<in_line&>(waiting_.front());
        ++first.times_called_;
        call(first);
        woken.take_front(waiting_);
    }

    void call(in_line& w) noexcept
    {
        w.called_ = true;
        w.period_ = period_;
        owed_ += w.keeps_;
        if (w.is_operation())
        {
            ++called_now_.number;
            called_now_.turns += w.keeps_;
        }
        else if (!w.keeps_)
        {
            thread_called_ = true;
        }
    }

    // One who was called is back.
    void settle(in_line& w) noexcept
    {
        if (w.is_operation())
        {
            if (period_ - w.period_ > 1)
            {
                w.keeps_ = false; // has lost its turn
                return;
            }
            auto& called = w.period_ == period_ ? called_now_ : called_before_;
            --called.number;
            called.turns -= w.keeps_;
        }
        else if (!w.keeps_)
        {
            thread_called_ = false;
        }
        owed_ -= w.keeps_;
        at_once_ = 1;
    }

    // Operations that were called in a period, and have not stepped up.
    struct operations
    {
        std::size_t number = 0;
        std::size_t turns = 0; // how many of them have one
    };

    concur::detail::waiter_list waiting_;
    std::uint64_t arrivals_ = 0;
    std::size_t kept_ = 0;       // turns kept, called or not
    std::size_t owed_ = 0;       // turns kept and called
    bool thread_called_ = false; // a thread that keeps none
    operations called_now_;      // in this period
    operations called_before_;   // in the last one
    unsigned period_ = 0;
    std::size_t at_once_ = 1; // how many are called in the place of late ones
};

} // namespace concur::queue::detail

#endif
