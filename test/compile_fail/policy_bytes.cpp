// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Captured output can be in two containers only.
//
// expect: sp::run<wrong>("x")
// expect: std::same_as<typename
#include <concur/subprocess/run.hpp>

#include <string>
#include <vector>

namespace sp = concur::subprocess;

struct right : sp::default_policy
{
    using bytes = sp::bytes;
};

void allowed()
{
    sp::run<right>("x");
}

#ifdef CONCUR_TEST_MISUSE

struct wrong : sp::default_policy
{
    using bytes = std::vector<char>;
};

void misuse()
{
    sp::run<wrong>("x");
}

#endif
