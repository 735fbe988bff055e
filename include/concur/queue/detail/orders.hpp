// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_ORDERS_HPP
#define CONCUR_QUEUE_DETAIL_ORDERS_HPP

#include <concur/config.hpp>
#include <concur/queue/detail/cell.hpp>

#include <cstddef>

// In which order items leave. An order has
//
//   two_ended            whether link() and unlink() touch different things, so
//                        that each end of the queue can have a lock of its own
//   reserve(n)           makes room for n more; one-ended only
//   shrink(n)            gives memory back, but that for n more; one-ended only
//   link(cell*)          adds one; guarded by the lock of the put end
//   unlink()             removes the next one, null if there is none; guarded
//                        by the lock of the get end
//   refill()             makes what was linked ready for unlink() when that has
//                        run out, and says so; both locks; two-ended only
//   restore(cell*)       undoes an unlink(); guarded as that
//   take_all(list)       removes all; both locks
//   in_comparison()      whether this thread is comparing items, and holds the
//                        lock

namespace concur::queue::detail {

/// First in, first out.
class fifo
{
public:
    static constexpr bool two_ended = true;
    static constexpr bool links_quietly = true;

    void link(cell* c) noexcept
    {
        in_.push_back(c);
    }

    cell* unlink() noexcept
    {
        return out_.pop_front();
    }

    bool refill() noexcept
    {
        if (!out_.empty())
        {
            return false;
        }
        out_.take_before(in_);
        return true;
    }

    void restore(cell* c) noexcept
    {
        out_.push_front(c);
    }

    void take_all(cell_list& to) noexcept
    {
        to.take_before(in_);
        to.take_before(out_);
    }

    static constexpr bool in_comparison() noexcept
    {
        return false;
    }

private:
    alignas(64) cell_list in_;
    alignas(64) cell_list out_;
};

/// Last in, first out.
class lifo
{
public:
    static constexpr bool two_ended = false;
    static constexpr bool links_quietly = true;

    void reserve(std::size_t) const noexcept {}
    void shrink(std::size_t) const noexcept {}

    void link(cell* c) noexcept
    {
        cells_.push_front(c);
    }

    cell* unlink() noexcept
    {
        return cells_.pop_front();
    }

    void restore(cell* c) noexcept
    {
        cells_.push_front(c);
    }

    void take_all(cell_list& to) noexcept
    {
        to.take_before(cells_);
    }

    static constexpr bool in_comparison() noexcept
    {
        return false;
    }

private:
    cell_list cells_;
};

} // namespace concur::queue::detail

#endif
