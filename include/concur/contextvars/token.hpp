// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_TOKEN_HPP
#define CONCUR_CONTEXTVARS_TOKEN_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/token_core.hpp>
#include <concur/contextvars/detail/typed.hpp>

#include <concepts>
#include <optional>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace concur::contextvars {

template<std::copy_constructible T>
requires std::same_as<T, std::decay_t<T>>
class ContextVar;

template<class T>
class scoped_token;

/// The value of Token::MISSING. An absent old_value() is equal to it.
inline constexpr std::nullopt_t MISSING = std::nullopt;

/** The result of ContextVar::set(). ContextVar::reset() takes it to undo the
    set().

    A token that was moved from counts as used. It has no variable, so its var()
    must not be called.

    @par Thread safety
    None. A token can be used in one context only.
*/
template<class T>
class CONCUR_VISIBLE Token final
{
public:
    /// The old_value() if the variable had no value before the set().
    static constexpr std::nullopt_t MISSING = std::nullopt;

    Token(Token&&) noexcept = default;
    Token& operator=(Token&&) noexcept = default;

    /// The variable that was set.
    ContextVar<T> var() const noexcept
    {
        return ContextVar<T>(
            boost::intrusive_ptr<detail::variable>(core_.variable()));
    }

    /** The value of the variable before the set(), in the context of the set().
        It is absent if there was none. A default is not a value.

        @throws ... The exception of a copy of the value.
    */
    std::optional<T> old_value() const
    {
        auto const* const v = core_.old();
        return v != nullptr ? std::optional<T>(detail::copy_of<T>(*v))
                            : std::nullopt;
    }

    /// Whether both are the same object.
    friend bool operator==(Token const& a, Token const& b) noexcept
    {
        return &a == &b;
    }

    /// The text of Python's repr(): ``<Token used var=<ContextVar name='a' at
    /// 0x…> at 0x…>``.
    friend std::string to_string(Token const& token)
    {
        return token.core_.repr();
    }

    /// Write to_string().
    friend std::ostream& operator<<(std::ostream& out, Token const& token)
    {
        return out << to_string(token);
    }

private:
    friend class ContextVar<T>;
    friend class scoped_token<T>;

    Token(detail::variable& v, detail::value* set) : core_(v, set) {}

    bool is_current() const noexcept
    {
        return core_.can_undo(core_.variable());
    }

    void reset()
    {
        core_.undo(core_.variable());
    }

    detail::token_core core_;
};

} // namespace concur::contextvars

#endif
