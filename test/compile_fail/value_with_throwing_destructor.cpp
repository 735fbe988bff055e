// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The type of a variable must be copyable, with a destructor that does not
// throw.
//
// expect: ContextVar<can_throw>
// expect: ContextVar<std::unique_ptr<int>>
// expect: ContextVar<int const>

#include <concur/contextvars/context_var.hpp>

#include <memory>

namespace contextvars = concur::contextvars;

struct can_throw
{
    can_throw() = default;
    can_throw(can_throw const&) = default;
    ~can_throw() noexcept(false) {}
};

void allowed()
{
    contextvars::ContextVar<std::shared_ptr<int>> const var("var");
    var.set(nullptr);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    contextvars::ContextVar<can_throw> const one("one");
    contextvars::ContextVar<std::unique_ptr<int>> const two("two");
    contextvars::ContextVar<int const> const three("three");
}

#endif
