// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)
// An initializer without the header that knows initializers.
//
// expect: needs #include <concur/subprocess/launcher.hpp>
// expect: initializers_need_launcher_header<

#include <concur/subprocess/popen.hpp>
#include <concur/subprocess/run.hpp>

namespace sp = concur::subprocess;

void allowed()
{
    sp::run("x", sp::shell);
    sp::Popen p("x");
}

#ifdef CONCUR_TEST_MISUSE

struct hooked
{
    template<class Launcher, class Path, class Argv>
    void on_success(Launcher&, Path const&, Argv&)
    {
    }
};

void misuse()
{
    sp::run("x", hooked());
}

#endif
