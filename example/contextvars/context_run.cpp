// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// The example of Context.run() in Python's documentation.

#include <concur/contextvars.hpp>

#include <iostream>
#include <string>

namespace contextvars = concur::contextvars;

// tag::context_run[]
contextvars::ContextVar<std::string> var("var"); // var = ContextVar('var')

int main()
{
    var.set("spam"); // var.set('spam')

    auto ctx = contextvars::copy_context(); // ctx = copy_context()

    // Any changes that the function makes to 'var' will be contained in 'ctx'.
    ctx.run([&] { // ctx.run(main)
        std::cout << var.get() << ' ' << ctx[var] << '\n';

        var.set("ham");

        std::cout << var.get() << ' ' << ctx[var] << '\n';
    });

    // It was run in 'ctx', so changes to 'var' are contained in it.
    std::cout << ctx[var] << '\n';

    // However, outside of 'ctx', 'var' is still set to 'spam'.
    std::cout << var.get() << '\n';
}
// end::context_run[]
