// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A flag must be a bool; a value that converts to bool is not enough.
//
// expect: the keyword takes no value of this type
// expect clang++: sp::run("x", sp::shell = "yes");
// expect g++: T = const char (&)[4]; auto Member =
// &concur::subprocess::options::shell expect clang++: sp::run("x", sp::check =
// 1); expect g++: T = int; auto Member = &concur::subprocess::options::check
// expect clang++: sp::run("x", sp::text = nullptr);
// expect g++: T = std::nullptr_t; auto Member =
// &concur::subprocess::options::text expect clang++: sp::run("x", sp::close_fds
// = 0.5); expect g++: T = double; auto Member =
// &concur::subprocess::options::close_fds

#include <concur/subprocess/run.hpp>

#include <optional>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x", sp::shell = true, sp::text = std::nullopt,
            sp::check = std::optional<bool>(true));
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run("x", sp::shell = "yes");
    sp::run("x", sp::check = 1);
    sp::run("x", sp::text = nullptr);
    sp::run("x", sp::close_fds = 0.5);
}

#endif
