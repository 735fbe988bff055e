// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A process object cannot be copied.
//
// expect g++: use of deleted function
// expect clang++: implicitly-deleted copy constructor
// expect clang++: copy assignment operator is implicitly deleted
// expect: sp::Popen q(p);
// expect: p = q;

#include <concur/subprocess/popen.hpp>

#include <utility>

namespace sp = concur::subprocess;

void allowed(sp::Popen& p)
{
    sp::Popen q(std::move(p));
    p = std::move(q);
}

#ifdef CONCUR_TEST_MISUSE

void misuse(sp::Popen& p)
{
    sp::Popen q(p);
    p = q;
}

#endif
