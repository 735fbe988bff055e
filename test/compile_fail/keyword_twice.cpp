// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A keyword is given twice, also once without a value.
//
// expect: this keyword is given twice
// expect: keyword_given_twice<&concur::subprocess::options::cwd>
// expect: keyword_given_twice<&concur::subprocess::options::check>

#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x", sp::cwd = "/", sp::check = true, sp::capture_output);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run("x", sp::cwd = "/", sp::check, sp::cwd = "/");
    sp::run("x", sp::check, sp::check = false);
}

#endif
