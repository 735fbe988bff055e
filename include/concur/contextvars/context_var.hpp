// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_CONTEXT_VAR_HPP
#define CONCUR_CONTEXTVARS_CONTEXT_VAR_HPP

#include <concur/config.hpp>
#include <concur/contextvars/any_context_var.hpp>
#include <concur/contextvars/detail/current.hpp>
#include <concur/contextvars/detail/errors.hpp>
#include <concur/contextvars/detail/typed.hpp>
#include <concur/contextvars/token.hpp>

#include <concepts>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

namespace concur::contextvars {

/** A variable that has a value in each context.

    Usually it is a variable of a namespace, but it may have any lifetime. set()
    stores a value in the current context. Code that runs later in that context,
    or in a copy of it that is made later, gets the value.

    @tparam T The type of its values, which can be copied. Copies of a context
    share the values, which never change. For objects that are large or cannot
    be copied, use a `std::shared_ptr` to a constant object.

    @par Thread safety
    Safe: every thread runs in a context of its own.

    @see any_context_var for the name, comparison and text
*/
template<std::copy_constructible T>
requires std::same_as<T, std::decay_t<T>>
class CONCUR_VISIBLE ContextVar final : public any_context_var
{
public:
    /// The type of its values.
    using value_type = T;

    /** Construct a variable without default.

        @param name The name, which only error messages and to_string() use.

        @throws std::bad_alloc There is no memory.
    */
    explicit ContextVar(std::string name)
        : any_context_var(
              new detail::typed_variable<T>(std::move(name), std::nullopt))
    {
    }

    /** Construct a variable with a default.

        @param name The name, which only error messages and to_string() use.
        @param otherwise The default: the result of get() in a context without a
        value.

        @throws ... What a move of the default throws, or `std::bad_alloc`.

        @par Difference from Python
        In Python the default is the keyword argument `default`, which is a
        reserved word in C++.
    */
    ContextVar(std::string name, T otherwise)
        : any_context_var(new detail::typed_variable<T>(
              std::move(name),
              std::optional<T>(std::in_place, std::move(otherwise))))
    {
    }

    /** The value in the current context.

        @return A copy of the value, or of the default if there is no value.

        @throws LookupError There is neither a value nor a default.
        @throws ... What the copy throws.
    */
    T get() const
    {
        if (auto const* const v = detail::current->find(index()))
        {
            return detail::copy_of<T>(*v);
        }
        if (auto const& otherwise = typed().default_value())
        {
            return *otherwise;
        }
        detail::throw_no_value(*variable());
    }

    /** The value in the current context.

        @param otherwise The result if there is no value, instead of the
       default.

        @throws ... What a copy of the value throws.
    */
    T get(std::type_identity_t<T> otherwise) const
    {
        auto const* const v = detail::current->find(index());
        return v != nullptr ? detail::copy_of<T>(*v) : std::move(otherwise);
    }

    /** Set the value in the current context.

        @return A token by which reset() can undo it. It may be ignored.

        @throws std::bad_alloc There is no memory; nothing has changed.
        @throws RuntimeError The thread is ending, and its context is destroyed.
    */
    Token<T> set(T value) const
    {
        auto& v = *variable();
        return Token<T>(v, new detail::value_of<T>(v, std::move(value)));
    }

    /** Undo a set().

        @param token The result of the set(). It cannot be used again.

        @throws RuntimeError The token has been used.
        @throws ValueError The token is of another variable, or of another
        context than the current one.
        @throws std::bad_alloc There is no memory.

        @par Exception safety
        Strong: the token can still be used.
    */
    void reset(Token<T>& token) const
    {
        token.core_.undo(variable().get());
    }

    /// @copydoc reset(Token<T>&) const
    void reset(Token<T>&& token) const
    {
        reset(token);
    }

private:
    friend class Token<T>;

    explicit ContextVar(boost::intrusive_ptr<detail::variable> v) noexcept
        : any_context_var(std::move(v))
    {
    }

    std::size_t index() const noexcept
    {
        return detail::access::index(*this);
    }

    boost::intrusive_ptr<detail::variable> const& variable() const noexcept
    {
        return detail::access::variable_of(*this);
    }

    detail::typed_variable<T> const& typed() const noexcept
    {
        return static_cast<detail::typed_variable<T> const&>(*variable());
    }
};

/// The values of a variable with a string literal as its default are strings.
ContextVar(std::string, char const*)->ContextVar<std::string>;

} // namespace concur::contextvars

#endif
