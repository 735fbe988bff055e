// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A value of a type that a keyword has no use for; no null pointers for None.
//
// expect g++: no match for 'operator='
// expect clang++: no viable overloaded '='
// expect: sp::run("x", sp::cwd = 1);
// expect: sp::run("x", sp::cwd = nullptr);
// expect: sp::run("x", sp::encoding = nullptr);
// expect: sp::run("x", sp::input = nullptr);
// expect: sp::run("x", sp::env = nullptr);
// expect: sp::run("x", sp::stdin_ = true);
// expect: sp::run("x", sp::user = true);
// expect: sp::run("x", sp::timeout = "1");
// expect: sp::run("x", sp::timeout = nullptr);
// expect: sp::run("x", sp::executable = nullptr);

#include <concur/subprocess/run.hpp>

#include <optional>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x", sp::cwd = std::nullopt, sp::encoding = std::nullopt,
            sp::user = 1, sp::preexec_fn = nullptr, sp::env = std::nullopt,
            sp::stdin_ = std::nullopt);
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run("x", sp::cwd = 1);
    sp::run("x", sp::cwd = nullptr);
    sp::run("x", sp::encoding = nullptr);
    sp::run("x", sp::input = nullptr);
    sp::run("x", sp::env = nullptr);
    sp::run("x", sp::stdin_ = true);
    sp::run("x", sp::user = true);
    sp::run("x", sp::timeout = "1");
    sp::run("x", sp::timeout = nullptr);
    sp::run("x", sp::executable = nullptr);
}

#endif
