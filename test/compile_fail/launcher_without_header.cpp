// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
// A policy with a launcher of its own, without the header that knows launchers.
//
// expect: a policy with a launcher of its own needs #include
// expect: policy_needs_launcher_header<

#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

struct with_bytes : sp::default_policy
{
    using bytes = sp::bytes;
};

void allowed()
{
    sp::run<with_bytes>("x");
}

#ifdef CONCUR_TEST_MISUSE

struct own_launcher
{
};

struct with_launcher : sp::default_policy
{
    using launcher = own_launcher;
};

void misuse()
{
    sp::run<with_launcher>("x");
}

#endif
