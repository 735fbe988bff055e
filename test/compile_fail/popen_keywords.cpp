// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A process object does not take the keywords that belong to run().
//
// expect: the function does not take this keyword
// expect: keyword_not_taken<&concur::subprocess::options::input>
// expect: keyword_not_taken<&concur::subprocess::options::capture_output>
// expect: keyword_not_taken<&concur::subprocess::options::timeout>
// expect: keyword_not_taken<&concur::subprocess::options::check>

#include <concur/subprocess/keywords.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x", sp::input = "", sp::capture_output = true, sp::timeout = 1,
            sp::check = true);
    sp::Popen p("x", sp::shell = true);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::Popen a("x", sp::input = "");
    sp::Popen b("x", sp::capture_output = true);
    sp::Popen c("x", sp::timeout = 1);
    sp::Popen d("x", sp::check);
}

#endif
