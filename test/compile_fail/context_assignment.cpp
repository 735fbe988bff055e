// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A context cannot be assigned. A token is made only by set(), and belongs to
// the type of its variable.
//
// expect g++: use of deleted function
// expect clang++: overload resolution selected deleted operator
// expect: one = two;
// expect: one[var] = 2;
// expect: contextvars::Token<int> token;
// expect: var.reset(other.set("text"));

#include <concur/contextvars.hpp>

#include <string>

namespace contextvars = concur::contextvars;

void allowed(contextvars::ContextVar<int> const& var)
{
    contextvars::Context const one;
    contextvars::Context const two(one);
    auto token = var.set(1);
    var.reset(token);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(contextvars::ContextVar<int> const& var,
            contextvars::ContextVar<std::string> const& other)
{
    contextvars::Context one;
    contextvars::Context const two;
    one = two;
    one[var] = 2;
    contextvars::Token<int> token;
    var.reset(other.set("text"));
}

#endif
