// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/detail/token_core.hpp>

#include <concur/contextvars/any_context_var.hpp>
#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <sstream>

namespace concur::contextvars::detail {

token_core::token_core(detail::variable& v, value* set)
{
    value_ptr guard(set, false);
    auto& here = changeable();
    old_.reset(here.exchange(v.index(), set), false);
    guard.detach();
    context_ = here.id();
    if (old_ == nullptr)
    {
        variable_.reset(&v);
    }
}

void token_core::throw_unusable(detail::variable const* v) const
{
    if (used_)
    {
        boost::throw_exception(
            RuntimeError(repr() + " has already been used once"));
    }
    if (variable() != v)
    {
        boost::throw_exception(
            ValueError(repr() + " was created by a different ContextVar"));
    }
    boost::throw_exception(
        ValueError(repr() + " was created in a different Context"));
}

void token_core::undo(detail::variable const* v)
{
    if (!can_undo(v))
    {
        throw_unusable(v);
    }
    auto old = old_;
    // The removed value is destroyed last, after used_ is set: the destructor
    // of the value may use the token.
    value_ptr const last(current->exchange(v->index(), old.get()), false);
    old.detach();
    used_ = true;
}

std::string token_core::repr() const
{
    std::ostringstream text;
    text << "<Token " << (used_ ? "used " : "");
    if (auto const* const v = variable())
    {
        text << "var=" << detail::repr(*v) << ' ';
    }
    text << "at " << this << '>';
    return text.str();
}

} // namespace concur::contextvars::detail
