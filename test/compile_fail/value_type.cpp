// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A keyword does not take a value of the wrong type, nor a null pointer for
// None.
//
// expect: the keyword takes no value of this type
// expect clang++: sp::run("x", sp::cwd = 1);
// expect g++: T = int; auto Member = &concur::subprocess::options::cwd
// expect clang++: sp::run("x", sp::cwd = nullptr);
// expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::cwd expect clang++: sp::run("x", sp::encoding =
// nullptr); expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::encoding expect clang++: sp::run("x", sp::input
// = nullptr); expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::input expect clang++: sp::run("x", sp::env =
// nullptr); expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::env expect clang++: sp::run("x", sp::stdin_ =
// true); expect g++: T = bool; auto Member =
// &concur::subprocess::options::stdin_ expect clang++: sp::run("x", sp::user =
// true); expect g++: T = bool; auto Member = &concur::subprocess::options::user
// expect clang++: sp::run("x", sp::timeout = "1");
// expect g++: T = const char (&)[2]; auto Member =
// &concur::subprocess::options::timeout expect clang++: sp::run("x",
// sp::timeout = nullptr); expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::timeout expect clang++: sp::run("x",
// sp::executable = nullptr); expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::executable

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
