// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// call() and check_call() neither capture, record nor check: they have no such
// keywords.
//
// expect: the function does not take this keyword
// expect: keyword_not_taken<&concur::subprocess::options::input>
// expect: keyword_not_taken<&concur::subprocess::options::capture_output>
// expect: keyword_not_taken<&concur::subprocess::options::check>
// expect: keyword_not_taken<&concur::subprocess::options::record>
// expect: keyword_not_taken<&concur::subprocess::options::max_output>

#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::call("x", sp::timeout = 1, sp::stdout_ = sp::DEVNULL);
    sp::check_call("x", sp::timeout = 1);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::call("x", sp::input = "");
    sp::call("x", sp::capture_output);
    sp::check_call("x", sp::check = true);
    sp::call("x", sp::record);
    sp::call("x", sp::max_output = 1);
}

#endif
