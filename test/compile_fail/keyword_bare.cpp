// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// Only a keyword that is a flag may be given without a value.
//
// expect: only a flag may stand without a value
// expect: keyword_needs_a_value<&concur::subprocess::options::cwd>
// expect: keyword_needs_a_value<&concur::subprocess::options::timeout>

#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x", sp::text, sp::check, sp::shell, sp::universal_newlines,
            sp::start_new_session);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run("x", sp::cwd);
    sp::run("x", sp::shell, sp::timeout);
}

#endif
