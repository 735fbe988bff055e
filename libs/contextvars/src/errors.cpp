// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/any_context_var.hpp>
#include <concur/contextvars/detail/errors.hpp>
#include <concur/contextvars/detail/typed.hpp>
#include <concur/detail/repr.hpp>
#include <concur/errors.hpp>

#include <boost/throw_exception.hpp>

#include <sstream>

namespace concur::contextvars::detail {

std::string repr(variable const& v)
{
    std::ostringstream text;
    text << "<ContextVar name=" << concur::detail::repr(v.name());
    if (auto const otherwise = v.default_text(); !otherwise.empty())
    {
        text << " default=" << otherwise;
    }
    text << " at " << &v << '>';
    return text.str();
}

void throw_no_value(variable const& v)
{
    boost::throw_exception(LookupError(repr(v)));
}

void throw_no_key(variable const& v)
{
    boost::throw_exception(KeyError(repr(v)));
}

void throw_entered(void const* context)
{
    std::ostringstream text;
    text << "cannot enter context: <_contextvars.Context object at " << context
         << "> is already entered";
    boost::throw_exception(RuntimeError(text.str()));
}

} // namespace concur::contextvars::detail
