// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/contextvars/context_iterator.hpp>

namespace concur::contextvars::detail {
namespace {

template<class Result, class Make>
std::vector<Result> collected(values const& held, Make make)
{
    std::vector<Result> all;
    all.reserve(held.size());
    for (auto i = held.next(0); i != values::none; i = held.next(i + 1))
    {
        all.push_back(make(*held.find(i)));
    }
    return all;
}

any_context_var var_of(value const& v)
{
    return access::var(v.of);
}

} // namespace

std::vector<any_context_var> keys(values const& held)
{
    return collected<any_context_var>(held, var_of);
}

// The copy constructor of a value may set variables. So copies() and items()
// take a copy of the values, which set() does not change.

std::vector<std::any> copies(values held)
{
    return collected<std::any>(held,
                               [](value const& v) { return v.of->copy(v); });
}

std::vector<std::pair<any_context_var, std::any>> items(values held)
{
    return collected<std::pair<any_context_var, std::any>>(
        held,
        [](value const& v) { return std::pair(var_of(v), v.of->copy(v)); });
}

} // namespace concur::contextvars::detail
