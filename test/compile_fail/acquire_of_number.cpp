// Copyright (c) 2026 The concur authors
//
// Distributed under the Boost Software License, Version 1.0. (See accompanying
// file LICENSE_1_0.txt or copy at http://www.boost.org/LICENSE_1_0.txt)

// acquire(number): a number is not a value for `blocking`, and the timeout is
// the second argument.
//
// expect g++: no matching function for call
// expect clang++: no matching member function for call
// expect g++: acquire(Number) [with Number = double]
// expect g++: acquire(Number) [with Number = int]
// expect clang++: lock.acquire(0.5);
// expect clang++: lock.acquire(1);
// expect: lock.acquire("");
// expect: lock.acquire(nullptr);
// expect: lock.acquire(1, 0.5);

#include <concur/thread/lock.hpp>

#include <chrono>

namespace thread = concur::thread;
using namespace std::chrono_literals;

void allowed(thread::LockType& lock)
{
    lock.acquire(true, 0.5);
    lock.acquire(500ms);
    lock.acquire(false);
    lock.acquire(concur::limit(0.5));
}

#ifdef CONCUR_TEST_MISUSE

void misuse(thread::LockType& lock)
{
    lock.acquire(0.5);
    lock.acquire(1);
    lock.acquire("");
    lock.acquire(nullptr);
    lock.acquire(1, 0.5);
}

#endif
