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

/** What a context holds.

    @par Thread safety
    held() may be called by several threads. All else is for the thread that is
    in the context.
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

    /// Which one it is; 0 until something is set.
    std::uint64_t id() const noexcept
    {
        return id_;
    }

    void set_id(std::uint64_t id) noexcept
    {
        id_ = id;
    }

    /// Null if there is none.
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

    /// Take all.
    values taken() noexcept
    {
        for (auto& f : found_)
        {
            f = found();
        }
        return std::move(held_);
    }

private:
    // What was found lately is found faster.
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

/// The context that the calling thread is in; one that is empty and never
/// changes until it has set something or run a context. One variable in the
/// whole process.
extern constinit CONCUR_CONTEXTVARS_DECL CONCUR_THREAD_LOCAL state* current;

/** See to it that the current context can be changed, and has an id.

    @throws RuntimeError The thread's own has gone, as the thread ends.
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
