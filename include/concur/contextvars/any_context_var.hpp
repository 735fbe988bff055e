// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#ifndef CONCUR_CONTEXTVARS_ANY_CONTEXT_VAR_HPP
#define CONCUR_CONTEXTVARS_ANY_CONTEXT_VAR_HPP

#include <concur/config.hpp>
#include <concur/contextvars/detail/errors.hpp>
#include <concur/contextvars/detail/variable.hpp>

#include <boost/smart_ptr/intrusive_ptr.hpp>

#include <cstddef>
#include <functional>
#include <ostream>
#include <string>
#include <utility>

namespace concur::contextvars {

namespace detail {
class values;
struct access;

} // namespace detail

/** A variable without the type of its values. Contexts map such variables to
    values.

    Copies stand for the same variable. The variable exists until all copies,
    all its tokens and all contexts with a value for it are destroyed.

    @par Thread safety
    Distinct objects: safe, even if they stand for the same variable. Shared
    objects: safe for const functions.

    @see ContextVar
*/
class CONCUR_VISIBLE any_context_var
{
public:
    // There is no move constructor: a moved-from object would have no variable.
    any_context_var(any_context_var const&) noexcept = default;
    any_context_var& operator=(any_context_var const&) noexcept = default;

    /// The name. Other variables may have the same name.
    std::string const& name() const noexcept
    {
        return variable_->name();
    }

    /// Whether both are the same variable.
    friend bool operator==(any_context_var const& a,
                           any_context_var const& b) noexcept
    {
        return a.variable_ == b.variable_;
    }

    /// The text of Python's repr():
    /// ``<ContextVar name='a' default=1 at 0x…>``.
    friend std::string to_string(any_context_var const& var)
    {
        return detail::repr(*var.variable_);
    }

    /// Write to_string().
    friend std::ostream& operator<<(std::ostream& out,
                                    any_context_var const& var)
    {
        return out << to_string(var);
    }

protected:
    explicit any_context_var(boost::intrusive_ptr<detail::variable> v) noexcept
        : variable_(std::move(v)), index_(variable_->index())
    {
    }

private:
    friend struct detail::access;
    friend struct std::hash<any_context_var>;

    boost::intrusive_ptr<detail::variable> variable_;
    std::size_t index_; // a copy of the variable's index, for speed
};

namespace detail {

/// Access to the private members of variables and contexts.
struct access
{
    template<class Context>
    static values const& held(Context const& context) noexcept
    {
        return context.held();
    }

    static any_context_var var(boost::intrusive_ptr<variable> v) noexcept
    {
        return any_context_var(std::move(v));
    }

    static boost::intrusive_ptr<variable> const&
    variable_of(any_context_var const& var) noexcept
    {
        return var.variable_;
    }

    static std::size_t index(any_context_var const& var) noexcept
    {
        return var.index_;
    }
};

} // namespace detail
} // namespace concur::contextvars

/// Hash the identity of a variable, which operator== compares.
template<>
struct std::hash<concur::contextvars::any_context_var>
{
    std::size_t
    operator()(concur::contextvars::any_context_var const& var) const noexcept
    {
        return std::hash<void const*>()(var.variable_.get());
    }
};

#endif
