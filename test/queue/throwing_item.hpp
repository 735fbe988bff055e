// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_TEST_QUEUE_THROWING_ITEM_HPP
#define CONCUR_TEST_QUEUE_THROWING_ITEM_HPP

#include <atomic>
#include <ostream>

/// The exception of a throwing_item.
struct broken
{
};

/// A number whose move throws when the test says so, and leaves it unchanged.
struct throwing_item
{
    /// How many moves succeed until one throws; negative: none throws.
    static inline std::atomic<int> moves_left{-1};
    static inline std::atomic<int> alive{0};

    throwing_item(int v) noexcept : value(v)
    {
        ++alive;
    }

    throwing_item(throwing_item&& other) : value(other.value)
    {
        if (moves_left >= 0 && moves_left-- == 0)
        {
            throw broken();
        }
        ++alive;
        other.value = -1;
    }

    throwing_item(throwing_item const& other) noexcept : value(other.value)
    {
        ++alive;
    }

    ~throwing_item()
    {
        --alive;
    }

    friend bool operator<(throwing_item const& a, throwing_item const& b)
    {
        return a.value < b.value;
    }

    friend bool operator==(throwing_item const& a, int b)
    {
        return a.value == b;
    }

    friend std::ostream& operator<<(std::ostream& to, throwing_item const& f)
    {
        return to << f.value;
    }

    int value;
};

#endif
