// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// A reference parameter would refer to a copy of the argument.
//
// lines: 12
// expect: pass it by std::ref

#include <concur/thread.hpp>

#include <functional>

namespace thread = concur::thread;

void changes(int&);

void allowed(int x)
{
    thread::start_joinable_thread(changes, std::ref(x));
}

#ifdef CONCUR_TEST_MISUSE

void misuse(int x)
{
    thread::start_joinable_thread(changes, x);
}

#endif
