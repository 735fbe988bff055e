// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// As in Python, a variable of an environment cannot be None.
//
// expect: variables() takes names and values in turn, each a string or a path
// lines: 10

#include <concur/subprocess/environment.hpp>

#include <optional>

namespace sp = concur::subprocess;

void allowed()
{
    sp::variables("A", "1", "B", "2");
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::variables("A", std::nullopt);
}

#endif
