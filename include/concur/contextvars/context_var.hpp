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

/** A variable that may have a different value in each context.

    A ContextVar is usually a global variable, but it may have any lifetime.
    set() stores a value in the current context. Code that runs later in that
    context, or in a later copy of it, gets the value.

    @tparam T The type of the values, which must be copyable. Copies of a
    context share the values, which never change. For large or uncopyable
    objects, use a `std::shared_ptr` to a constant object.

    @par Thread safety
    Safe, except for assignment: every thread runs in a context of its own.

    @see any_context_var for the name, comparison and text
*/
template<std::copy_constructible T>
requires std::same_as<T, std::decay_t<T>>
class CONCUR_VISIBLE ContextVar final : public any_context_var
{
public:
    /// The type of the values.
    using value_type = T;

    /** Construct a variable without default.

        @param name The name, for name(), to_string() and error messages.

        @throws std::bad_alloc There is no memory.
    */
    explicit ContextVar(std::string name)
        : any_context_var(
              new detail::typed_variable<T>(std::move(name), std::nullopt))
    {
    }

    /** Construct a variable with a default.

        @param name The name, for name(), to_string() and error messages.
        @param otherwise The default: the result of get() in a context without a
        value.

        @throws ... The exception of a move of the default, or `std::bad_alloc`.

        @par Difference from Python
        In Python the default is the keyword argument `default`, a reserved word
        of C++.
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
        @throws ... The exception of the copy.
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

    /** The value in the current context, or `otherwise`.

        @param otherwise The result if there is no value. The default is not
        used.

        @throws ... The exception of a copy of the value.
    */
    T get(std::type_identity_t<T> otherwise) const
    {
        auto const* const v = detail::current->find(index());
        return v != nullptr ? detail::copy_of<T>(*v) : std::move(otherwise);
    }

    /** Set the value in the current context.

        @return A token with which reset() can undo this set(). It may be
        ignored.

        @throws std::bad_alloc There is no memory. Nothing has changed.
        @throws RuntimeError The thread is ending and its context has been
        destroyed.
        @throws ... The exception of a move of the value.
    */
    Token<T> set(T value) const
    {
        auto& v = *variable();
        return Token<T>(v, new detail::value_of<T>(v, std::move(value)));
    }

    /** Undo a set().

        @param token The result of the set(). After this call it is used and
        cannot undo again.

        @throws RuntimeError The token has been used.
        @throws ValueError The token is of another variable, or not of the
        current context.
        @throws std::bad_alloc There is no memory.

        @par Exception safety
        Strong: an exception changes neither the context nor the token.
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

/// A variable whose default is a string literal has values of type std::string.
ContextVar(std::string, char const*)->ContextVar<std::string>;

} // namespace concur::contextvars

#endif
