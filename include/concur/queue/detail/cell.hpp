// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_QUEUE_DETAIL_CELL_HPP
#define CONCUR_QUEUE_DETAIL_CELL_HPP

#include <concur/config.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace concur::queue::detail {

/** A place for an item, in a list.

    Items have no place of their own in the queue: they are made in a cell
    before it is linked, and moved out after it was unlinked, so that whatever
    code of theirs runs then meets no lock.
*/
struct cell
{
    cell* next = nullptr;
    std::uint64_t arrival = 0; // for an order that breaks ties by it
};

/// A list of cells with both of its ends at hand.
class cell_list
{
public:
    bool empty() const noexcept
    {
        return first_ == nullptr;
    }

    /// The first one, null if there is none.
    cell* front() const noexcept
    {
        return first_;
    }

    void push_front(cell* c) noexcept
    {
        c->next = first_;
        if (first_ == nullptr)
        {
            end_ = &c->next;
        }
        first_ = c;
    }

    void push_back(cell* c) noexcept
    {
        c->next = nullptr;
        *end_ = c;
        end_ = &c->next;
    }

    /// Remove the first one; null if there is none.
    cell* pop_front() noexcept
    {
        auto* const c = first_;
        if (c != nullptr)
        {
            first_ = c->next;
            if (first_ == nullptr)
            {
                end_ = &first_;
            }
        }
        return c;
    }

    /// Put all of another list before these.
    void take_before(cell_list& other) noexcept
    {
        if (!other.empty())
        {
            *other.end_ = first_;
            if (first_ == nullptr)
            {
                end_ = other.end_;
            }
            first_ = std::exchange(other.first_, nullptr);
            other.end_ = &other.first_;
        }
    }

    cell_list() = default;
    cell_list(cell_list const&) = delete;
    cell_list& operator=(cell_list const&) = delete;

private:
    cell* first_ = nullptr;
    cell** end_ = &first_; // where the next one is linked
};

/// Cells without items, and how many.
class empty_cells
{
public:
    bool empty() const noexcept
    {
        return number_ == 0;
    }

    std::size_t number() const noexcept
    {
        return number_;
    }

    void push(cell* c) noexcept
    {
        cells_.push_front(c);
        ++number_;
    }

    /// Null if there is none.
    cell* pop() noexcept
    {
        number_ -= !empty();
        return cells_.pop_front();
    }

    /// Take all of another's.
    void take(empty_cells& other) noexcept
    {
        cells_.take_before(other.cells_);
        number_ += std::exchange(other.number_, 0);
    }

private:
    cell_list cells_;
    std::size_t number_ = 0;
};

/// A cell for items of a type; whether there is one in it, the queue knows.
template<class T>
struct item_cell : cell
{
    item_cell() noexcept {}
    ~item_cell() {}

    union {
        T value;
    };
};

/// What the engine, which knows no item types, has to know of one.
struct cell_type
{
    cell* (*make)();
    void (*free)(cell*) noexcept;
    void (*destroy_item)(cell*) noexcept;
    std::size_t size;
};

template<class T>
inline constexpr cell_type cell_type_of{
    []() -> cell* { return new item_cell<T>; },
    [](cell* c) noexcept { delete static_cast<item_cell<T>*>(c); },
    [](cell* c) noexcept {
        std::destroy_at(std::addressof(static_cast<item_cell<T>*>(c)->value));
    },
    sizeof(item_cell<T>)};

} // namespace concur::queue::detail

#endif
