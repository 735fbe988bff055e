// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// An argument that is neither a keyword nor an initializer.
//
// expect: neither a keyword nor an initializer that has a hook
// expect: not_an_initializer<int>
// expect g++: not_an_initializer<const char [2]>
// expect clang++: not_an_initializer<const char[2]>
// expect g++: not_an_initializer<const {anonymous}::hooked>
// expect clang++: not_an_initializer<const (anonymous namespace)::hooked>

#include <concur/subprocess/launcher.hpp>
#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

namespace {

struct hooked
{
    template<class Launcher, class Path, class Argv>
    void on_success(Launcher&, Path const&, Argv const&)
    {
    }
};

} // namespace

void allowed()
{
    hooked h;
    sp::run("x", h);
    sp::Popen p("x", hooked());
}

#ifdef CONCUR_TEST_MISUSE

void misuse()
{
    sp::run("x", 42);
    sp::Popen p("x", "y");
    // Its hook cannot be called, and would be forgotten.
    hooked const h;
    sp::call("x", h);
}

#endif
