// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

#include <concur/subprocess.hpp>
#include <concur/version.hpp>

#include <iostream>

namespace sp = concur::subprocess;

int main()
{
    auto done =
        sp::run({"echo", "concur", CONCUR_VERSION}, sp::capture_output = true,
                sp::text = true, sp::check = true);
    std::cout << *done.stdout_;
}
