// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// check_output() always captures standard output and returns nothing else. It
// has no keywords for that.
//
// expect: the function does not take this keyword
// expect: keyword_not_taken<&concur::subprocess::options::capture_output>
// expect: keyword_not_taken<&concur::subprocess::options::record>
// expect: keyword_not_taken<&concur::subprocess::options::max_output>

#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::check_output("x", sp::input = "", sp::timeout = 1,
                     sp::stderr_ = sp::STDOUT);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::check_output("x", sp::capture_output = true);
    sp::check_output("x", sp::record);
    sp::check_output("x", sp::max_output = 1);
}

#endif
