// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_CURRENT_HPP
#define CONCUR_CONTEXTVARS_DETAIL_CURRENT_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/values.hpp>

#include <cstddef>
#include <cstdint>
#include <utility>

namespace concur::contextvars::detail {

/** The state of a context: its values, and what set() and reset() need.

    @par Thread safety
    held() may be called by several threads. All other functions are for the
    thread that is in the context.
*/
class state
{
public:
    constexpr state() noexcept = default;
    explicit state(values const& v) noexcept : held_(v) {}

    values const& held() const noexcept
    {
        return held_;
    }

    /// The number of this context in the process; 0 until a variable is set.
    std::uint64_t id() const noexcept
    {
        return id_;
    }

    void set_id(std::uint64_t id) noexcept
    {
        id_ = id;
    }

    /// The value at an index, null if there is none.
    value* find(std::size_t index) noexcept
    {
        auto const& last = found_[index % remembered];
        return last.index == index ? last.held : look_up(index);
    }

    /// As values::exchange().
    value* exchange(std::size_t index, value* v)
    {
        auto* const old = held_.exchange(index, v);
        found_[index % remembered] = {index, v};
        return old;
    }

    /// Remove and return all values.
    values take_values() noexcept
    {
        for (auto& f : found_)
        {
            f = {};
        }
        return std::move(held_);
    }

private:
    // The last look-ups, by index: most look-ups need no walk of the tree.
    struct found
    {
        std::size_t index = 0;
        value* held = nullptr;
    };

    static constexpr std::size_t remembered = 4;

    value* look_up(std::size_t index) noexcept
    {
        auto* const v = held_.find(index);
        if (v != nullptr)
        {
            found_[index % remembered] = {index, v};
        }
        return v;
    }

    values held_;
    std::uint64_t id_ = 0;
    found found_[remembered];
};

/// The current context of the calling thread. It is one that is empty and never
/// changes, until the thread sets a variable or runs in a context. All shared
/// objects of the process have the same variable.
extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL state* current;

/** Make the current context one that can be changed, and give it an id.

    @throws RuntimeError The thread is ending, and its context is destroyed.
*/
void make_changeable();

inline state& changeable()
{
    if (current->id() == 0)
    {
        make_changeable();
    }
    return *current;
}

} // namespace concur::contextvars::detail

#endif
