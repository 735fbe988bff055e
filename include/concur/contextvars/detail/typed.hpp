// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_TYPED_HPP
#define CONCUR_CONTEXTVARS_DETAIL_TYPED_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/spares.hpp>
#include <concur/contextvars/detail/variable.hpp>
#include <concur/detail/text.hpp>

#include <any>
#include <atomic>
#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace concur::contextvars::detail {

/// A value with room for what it is; see made().
template<class T>
struct value_of final : value
{
    explicit value_of(variable& v) noexcept : value(v) {}
    ~value_of() {}

    union {
        T held;
    };
};

template<class T>
T const& held_by(value const& v) noexcept
{
    return static_cast<value_of<T> const&>(v).held;
}

/// A new value of a variable, with one owner.
template<class T>
value* made(variable& v, T&& held)
{
    auto* const spare = static_cast<value_of<T>*>(take_spare(v));
    std::unique_ptr<value_of<T>> room(spare != nullptr ? spare
                                                       : new value_of<T>(v));
    std::construct_at(std::addressof(room->held), std::move(held));
    room->owners.store(1, std::memory_order_relaxed);
    return room.release();
}

/// A variable that knows the type of its values.
template<class T>
class CONCUR_VISIBLE typed_variable final : public variable
{
public:
    typed_variable(std::string name, std::optional<T> otherwise)
        : variable(std::move(name)), default_(std::move(otherwise))
    {
    }

    std::optional<T> const& default_value() const noexcept
    {
        return default_;
    }

    void destroy(value* v) noexcept override
    {
        std::destroy_at(std::addressof(static_cast<value_of<T>*>(v)->held));
        keep_spare(*v);
    }

    void free(value* v) noexcept override
    {
        delete static_cast<value_of<T>*>(v);
    }

    bool equal(value const& a, value const& b) const override
    {
        if constexpr (std::equality_comparable<T>)
        {
            return held_by<T>(a) == held_by<T>(b);
        }
        else
        {
            return &a == &b;
        }
    }

    std::any copy(value const& v) const override
    {
        return held_by<T>(v);
    }

    std::string default_text() const override
    {
        return default_ ? concur::detail::text_of(*default_) : std::string();
    }

private:
    std::optional<T> const default_;
};

} // namespace concur::contextvars::detail

#endif
