// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_DETAIL_TYPED_HPP
#define CONCUR_CONTEXTVARS_DETAIL_TYPED_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/block_cache.hpp>
#include <concur/contextvars/detail/comparable.hpp>
#include <concur/contextvars/detail/variable.hpp>
#include <concur/detail/text.hpp>

#include <any>
#include <cstddef>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace concur::contextvars::detail {

/// A value that holds a T.
template<class T>
struct value_of final : value
{
    value_of(variable& v, T&& t) : value(v), held(std::move(t)) {}

    static void* operator new(std::size_t)
    {
        return memory_of<value_of>::allocate();
    }

    static void operator delete(void* block) noexcept
    {
        memory_of<value_of>::deallocate(block);
    }

    T held;
};

template<class T>
T const& held_by(value const& v) noexcept
{
    return static_cast<value_of<T> const&>(v).held;
}

/// Copy the T in a value. The value is kept alive: the copy constructor may set
/// the variable, and then the context releases the value.
template<class T>
T copy_of(value const& v)
{
    if constexpr (std::is_trivially_copyable_v<T>)
    {
        return held_by<T>(v);
    }
    else
    {
        value_ptr const keep(const_cast<value*>(&v));
        return held_by<T>(v);
    }
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
        delete static_cast<value_of<T>*>(v);
    }

    bool equal(value const& a, value const& b) const override
    {
        if constexpr (comparable<T>)
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
