// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Setting and resetting a variable.

#include <concur/contextvars.hpp>
#include <concur/errors.hpp>

#include <iostream>
#include <string>

namespace contextvars = concur::contextvars;

namespace {

contextvars::ContextVar<std::string> const user("user");
contextvars::ContextVar<int> const depth("depth", 0); // default=0

void report()
{
    // user.get('nobody')
    std::cout << user.get("nobody") << ' ' << depth.get() << '\n';
}

} // namespace

int main()
{
    // tag::tokens[]
    auto token = user.set("alice"); // token = user.set('alice')
    report();
    user.reset(token); // user.reset(token)
    report();

    try
    {
        user.get(); // throws: there is neither a value nor a default
    }
    catch (concur::LookupError const&)
    {
        std::cout << "no user\n";
    }
    // end::tokens[]

    // tag::scoped_token[]
    {
        contextvars::scoped_token set(depth.set(1)); // with depth.set(1):
        report();
    }
    report();
    // end::scoped_token[]
}
