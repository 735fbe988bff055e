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

/** The state of a context: its values, and data for set() and reset().

    @par Thread safety
    Several threads may call held() at once. Only the thread that runs in the
    context may call the other functions.
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

    /// The number of this context, unique in the process; 0 until a variable is
    /// set in this context.
    std::uint64_t id() const noexcept
    {
        return id_;
    }

    void set_id(std::uint64_t id) noexcept
    {
        id_ = id;
    }

    /// The value at an index; null if there is none.
    value* find(std::size_t index) noexcept
    {
        auto const& last = found_[index % remembered];
        return last.index == index ? last.held : look_up(index);
    }

    /// Replace the value at an index, as values::exchange() does.
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
    // The value that a look-up has found or a change has stored. The last of
    // them are kept, so most look-ups need no walk through the tree.
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

/// The current context of the calling thread. While the thread runs in no
/// Context, this is the thread's own context. Before that is made, and after it
/// is destroyed, this is an empty context that never changes. All shared
/// objects of the process use the same variable.
extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL state* current;

/** Give the current context an id. If it is the empty context, first make the
    thread's own context the current context.

    @throws RuntimeError The thread is ending and its context has been
    destroyed.
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
