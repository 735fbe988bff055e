// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Each item of a command must be a string or a path.
//
// expect: each item of a command is a string or a path
// lines: 12

#include <concur/subprocess/command.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::command("x", "y", "z");
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::command("x", "y", 42);
}

#endif
