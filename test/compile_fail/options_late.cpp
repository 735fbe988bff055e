// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Options must be given before the keywords that change them.
//
// expect: options must come before the keywords
// expect: options_must_come_first<concur::subprocess::options>

#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed(sp::options const& o)
{
    sp::run("x", o, sp::check);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(sp::options const& o)
{
    sp::run("x", sp::check, o);
    sp::run("x", o, o);
}

#endif
