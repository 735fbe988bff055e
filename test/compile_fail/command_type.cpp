// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A command must be a string, a path, or a sequence of them.
//
// expect: sp::run(42);
// expect: sp::run(std::vector<int>{1});
// expect: sp::Popen p(42);
// expect: sp::call(nullptr);
// expect: sp::call({"x", nullptr});

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

#include <vector>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x");
    sp::run({"x", "y"});
    sp::Popen p({"x", "y"});
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run(42);
    sp::run(std::vector<int>{1});
    sp::Popen p(42);
    sp::call(nullptr);
    sp::call({"x", nullptr});
}

#endif
