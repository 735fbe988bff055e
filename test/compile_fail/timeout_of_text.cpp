// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A timeout must be a number, a duration or a time point.
//
// lines: 12
// expect: the keyword takes no value of this type

#include <concur/subprocess.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run({"true"}, sp::timeout = 5);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run({"true"}, sp::timeout = "5");
}

#endif
