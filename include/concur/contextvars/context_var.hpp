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

    Make it where all who use it see it, in a namespace, as its name suggests;
    it may also come and go. A value is set in the current context, and seen by
    whoever runs there later, and in copies of that context made after it.

    @tparam T What its values are: anything that can be copied. They are never
    changed once set, and copies of a context share them. For what is large or
    cannot be copied, let it be a `std::shared_ptr` to something constant.

    @par Thread safety
    Safe: every thread is in a context of its own.

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

        @param name For people to read.

        @throws std::bad_alloc There is no memory.
    */
    explicit ContextVar(std::string name)
        : any_context_var(
              new detail::typed_variable<T>(std::move(name), std::nullopt))
    {
    }

    /** Construct a variable with a default.

        @param name For people to read.
        @param otherwise What get() returns where nothing was set.

        @throws ... What a move of the default throws, or `std::bad_alloc`.

        @par Difference from Python
        There the default is a keyword, `default`, which C++ has for itself.
    */
    ContextVar(std::string name, T otherwise)
        : any_context_var(new detail::typed_variable<T>(
              std::move(name),
              std::optional<T>(std::in_place, std::move(otherwise))))
    {
    }

    /** The value in the current context.

        @return A copy of it, or else of the default.

        @throws LookupError There is neither.
        @throws ... What a copy of it throws.
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

        @param otherwise What to return where nothing was set, rather than the
        default.

        @throws ... What a copy of it throws.
    */
    T get(std::type_identity_t<T> otherwise) const
    {
        auto const* const v = detail::current->find(index());
        return v != nullptr ? detail::copy_of<T>(*v) : std::move(otherwise);
    }

    /** Set the value in the current context.

        @return What reset() needs to undo it. It may be dropped.

        @throws std::bad_alloc There is no memory; nothing has changed.
        @throws RuntimeError The thread ends, and its context is gone.
    */
    Token<T> set(T value) const
    {
        auto& v = *variable();
        return Token<T>(v, new detail::value_of<T>(v, std::move(value)));
    }

    /** Undo a set().

        @param token What that returned. It cannot be used again.

        @throws RuntimeError The token has been used.
        @throws ValueError It was made by another variable, or in another
        context than the current one.
        @throws std::bad_alloc There is no memory. Whatever is thrown, nothing
        has changed, and the token not been used.
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

/// A literal is a string, as in Python.
ContextVar(std::string, char const*)->ContextVar<std::string>;

} // namespace concur::contextvars

#endif
